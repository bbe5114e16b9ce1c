"""What a scene gives one recipient to be written about: takeaways, promises, offers, the topic, the introduction.

Takes the statements of notes (and of mails after the meeting), leaves out what belongs to somebody else, what must not
be said and what an earlier meeting already settled, and ranks the rest. Pure: scene in, material out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from service import speech
from service.drafting import greeting, notes
from service.drafting.correspondence import latest_from
from service.drafting.forms import FORMS
from service.drafting.language import LANGUAGES, Register, content_stems, detect, fold, register
from service.drafting.notes import TAKEAWAYS, Statement
from service.drafting.privacy import instructions, private_spans, sentences
from service.drafting.scene import Asked, Mail, NoteText, Quote, Scene, Someone
from service.drafting.topic import Topic, own_path, topic_of
from service.zones import zone_of

_THANKED_FOR = re.compile(
    r"(?i)\byour (?P<noun>(?:story|stories|advice|tips?|point|explanation|thoughts|example|suggestions?|answers?|honesty|ideas?|experience)"
    r"(?: (?:about|on|of|regarding|from|with) (?:[\w'’-]+ ){0,6}?[\w'’-]+?)??)(?= (?:made|was|were|really|helped|has|have|gave|is|are|will|and|stuck|stayed)\b|[.,!;]|$)"
)


@dataclass(frozen=True, slots=True)
class Given:
    """One statement and the quote that stands for it."""

    statement: Statement
    quote: Quote
    is_known_speaker: bool = True


@dataclass(frozen=True, slots=True)
class Material:
    """Everything one draft may be made of."""

    who: Someone
    language: str
    register: Register
    addressing: greeting.Addressing
    takeaways: tuple[Given, ...] = ()
    promises: tuple[Given, ...] = ()
    offers: tuple[Given, ...] = ()
    observations: tuple[Given, ...] = ()
    topic: Topic | None = None
    path: Topic | None = None
    thanked_for: Topic | None = None
    pointed_to: tuple[str, Quote] | None = None
    """Somebody this contact sent the person to, whom they have met since."""
    ask: Quote | None = None
    """Where they ask for another time."""
    contact_name: str = ""
    """The first name of the interview's contact, for a mail to somebody else."""
    canaries: tuple[str, ...] = ()
    """Instructions to machines in what others wrote: nothing of them may come out."""
    has_notes: bool = False
    is_group: bool = False
    names: frozenset[str] = field(default=frozenset())
    asked: Asked | None = None
    """What the person asked for, where the draft is written because of it."""
    others: tuple[str, ...] = ()
    """Names of third people whom a draft that was asked for may speak of."""


def gather(scene: Scene, who: Someone, asked: Asked | None = None) -> Material:
    """The material for one recipient."""
    mails = scene.with_whom(who)
    language = language_of(scene, who)
    addressing = addressing_of(scene, who, language)
    given = list(_given(scene, who))
    return Material(
        who=who,
        language=language,
        register=register_of(scene, who, language),
        addressing=addressing,
        takeaways=_ranked(item for item in given if _is_takeaway(item)),
        promises=tuple(item for item in given if item.statement.kind == "promise_mine" and not item.statement.is_unsayable),
        offers=tuple(
            item for item in given
            if item.statement.kind in {"promise_theirs", "invitation", "gift"} and not item.statement.is_unsayable
        ),
        observations=tuple(
            item for item in given if item.statement.kind in {"story", "activity", "remark", "noun", "point"} and not item.statement.is_unsayable
        ),
        topic=topic_of(scene, who, language),
        path=own_path(scene, who) if language == "en" else None,
        thanked_for=_thanked_for(scene, who) if mails else None,
        pointed_to=_pointed_to(scene, given),
        canaries=_canaries(scene),
        ask=ask_for_another_time(scene, who),
        contact_name=greeting.first_name(addressing_names(scene, scene.recipient)),
        has_notes=any(note.public for note in scene.notes),
        is_group=len(writable(scene)) > 1,
        names=_own_names(scene, who),
        asked=asked,
        others=_third_people(scene, who, asked) if asked else (),
    )  # fmt: skip


def _third_people(scene: Scene, who: Someone, asked: Asked) -> tuple[str, ...]:
    """Whom it is about, who pointed the person there, and whom the recipient introduced."""
    known = [asked.about, *(one.name.full for one in scene.introduced if one.by == who.contact_id)]
    for one in (scene.recipient, *(hint.by for hint in scene.hints if hint.to == who.contact_id)):
        known += [one.name.full, greeting.first_name(addressing_names(scene, one))] if one is not who else []
    known += [hint.goes_by for hint in scene.hints]
    return tuple(dict.fromkeys(name for name in known if name))


def writable(scene: Scene) -> tuple[Someone, ...]:
    """Everybody at the meeting who can get a mail of their own: no assistants, peers, rooms or decliners."""
    return tuple(who for who in scene.everyone if who.part == "attendee" and who.email)


def language_of(scene: Scene, who: Someone) -> str:
    """The language of the conversation with this one; without one, of the invite; else the person's first."""
    spoken = [language for language in scene.sender.languages if language in LANGUAGES]
    default = spoken[0] if spoken else "en"
    mails = scene.with_whom(who)
    theirs = [mail.text for mail in mails if mail.sender in who.keys]
    for texts in (theirs[-2:], [mail.text for mail in mails]):
        text = "\n".join(texts)
        if len(text.split()) > 3:
            found = detect(text, "")
            if found:
                return found
    subjects = " ".join(mail.subject for mail in mails)
    entries = " ".join(f"{entry.event.summary} {entry.event.description}" for entry in scene.entries)
    return detect(subjects, "") or detect(entries, "") or default


def register_of(scene: Scene, who: Someone, language: str) -> Register:
    """How the two address each other; where nothing tells, the politer form of the language."""
    mails = scene.with_whom(who)
    if not mails and who is not scene.recipient and _is_present(scene, who):
        return register_of(scene, scene.recipient, language)
    told = _told_register(scene, who, mails, language) or _asked_register(scene, who)
    if told or language == "en":
        return told
    wished = scene.sender.chosen.formality
    if wished != "auto":
        return "formal" if wished == "formal" else "familiar"
    first_names = addressing_names(scene, who).signed is not None
    return "familiar" if first_names and language in {"de", "es"} else "formal"


_PER_DU = re.compile(r"(?i)\b(?:per du|duzen|duzt|on se tutoie|nos tuteamos|de tú)\b")
_PER_SIE = re.compile(r"(?i)\b(?:per sie|siezen|siezt|on se vouvoie|de usted)\b")


def _asked_register(scene: Scene, who: Someone) -> Register:
    """What the person says of it where they ask for a draft: "wir sind per du"."""
    text = " ".join(ask.text for ask in scene.asks if ask.contact_id == who.contact_id)
    return "familiar" if _PER_DU.search(text) else "formal" if _PER_SIE.search(text) else ""


def _told_register(scene: Scene, who: Someone, mails: Sequence[Mail], language: str) -> Register:
    """What the mails say of it: theirs to the person alone, else where the person speaks to them by name, else mail
    between the two. In a mail to several "vous" may mean all of them.
    """
    names = "|".join(re.escape(name) for name in sorted(_own_names(scene, who)))
    named = [
        part
        for mail in scene.mails
        if mail.is_mine and not mail.is_automatic
        for part in mail.text.split("\n\n")
        if names and re.search(rf"(?<![\w-])(?:{names})(?![\w-])", part)
    ]
    alone = [mail for mail in mails if len(mail.parties) <= _TWO]
    theirs = [mail.ending for mail in alone if mail.sender in who.keys]
    several = [mail.text for mail in mails if mail not in alone and mail.sender in who.keys]
    for texts in (theirs, named, [mail.text for mail in alone], several, [mail.text for mail in mails]):
        found = register(texts, language)
        if found:
            return found
    return ""


_TWO = 2


def addressing_of(scene: Scene, who: Someone, language: str) -> greeting.Addressing:
    """Greetings and signatures as the thread has them."""
    mails = scene.with_whom(who)
    theirs = [mail for mail in mails if mail.sender in who.keys]
    own = [mail for mail in mails if mail.is_mine]
    forms = [form for mail in reversed(theirs) if (form := greeting.signed(mail.ending, who.name, mail.sender))]
    familiar = next((form for form in forms if not form.is_full), None)
    gender = next((item.statement.gender for item in _given(scene, who) if item.statement.gender), "")
    return greeting.Addressing(
        name=who.name,
        signed=familiar or (forms[0] if forms else None),
        used=next((word for mail in reversed(own) if (word := _greeting_to(mail, who))), ""),
        received=next((word for mail in reversed(theirs) if (word := greeting.greeted(mail.text))), ""),
        gender=gender,
        preferred="" if scene.sender.chosen.greeting == "auto" else scene.sender.chosen.greeting,
        usual=scene.sender.manner.greetings.get(language, ""),
    )


def _greeting_to(mail: Mail, who: Someone) -> str:
    """The greeting of the person's own mail if it can be meant for this one."""
    used = greeting.greeted(mail.text)
    known = {fold(word) for word in who.name.full.split()}
    return used if {fold(word) for word in used.split()} & known or len(used.split()) == 1 else ""


def _own_names(scene: Scene, who: Someone) -> frozenset[str]:
    names = {who.name.given, who.name.family, who.name.full, greeting.first_name(addressing_names(scene, who))}
    return frozenset(name for name in names if name)


def addressing_names(scene: Scene, who: Someone) -> greeting.Addressing:
    """Only what is needed to know their first name."""
    theirs = [mail for mail in scene.with_whom(who) if mail.sender in who.keys]
    forms = [
        form
        for mail in reversed(theirs)
        if (form := greeting.signed(mail.ending, who.name, mail.sender)) and not form.is_full
    ]
    return greeting.Addressing(who.name, forms[0] if forms else None)


def _canaries(scene: Scene) -> tuple[str, ...]:
    texts = [
        text for entry in scene.entries for text in (entry.event.description, entry.event.summary, entry.event.location)
    ]
    return tuple(
        part
        for text in (*texts, *(mail.raw for mail in scene.mails if not mail.is_mine))
        for part in instructions(text)
    )


def names_at(scene: Scene) -> Mapping[str, frozenset[str]]:
    """Everybody at the meeting by a key, with the names a note may use for them."""
    return {who.contact_id or who.email: _own_names(scene, who) for who in scene.everyone}


def read_notes(scene: Scene, found: Iterable[NoteText]) -> Iterable[tuple[NoteText, Statement]]:
    """The statements of notes."""
    names = names_at(scene)
    default = next((language for language in scene.sender.languages if language in LANGUAGES), "en")
    for note in found:
        for statement in notes.statements(note.text, names, default=default):
            is_unclear = scene.interview.role == "host" and _NOBODYS_WILL.match(statement.quote)
            yield (
                note,
                replace(statement, kind="remark") if is_unclear and statement.kind == "promise_theirs" else statement,
            )


_NOBODYS_WILL = re.compile(r"will (?:ask|check|speak|talk)\b(?!.*\bme\b)", re.IGNORECASE)
"""Without a subject it is whoever helps: never the guest of a host."""


def _is_present(scene: Scene, who: Someone) -> bool:
    """Whether this one was at the meeting: what its notes say of "her" is about nobody else."""
    return any(who is one or (who.contact_id and who.contact_id == one.contact_id) for one in scene.everyone)


def _given(scene: Scene, who: Someone) -> Iterable[Given]:
    if not _is_present(scene, who):
        return
    key = who.contact_id or who.email
    is_group = len(writable(scene)) > 1
    for note, statement in read_notes(scene, scene.notes):
        if statement.about and statement.about != key:
            continue
        if _is_private_elsewhere(scene, statement) or statement.quote in scene.kept:
            continue
        known = not is_group or statement.about == key
        if known or statement.kind in TAKEAWAYS:
            yield Given(statement, Quote(note.source, statement.quote, is_after=True), known)


def _is_private_elsewhere(scene: Scene, statement: Statement) -> bool:
    """A public remark that repeats what another one marks as private."""
    secrets = [content_stems(part) for note in scene.notes for part in note.private]
    public = frozenset().union(*(content_stems(mail.text) for mail in scene.mails))
    own = content_stems(statement.quote)
    return any(len((secret - public) & own) >= max(2, len(secret) // 2) for secret in secrets if secret)


def earlier_takeaways(scene: Scene, who: Someone) -> tuple[Given, ...]:
    """What this one said at earlier meetings; known only of the interview's own contact."""
    if who.contact_id != scene.recipient.contact_id:
        return ()
    found = (
        Given(statement, Quote(note.source, statement.quote, is_after=True))
        for note, statement in read_notes(scene, scene.earlier)
        if statement.about in {"", who.contact_id} and not _is_private_elsewhere(scene, statement)
    )
    return _ranked(item for item in found if _is_takeaway(item))


def _is_takeaway(item: Given) -> bool:
    statement = item.statement
    if statement.kind not in TAKEAWAYS or statement.is_unsayable:
        return False
    if statement.kind == "story" and FORMS[statement.language].unsaid.search(statement.text):
        return False
    return bool(content_stems(statement.text)) and 1 < len(statement.text.split()) < 40


_WORTH = {"advice": 4, "point": 3, "tale": 3, "story": 2, "own": 2, "motto": 2, "activity": 1, "noun": 1}


def _ranked(items: Iterable[Given]) -> tuple[Given, ...]:
    """Best first: what the contact is known to have said, advice before remarks, in the order of the notes."""
    found = list(items)
    worth = [
        (
            item.is_known_speaker * 2
            + _WORTH[item.statement.kind]
            + item.statement.is_attributed
            - notes.is_a_date(item.statement) * 2,
            -place,
        )
        for place, item in enumerate(found)
    ]
    order = sorted(range(len(found)), key=lambda place: worth[place], reverse=True)
    return tuple(found[place] for place in order)


def _thanked_for(scene: Scene, who: Someone) -> Topic | None:
    """What the contact's own thanks named: "your story about the failed migration"."""
    mail = latest_from(scene, who, scene.start)
    if mail is None or private_spans(mail.text):
        return None
    found = _THANKED_FOR.search(mail.text)
    return Topic(f"the {found['noun']}", Quote(mail.source, found[0], is_after=True)) if found else None


_ANOTHER_TIME = re.compile(
    r"(?i)\b(?:another (?:time|day|date|slot|week)|reschedul\w+|re-schedul\w+|(?:find|pick|set|suggest) (?:a |another )?new (?:time|date)|new time|"
    r"(?:push|move) (?:it|this|our|ours|to)\b|try (?:again|once more|for another)|give it another (?:go|try)|some other (?:time|day)|postpone|rain ?check|"
    r"(?:einen )?(?:anderen|neuen) (?:termin|tag)|ein andermal|verschieben|verlegen|nachholen|ersatztermin|(?:noch ?mals?|noch einmal|erneut) (?:versuchen|probieren|einen anlauf)|"
    r"une autre (?:date|fois)|un autre (?:moment|jour|créneau)|reporter|décaler|replanifier|réessayer|retenter|remettre ça|"
    r"otro (?:momento|día|rato)|otra (?:fecha|ocasión)|reprogram\w+|aplaz\w+|posponer|(?:intentarlo|probar) (?:de nuevo|otra vez)|volver a intentarlo|lo intentamos|cambiar(?:lo|la)?\b)"
)
_NOT_NOW = re.compile(
    r"(?i)\b(?:cannot|can['’]?t|not|unable|won['’]t|no longer|kein\w*|nicht|ne|n['’]\w+|pas|no puedo|no podré|imposible|impossible)\b"
)
_BEFORE_THE_SLOT = timedelta(days=21)


def ask_for_another_time(scene: Scene, who: Someone) -> Quote | None:
    """The sentence in the contact's newest mail that asks for another time."""
    mail = latest_from(scene, who)
    if mail is None or (scene.start is not None and mail.at < scene.start - _BEFORE_THE_SLOT):
        return None
    for span in sentences(mail.text):
        sentence = mail.text[span.start : span.end].strip()
        if _ANOTHER_TIME.search(sentence) and ("?" in sentence or not _NOT_NOW.search(sentence)):
            return Quote(mail.source, sentence, is_after=scene.is_after(mail.at))
    asked = next((act.quote for act in speech.acts(mail.text) if act.what == "wants_another_time"), "")
    return Quote(mail.source, asked, is_after=scene.is_after(mail.at)) if asked and asked in mail.text else None


def _pointed_to(scene: Scene, given: Iterable[Given]) -> tuple[str, Quote] | None:
    """From an earlier meeting's notes "Talk to Luis", and now "told her Luis and I spoke": thanks for Luis."""
    told = [item for item in given if item.statement.kind == "told"]
    for _, statement in read_notes(scene, scene.earlier):
        found = re.match(
            r"(?i)(?:(?:talk|speak|reach out|write|connect|get in touch|meet)\s(?:to|with|up with)|(?:parler|écrire)\sà|parler\savec|contacter|rencontrer|"
            r"hablar\scon|escribir\sa|contactar(?:\scon|\sa)?|conocer\sa)\s(?P<name>(?-i:[A-ZÀ-Þ][\w'’-]+))",
            statement.text,
        )
        if found is None:
            continue
        for item in told:
            if re.search(rf"\b{re.escape(found['name'])}\b", item.statement.quote):
                return found["name"], Quote(item.quote.source, item.statement.quote, is_after=True)
    return None


def their_zone(scene: Scene, who: Someone) -> ZoneInfo:
    """Where the recipient lives, else the meeting's zone, else the person's."""
    return zone_of(who.timezone, scene.interview.timezone, scene.sender.timezone)
