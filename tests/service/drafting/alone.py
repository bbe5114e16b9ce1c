"""Drafts written without a database: a scene of plain values, one meeting each, worded and judged by the gate.

For what is about words alone. Noah asks, somebody signs with a first name, and the note is all that varies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.drafting import greeting
from service.drafting.due import Due
from service.drafting.memory import NOTHING, Memory
from service.drafting.privacy import private_parts, without_private
from service.drafting.scene import Intro, Mail, NoteText, Scene, Sender, Someone
from service.drafting.writing import Written, prepare, write
from service.schema import Interview

OWN = "noah@mail.example"
BEGINS = datetime(2026, 3, 10, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Talk:
    """One conversation in a few words. `number` makes it another one than all others."""

    number: int = 0
    name: str = "Ruth Adler"
    topic: str = ""
    note: str = ""
    organisation: str = ""
    asked: str = "I would love to hear how you see it. Could you spare 20 minutes?"
    answer: str = ""
    """What they wrote to that; "" = a plain yes."""
    connector: str = ""
    earlier: str = ""
    goal: str = "move from teaching into public policy"
    offers_help: bool = True
    language: str = "en"

    @property
    def email(self) -> str:
        return f"{greeting.untangled(self.name).given.lower()}.{self.number}@office.example"


_LETTERS = {
    "en": ("", "Could we talk about {topic}?", "Happy to, that works.", "Best,\nNoah"),
    "de": (
        "Hättest du 20 Minuten Zeit für ein paar Fragen? Ich würde gern hören, wie du das siehst.",
        "Hättest du Zeit für ein Gespräch über {topic}?",
        "Gern, das passt mir gut. Bis dann und melde dich, wenn du noch etwas brauchst.",
        "Viele Grüße\nNoah",
    ),
    "fr": (
        "Auriez-vous vingt minutes pour quelques questions ? J'aimerais savoir comment vous voyez les choses.",
        "Auriez-vous un moment pour parler de {topic} ?",
        "Avec plaisir, cela me convient. N'hésitez pas si vous avez besoin d'autre chose.",
        "Bien cordialement,\nNoah",
    ),
    "es": (
        "¿Tendrías veinte minutos para unas preguntas? Me gustaría saber cómo lo ves tú.",
        "¿Tendrías un rato para hablar de {topic}?",
        "Claro que sí, me viene bien. Cuéntame si necesitas algo más.",
        "Un saludo,\nNoah",
    ),
}
"""What Noah asks without a topic ("" = as the talk says) and with one, the answer, and how he ends."""


def scene_of(talk: Talk) -> Scene:
    """Everything that may be known about it."""
    start = BEGINS + timedelta(days=talk.number)
    asks, about, answers, end = _LETTERS[talk.language]
    asked = about.format(topic=talk.topic) if talk.topic else asks or talk.asked
    hello = {"en": "Hi", "de": "Hallo", "fr": "Bonjour", "es": "Hola"}[talk.language]
    mails = (
        _mail(talk, "u", start - timedelta(days=8), OWN, f"{hello} {_given(talk)},\n\n{asked}\n\n{end}"),
        _mail(talk, "r", start - timedelta(days=7), talk.email, f"{talk.answer or answers}\n\n{_given(talk)}"),
    )
    return Scene(
        interview=Interview(
            id=f"itv-{talk.number}", person_id="p", meeting="m", contact_id=f"c{talk.number}", status="held", band="log",
            classification="informational", role="seeker", start=start, end=start + timedelta(minutes=30),
            timezone="America/Chicago", meeting_no=2 if talk.earlier else 1, others=[], sources=[], history=[], data={},
            address=talk.email, own_address=OWN, thread_key="t1", first_seen_at=start, updated_at=start,
            introduced_by="c-intro" if talk.connector else "", title="", thanked_by="", cancelled_by="", no_show_by="",
        ),
        sender=Sender(
            "p", "Noah Klein", "America/Chicago", (talk.language,), end, talk.goal, frozenset({OWN}), talk.offers_help
        ),
        recipient=_someone(talk, f"c{talk.number}", talk.name, talk.email),
        others=(),
        notes=tuple(_notes("n1", talk.note, start)),
        mails=mails,
        entries=(),
        intro=_intro(talk),
        earlier=tuple(_notes("n0", talk.earlier, start - timedelta(days=90))),
    )  # fmt: skip


def _given(talk: Talk) -> str:
    return greeting.untangled(talk.name).given


def _someone(talk: Talk, contact_id: str, name: str, email: str) -> Someone:
    return Someone(
        contact_id, greeting.untangled(name), email, frozenset({email}), "America/Chicago", talk.organisation
    )  # fmt: skip


def _intro(talk: Talk) -> Intro | None:
    if not talk.connector:
        return None
    by = _someone(talk, "c-intro", talk.connector, "intro@office.example")
    return Intro(by, "<i@office.example>", "you two should talk")


def _mail(talk: Talk, number: str, at: datetime, sender: str, text: str) -> Mail:
    return Mail(
        message_id=f"<{number}{talk.number}@mail.example>", thread="t1", at=at, sender=sender,
        parties=frozenset({OWN, talk.email}), is_mine=sender == OWN, is_automatic=False, subject="A question",
        references=(), text=text, ending=text, received_by=OWN,
    )  # fmt: skip


def _notes(note_id: str, text: str, at: datetime) -> list[NoteText]:
    return [NoteText(note_id, at, text, without_private(text), private_parts(text))] if text else []


def written(talk: Talk, memory: Memory = NOTHING) -> Written:
    """The thank-you to this talk, two hours after it."""
    scene = scene_of(talk)
    due = Due(scene.recipient, "thank_you", "due", since=scene.end)
    return write(scene, prepare(scene, due, BEGINS + timedelta(days=talk.number, hours=2)), order=0, memory=memory)


def core(talk: Talk, memory: Memory = NOTHING) -> str:
    """Its words without greeting and sign-off; "" when nothing passed the gate."""
    found = written(talk, memory)
    return found.composed.core if found.composed and found.is_fit else ""
