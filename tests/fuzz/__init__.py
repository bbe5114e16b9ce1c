"""Whatever strangers may send, invented anew each time: no reader of theirs may raise what it does not promise."""
