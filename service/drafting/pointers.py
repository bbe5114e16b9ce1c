"""Whom did somebody name to the person? "Talk to Luis Ortega", "she will ask Rohan first", "du solltest mit Jana reden".

Read from notes and from what the contact wrote, written down as rows that the network is drawn from; found anew
whenever the interview changes. What the person said is nobody stays so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.drafting.language import detect, fold
from service.drafting.material import names_at
from service.drafting.privacy import private_spans, sentences, without_private
from service.drafting.scene import Scene, Someone
from service.drafting.wordlists import THANKS
from service.nicknames import is_common
from service.schema import Pointer, derived_id
from service.speech import QUOTE

_LONGEST = 8000
_NAME = (
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Mme|Mlle|M|Sr|Sra|Frau|Herrn?)\.?\s+)?"
    r"(?P<name>(?-i:[A-ZÀ-Þ][a-zà-ÿ]+(?:[-'’][A-ZÀ-Þ]?[a-zà-ÿ]+)*"
    r"(?:\s+(?:(?:de|da|do|del|della|van|von|der|den|di|el|al|la|le|Mac|Mc)\s+)*[A-ZÀ-Þ][\w'’-]+){0,3}))"
)
_NAMING = re.compile(
    r"(?i)(?:\b(?:talk|speak|chat|reach out|write|get in touch|connect|meet up|catch up)\s(?:to|with)\s|\b(?:meet|contact|e-?mail)\s"
    r"|\b(?:mit|bei|an)\s(?=[^.!?]{2,60}?\b(?:sprechen|sprich|reden|rede|melden|meld|wenden|schreiben|austauschen|treffen|telefonieren)\b)"
    r"|\b(?:sprich|rede|sprechen Sie|reden Sie)\s(?:doch\s|mal\s|unbedingt\s)*mit\s|\b(?:melde dich|melden Sie sich|schreib|schreiben Sie)\s(?:doch\s|mal\s)*(?:bei|an)?\s?"
    r"|\b(?:frag|fragen Sie|kontaktier\w*)\s(?:doch\s|mal\s)*"
    r"|\b(?:parler?|parlez|parle|écri(?:re|s|vez)|t['’]adresser|vous adresser|adresse[zr]?)\s(?:à|avec)\s|\b(?:contacter?|contactez|rencontrer|appeler)\s"
    r"|\b(?:hablar?|hable|habla|escrib(?:ir|e|a)(?:le)?|contactar?|contacta|contacte)\s(?:con|a)\s|\bconocer a\s|\bbusca a\s)"
    + _NAME
)
_PROMISING = re.compile(
    r"(?i)(?:\b(?:introduc\w+|connect\w*|intro)\s(?:\w+\s){0,3}(?:to|with)\s|\bin touch with\s"
    r"|\b(?:présenter|introduire)\s(?:à|auprès de)\s|\ben (?:contact|relation) avec\s|\bpresentar\w*\sa\s|\ben contacto con\s"
    r"|\bkontakt (?:zu|mit)\s|\bmich (?:mit\s)?(?=[^.!?]{2,50}?(?:vorstell|vorzustell|bekannt|vernetz|in kontakt)))"
    + _NAME
)
_ASKING = re.compile(
    r"(?i)(?:\b(?:will|['’]ll|wants to|is going to|offered to|would|has|have|['’]ve)\s(?:just\s|also\s|first\s)?(?:ask(?:ed)?|check(?:ed)? with)\s"
    r"|\bfragt\s(?:erst\s|zuerst\s|noch\s)?|\b(?:will|wird|möchte)\s(?:erst\s|noch\s)?(?=[^.!?]{2,50}?\bfragen\b)|\bva demander à\s|\bdemandera à\s|\bva a preguntar(?:le)? a\s|\bpreguntará a\s)"
    + _NAME
)
_ASKS_FIRST = re.compile(
    r"(?i)\b(?:ask (?:him|her|them) first|asks? first|fragt (?:ihn|sie|erst)|demande(?:r|ra)? d['’]abord|pregunta(?:r|rá)? (?:antes|primero))\b"
)
_ITS_OWN = re.compile(
    r"(?i)\b(?:i|ich|je|yo)\s(?:have\s|habe\s|had\s|just\s|already\s)*(?:met|spoke|talked|wrote|asked|told|promised|versprochen|gesprochen|habe|hatte)\b|\bj['’]ai\b|\bhe hablado\b|\bhablé\b"
)
_NOBODY = frozenset(
    """the a hr finance marketing sales legal product engineering support people operations research design it admin career careers friday monday
    linkedin slack zoom google alumni human herr frau monsieur madame señor señora firma team
    abteilung kollegen kollegin kollege chef chefin leute leuten freunde freunden bekannte bekannten nachbarn eltern english german french spanish""".split()
)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named, by whom, in whose words."""

    by: Someone
    name: str
    kind: str
    source: str
    quote: str
    at: datetime


def note(session: Session, scene: Scene) -> None:
    """Writes down whom the people of this meeting named; takes away what no record says any more."""
    if scene.interview.same_as:
        return
    rows = {
        row.id: row
        for row in session.scalars(
            select(Pointer).where(
                Pointer.person_id == scene.interview.person_id, Pointer.interview_id == scene.interview.id
            )
        )
    }
    for one in {_key(one): one for one in reversed([*named_in(scene)])}.values():
        row_id = derived_id("ptr", scene.interview.person_id, scene.interview.id, *_key(one))
        row = rows.pop(row_id, None)
        if row is None:
            row = Pointer(id=row_id, person_id=scene.interview.person_id, interview_id=scene.interview.id)
            session.add(row)
        row.contact_id, row.name, row.kind = one.by.contact_id, one.name, one.kind
        row.source, row.quote, row.at = one.source, one.quote, one.at
    for row in rows.values():
        if row.refused_at is None and not _is_out_of_sight(scene, row):
            session.delete(row)
    session.flush()


def _key(one: Named) -> tuple[str, str]:
    return one.by.contact_id, fold(one.name)


def _is_out_of_sight(scene: Scene, row: Pointer) -> bool:
    """Its mail has lost its text after the retention time."""
    return any(mail.source == row.source and not mail.text for mail in scene.mails)


def named_in(scene: Scene) -> Iterator[Named]:
    """Everybody whom the people of this meeting named, in the order of the records."""
    if not scene.recipient.contact_id:
        return
    for note_text in scene.notes:
        yield from _in_text(scene, scene.recipient, without_private(note_text.text), note_text.source, note_text.at)
    for mail in scene.mails:
        author = next((who for who in scene.everyone if mail.sender in who.keys and who.contact_id), None)
        if author is not None and not mail.is_automatic and not mail.is_by_calendar and not private_spans(mail.text):
            yield from _in_text(scene, author, mail.text, mail.source, mail.at)


def _in_text(scene: Scene, by: Someone, text: str, source: str, at: datetime) -> Iterator[Named]:
    known = {fold(part) for names in names_at(scene).values() for name in names for part in name.split()}
    known |= {fold(part) for part in scene.sender.name.split()}
    text = text[:_LONGEST]
    language = detect(text, "en")
    for span in sentences(text):
        unit = text[span.start : span.end].strip()
        if _ITS_OWN.search(unit) or THANKS["en"].search(unit):
            continue
        for name, kind in names_in(unit, language):
            if fold(name.split()[0]) not in known:
                yield Named(by, name, kind, source, unit[:QUOTE], at)


def names_in(unit: str, language: str) -> Iterator[tuple[str, str]]:
    """Everybody a sentence tells somebody to turn to, and what is to happen: named, promised or asked."""
    seen: set[str] = set()
    for pattern, kind in ((_PROMISING, "promised"), (_ASKING, "asked"), (_NAMING, "named")):
        for found in pattern.finditer(unit):
            name = found["name"].strip(" '’")
            if fold(name) not in seen and _is_somebody(name, language, kind):
                seen.add(fold(name))
                yield name, "asked" if kind == "promised" and _ASKS_FIRST.search(unit) else kind


def _is_somebody(name: str, language: str, kind: str) -> bool:
    """A first name that people have, or a whole name; German writes every noun with a capital."""
    parts = [fold(part) for part in name.split()]
    if parts[0] in _NOBODY or parts[-1] in _NOBODY:
        return False
    return len(parts) > 1 or language != "de" or is_common(parts[0]) or kind == "asked"
