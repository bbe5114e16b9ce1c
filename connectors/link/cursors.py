"""The place in a calendar that is one file: what was told of it so far, so that the next download can be held against it."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.windows import Window


@dataclass(frozen=True, slots=True)
class CalendarPlace:
    """Where to go on from."""

    of: str = ""
    """Mark of the link: another link's entries are not this one's."""
    since: str = ""
    until: str = ""
    told: str = ""
    """`told.pack`: every entry that the caller knows, with marks of what it said."""
    etag: str = ""
    modified: str = ""
    """What the server said of the file, to be asked whether it is still the same."""
    digest: str = ""
    """`listing.digest_of` the file of which everything was told."""
    read: str = ""
    """When the file was last downloaded whole, whatever the server says."""
    is_whole: bool = False
    """This is a full read, which tells at its end that the list is complete."""
    is_partial: bool = False
    """Not all that the file says was told."""
    is_doubted: bool = False
    """Most entries had vanished at the last look, which is believed if they have at this one too."""

    @property
    def window(self) -> Window:
        return Window(self.since, self.until)
