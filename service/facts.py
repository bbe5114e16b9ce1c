"""What is known of a meeting when it is classified, and who asked whom for it: the person, or the other one?

Direction says more than words (recognition.md 4): whoever asks for a talk asks about the *other's* way. A recruiter, a
seller or a reporter asks the person about the person just as warmly; only a learner says so of themselves, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from service import domains, names
from service.schema import Json
from service.speech import Act
from service.wording import Reading

_IN_WORDS = frozenset({"hiring", "recruiter", "sales", "media", "mentoring", "for_organisation"})
_BY_WORDING = frozenset({"reads_hiring", "reads_recruiter", "reads_sales", "reads_study", "reads_programme"})
COMMERCE = _IN_WORDS | _BY_WORDING | {"reads_appointment"}
"""Signs of a mail whose writer wants something else than to learn."""
_MATTERS = frozenset({"legal_finance", "medical"})
_ABOUT = ("explicit", "asks_about_path", "seeks_advice", "warm", "about_path")
_OF_LEARNER = _ABOUT[:3]
"""Said by somebody who wants to learn; the others are said of any work."""


@dataclass(frozen=True, slots=True)
class Said:
    """One mail about the meeting: who wrote it (user, contact, other), when, and what it does."""

    by: str
    at: datetime
    source: str
    acts: tuple[Act, ...] = ()
    against: tuple[Act, ...] = ()
    reads: tuple[Reading, ...] = ()
    """What its sentences read like (`wording`): weighed together, beside what follows from each."""
    thread: str = ""
    sender: str = ""
    is_answer: bool = False
    """It answers a mail, known or not."""
    is_letter: bool = True
    """Somebody wrote it; an invite that a calendar sent is none."""

    def quote(self, *what: str) -> str | None:
        """The words of the first of these acts that the mail does, None when it does none."""
        told = {act.what: act.quote for act in self.acts}
        return next((told[one] for one in what if one in told), None)

    @property
    def is_private(self) -> bool:
        """Written as one writes to friends and family."""
        return any(act.what == "private" for act in self.against)

    @property
    def sells(self) -> bool:
        return any(act.what in COMMERCE for act in self.against)


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that fired: its points, a sentence for the person, and the words that it rests on."""

    rule: str
    points: int
    text: str
    source: str = ""
    quote: str = ""
    is_purpose: bool = False
    kind: str = ""

    def as_json(self) -> Json:
        return {
            "rule": self.rule,
            "points": self.points,
            "text": self.text,
            "evidence": {"source": self.source, "quote": self.quote} if self.quote else None,
        }


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one meeting when it is classified."""

    title: str = ""
    source: str = ""
    acts: tuple[Act, ...] = ()
    against: tuple[Act, ...] = ()
    reads: tuple[Reading, ...] = ()
    contact: str = ""
    contact_name: str = ""
    outside: tuple[str, ...] = ()
    """Addresses of the outside people who count: the contact first; no assistants, decliners, rooms."""
    own_organisations: frozenset[str] = frozenset()
    own_names: tuple[str, ...] = ()
    organizer: str = ""
    parties: tuple[str, ...] = ()
    listed: int = 0
    """How many people the calendar event lists."""
    is_invited_by_user: bool = False
    """The person sent the invite: whatever mail there is, they wanted the talk."""
    start: datetime | None = None
    end: datetime | None = None
    is_all_day: bool = False
    is_recurring: bool = False
    questions: int = 0
    """How many questions stand in the calendar event's text."""
    meeting_no: int = 1
    mails: tuple[Said, ...] = ()
    is_introduced: bool = False
    default_role: str = "seeker"
    is_declined_by_user: bool = False
    is_cancelled_unanswered: bool = False
    has_note: bool = False
    is_note_of_hiring: bool = False
    """What the person wrote about it tells of being hired, and of nothing else."""
    person_says: str = ""
    """"yes", or what it is instead: the person's own word, which decides."""
    learned: tuple[Reason, ...] = ()
    """What the person's decisions about other meetings say of this one (`lessons`)."""

    @property
    def is_inside(self) -> bool:
        """Only people of the person's own organisation take part."""
        return bool(self.outside) and all(
            domains.own_organisation(email) in self.own_organisations for email in self.outside
        )

    @property
    def is_two_names(self) -> bool:
        """The title is the two names, and little else."""
        return names.is_named_in(self.contact_name, self.title) and any(
            names.is_named_in(name, self.title) for name in self.own_names if name
        )


# --- who wrote first --------------------------------------------------------------------------------------------------


def first(mails: Iterable[Said], by: Iterable[str], *what: str) -> Said | None:
    """The first mail of one of these sides that does one of these acts."""
    return _earliest(mail for mail in mails if mail.by in by and mail.quote(*what) is not None)


def _earliest(mails: Iterable[Said]) -> Said | None:
    return min(mails, key=lambda mail: (mail.at, mail.source), default=None)


_OF_STANDING = (
    "agrees_to_time", "cancels", "moves", "wants_another_time", "waits", "joins", "says_no_show", "apologises_for_missing",
    "thanks_for_talk", "says_it_took_place",
)  # fmt: skip


def opening(facts: Facts) -> Said | None:
    """The letter that opened the conversation."""
    return _earliest(mail for mail in facts.mails if mail.is_letter)


def wrote_first(facts: Facts) -> str:
    """Whose mail opened the conversation: user, contact or other. An answer of the person's to a mail that is
    not there: the contact; "" for the contact's answer to what was written elsewhere, or of a talk that stands already.
    """
    mail = opening(facts)
    if mail is None:
        return ""
    if mail.by == "user" and mail.is_answer and not facts.is_introduced:
        return "contact"
    return "" if mail.by == "contact" and mail.quote("answers_elsewhere", *_OF_STANDING) else mail.by


def answer_of_contact(facts: Facts) -> Said | None:
    """What the contact wrote by hand after the person's first mail."""
    mine = _first_of_user(facts)
    theirs = [mail for mail in facts.mails if mail.by == "contact" and mail.is_letter]
    return _earliest(mail for mail in theirs if mine is not None and mail.at > mine.at)


# --- who asked --------------------------------------------------------------------------------------------------------


def is_request(acts: Iterable[str], *, is_opening: bool) -> bool:
    """Whether a mail of the person's asks for a talk about the other's way. The mail that opens a conversation may
    leave the time open: "would you tell me how you got there".
    """
    told = set(acts)
    if "asks_for_time" in told and told & set(_ABOUT):
        return True
    return is_opening and bool(told & {"asks_about_path", "warm", "leans"})


def is_request_of_learner(acts: Iterable[str], against: Iterable[str]) -> bool:
    """Whether a mail to the person asks as a learner does, or names the thing: a seller or a recruiter says nothing of
    learning a trade.
    """
    told = set(acts)
    asks = bool(told & {"asks_for_time", "asks_about_path"})
    return asks and bool(told & {"seeks_advice", "explicit", "warm"}) and not set(against) & COMMERCE


def is_curious(acts: Iterable[str], against: Iterable[str]) -> bool:
    """Whether a mail to the person asks about the person's way, and shows nothing else behind it."""
    return "asks_about_path" in acts and not set(against) & COMMERCE


def offers_to_tell(acts: Iterable[str], against: Iterable[str]) -> bool:
    """Whether a mail to the person offers to tell of its writer's own way: the answer to a request made elsewhere."""
    told = set(acts)
    return "tells_own_way" in told and "asks_about_path" not in told and not set(against) & COMMERCE


def _acts(mail: Said) -> set[str]:
    return {act.what for act in mail.acts}


def _against(mail: Said) -> set[str]:
    return {act.what for act in mail.against}


def request_of_user(facts: Facts) -> Said | None:
    """The first mail in which the person asks for a talk."""
    begun = _first_of_user(facts) if facts.is_introduced else opening(facts)
    return _earliest(
        mail
        for mail in facts.mails
        if mail.by == "user"
        and _is_before_end(mail, facts)
        and is_request(_acts(mail), is_opening=mail is begun)
        and not mail.is_private
    )


def _first_of_user(facts: Facts) -> Said | None:
    return _earliest(mail for mail in facts.mails if mail.by == "user")


def request_of_contact(facts: Facts) -> Said | None:
    """The first mail in which the other one asks the person for a talk, as a learner."""
    return _earliest(
        mail
        for mail in facts.mails
        if mail.by == "contact"
        and _is_before_end(mail, facts)
        and is_request_of_learner(_acts(mail) - {"warm"}, _against(mail))
    )


def offer_of_contact(facts: Facts) -> Said | None:
    """The first mail in which the other one offers to tell of their own way."""
    return _earliest(
        mail
        for mail in facts.mails
        if mail.by == "contact" and _is_before_end(mail, facts) and offers_to_tell(_acts(mail), _against(mail))
    )


def _is_before_end(mail: Said, facts: Facts) -> bool:
    return facts.end is None or mail.at <= facts.end


def is_of_learner(mail: Said) -> bool:
    """Whether its words are a learner's, not only about some work. Colleagues ask for each other's advice every day: that
    counts where the sentences lean to it too.
    """
    told = mail.quote(*_OF_LEARNER)
    return told is not None and mail.quote("explicit", "asks_about_path", "leans") is not None


def is_own_matter(mail: Said) -> bool:
    """Whether what it asks somebody's time for is a matter of its writer's own: a loan, a lease, a tooth; not their work."""
    asked = mail.quote("asks_for_time")
    return mail.quote(*_ABOUT) is None and any(act.what in _MATTERS and act.quote == asked for act in mail.against)


def role_of(facts: Facts) -> str:
    """seeker, or host when the other side asked for the talk."""
    mine, theirs = request_of_user(facts), _asked_by_contact(facts)
    if mine and theirs:
        return "seeker" if (mine.at, mine.source) < (theirs.at, theirs.source) else "host"
    begun = opening(facts)
    if mine or offer_of_contact(facts) or (begun and begun.by == "contact" and begun.quote("answers_elsewhere")):
        return "seeker"
    if theirs:
        return "host"
    plain = first(facts.mails, ("user", "contact"), "asks_for_time")
    if plain is not None and plain is opening(facts):
        return "seeker" if plain.by == "user" else "host"
    return _role_in_event(facts) or facts.default_role


def _asked_by_contact(facts: Facts) -> Said | None:
    """The first mail in which the other one asks for time to hear of the person's way, whatever for."""
    return _earliest(
        mail
        for mail in facts.mails
        if mail.by == "contact" and mail.quote("asks_for_time") and mail.quote("asks_about_path", "seeks_advice")
    )


def _role_in_event(facts: Facts) -> str:
    """Whose words a calendar event holds: its organizer's, but in a booking page's form those of whoever booked."""
    told = {act.what for act in facts.acts}
    if not ("asks_for_time" in told and told & {"explicit", "warm", "asks_about_path"}):
        return ""
    is_theirs = bool(facts.organizer) and facts.organizer == facts.contact
    if "booked_by_invitee" in told:
        return "seeker" if is_theirs else "host"
    return "host" if is_theirs else ""
