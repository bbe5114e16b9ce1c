"""Which mail a draft answers: its parent, its subject, the account's conversation; what was thanked and written already.

The parent is the latest mail written by the recipient in the latest thread with them about this interview, else the
person's own last mail there, never an automatic one; with no thread a new mail begins, without "Re:". Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.addresses import address_key
from service.drafting.criteria import CRITERIA
from service.drafting.scene import Mail, Scene, Someone, when_of
from service.drafting.wordlists import THANKS
from service.titles import bare_subject

RECENT = timedelta(days=75)


@dataclass(frozen=True, slots=True)
class Reply:
    """Where a draft belongs: `parent` None = a new mail."""

    parent: Mail | None
    subject: str = ""

    @property
    def in_reply_to(self) -> str:
        return self.parent.message_id if self.parent else ""

    @property
    def references(self) -> tuple[str, ...]:
        if self.parent is None or not self.parent.message_id:
            return ()
        before = self.parent.references or ((self.parent.in_reply_to,) if self.parent.in_reply_to else ())
        return (*(one for one in before if one != self.parent.message_id), self.parent.message_id)


def reply_to(scene: Scene, who: Someone, kind: str) -> Reply:
    """The mail that a draft of that kind to `who` answers."""
    is_any_fine = kind in CRITERIA and CRITERIA[kind].any_thread
    threads: dict[str, list[Mail]] = {}
    for mail in scene.with_whom(who):
        if is_any_fine or _is_about(scene, mail):
            threads.setdefault(mail.thread, []).append(mail)
    usable = [mails for mails in threads.values() if mails and mails[-1].message_id]
    if not usable:
        return Reply(None)
    latest = max(usable, key=lambda mails: (mails[-1].at, mails[-1].thread))
    theirs = [mail for mail in latest if mail.sender in who.keys]
    parent = (theirs or latest)[-1]
    subject = bare_subject(parent.subject)
    return Reply(parent, f"Re: {subject}" if subject else "Re:")


def sending_address(scene: Scene, reply: Reply) -> str:
    """The own address this contact knows: where they wrote to, else the one of the meeting."""
    known = reply.parent.received_by if reply.parent else ""
    if known and address_key(known) in scene.sender.keys:
        return known
    return scene.interview.own_address


def _is_about(scene: Scene, mail: Mail) -> bool:
    """In the interview's own thread, or written in the weeks around it."""
    if mail.thread and mail.thread == scene.interview.thread_key:
        return True
    return mail.at >= when_of(scene.interview) - RECENT


def written_after(scene: Scene, who: Someone, since: datetime) -> list[Mail]:
    """What the person wrote to this one since then, whatever addresses and threads were used. What their calendar sent
    is no letter of theirs: an answer to an invite may go out long after the talk.
    """
    return [mail for mail in sent_after(scene, who, since) if not mail.is_by_calendar]


def sent_after(scene: Scene, who: Someone, since: datetime) -> list[Mail]:
    """What went out to this one since then, the person's calendar included."""
    return [mail for mail in scene.with_whom(who) if mail.is_mine and mail.at >= since]


def thanking_mail(scene: Scene, who: Someone, since: datetime) -> Mail | None:
    """The person's own mail that thanked this one after the meeting, if any."""
    return next((mail for mail in sent_after(scene, who, since) if is_thanks(mail.text)), None)


def is_thanks(text: str) -> bool:
    """Whether a text thanks, in any of our languages."""
    lowered = text.casefold()
    return any(pattern.search(lowered) for pattern in THANKS.values())


def latest_from(scene: Scene, who: Someone, since: datetime | None = None) -> Mail | None:
    """The last mail this one wrote."""
    found = [mail for mail in scene.with_whom(who) if mail.sender in who.keys and (since is None or mail.at >= since)]
    return found[-1] if found else None


def texts_of(mails: Sequence[Mail]) -> list[str]:
    return [mail.text for mail in mails]
