"""From an interview to a draft that waits for review, or to a stated reason for silence.

`evidence` reads what may be known, `plan` decides what is due, `compose` words it, `check` is the gate, `rows` writes,
`versions` keeps every text. `follow_up` is the actor; everything else here is what the command line and the web ask
for. Nothing is ever sent.
"""

from __future__ import annotations

from service.drafting.follow import follow_up
from service.drafting.habits import note_mail
from service.drafting.promises import hear
from service.drafting.review import answer_takeaway, dismiss_draft, edit_draft, listing

__all__ = ["answer_takeaway", "dismiss_draft", "edit_draft", "follow_up", "hear", "listing", "note_mail"]
