"""What the two meant to talk about: from the invite's description, the request, the subject, the title.

It is evidence from before the meeting, so it may name the purpose and never what was said (product.md 3.1). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from service.addresses import address_key
from service.drafting import english
from service.drafting.evidence import Mail, Quote, Scene, Someone
from service.drafting.language import detect
from service.drafting.privacy import private_spans, without_instructions
from service.titles import bare_subject

MOST_WORDS = 10

_ABOUT = {
    "en": re.compile(
        r"(?i)\b(?:(?:talk|chat|speak|hear|learn|know|ask|question|questions|conversation|call|interview|advice|thoughts|perspective|view|"
        r"curious|minutes|min|discussion|interested|coffee)(?: you)?(?: a bit| more| some more)? (?:about|on|in|regarding|around)|"
        r"(?:am|i'm|been|and) (?:currently |also )?(?:exploring|considering|looking (?:into|at)|(?:wondering|thinking|dreaming) (?:about|of))|dream of|"
        r"(?:tell|ask) (?:me|you) about|(?:decide|choosing|torn|choose) between|(?:want|would like|'d like|’d like|hope) to (?:understand|find out)(?! how)(?: more about)?|"
        r"(?:learn|hear|understand|find out|tell me|ask you|know)(?= (?:how|what)\b(?! you\b)))\s+(?P<topic>[^.?!;,:\n–(]+)"
    ),
    "de": re.compile(
        r"(?i)\b(?:(?:gespräch|austausch|fragen?|unterhalten|sprechen|gedanken|einblick|minuten|kaffee|telefonat)\s(?:über|zu|zum|zur|in)|(?:gespräch|anfrage|frage|fragen|bitte um ein gespräch|bitte um rat|austausch)\s?[:–]|"
        r"einstieg in|wechsel in|interesse an|interessiere mich für|(?:überlege|denke darüber nach|möchte|würde gern),? in(?= die| den| das| [A-ZÄÖÜ]))\s+(?P<topic>[^.?!;,:\n–(]+)"
    ),
    "fr": re.compile(
        r"(?i)\b(?:(?:parler|discuter|échanger|échange|question|questions|discussion|entretien|conseils|minutes|café)\s(?:de|du|des|sur|à propos d[eu]|autour d[eu])|"
        r"m['’]intéresse (?:à|au|aux)|(?:envisage|songe à|pense à) (?:me tourner vers|passer (?:à|au|aux)|rejoindre)|(?:savoir|comprendre|dire|expliquer|demander)(?= comment (?:on|se|fonctionne|les|la|le)\b(?! en\b)))\s+(?P<topic>[^.?!;,:\n–(]+)"
    ),
    "es": re.compile(
        r"(?i)\b(?:(?:hablar|charlar|conversar|charla|conversación|pregunta|preguntas|consejo|minutos|café|entrevista|saber más)\s(?:de|del|sobre|acerca de)|"
        r"me interesa|(?:pasarme|pasar del? .{3,30}?|cambiarme|dedicarme|dar el salto) (?:al?)(?: las?| los?)?|(?:contarme|preguntarte|preguntarle|saber|entender|explicarme)(?= cómo (?:se|es|son|funciona|trabaja)\b(?! por dentro)))\s+(?P<topic>[^.?!;,:\n–(]+)"
    ),
}
_CUT = re.compile(
    r"(?i)\s+\b(?:and (?:would|i|we|to|was|am|wondered)|before|over|next|this|on (?:mon|tue|wed|thu|fri|sat|sun)\w*|at \d|with you|und (?:würde|ich|zu[mr]?|über)|sowie|wenn|"
    r"(?:stellen|sprechen|reden|unterhalten|austauschen|befragen|ausfragen|erfahren|erzählen|führen)(?: (?:darf|dürfte|kann|könnte|möchte))?(?=$|[ ,.?!])|"
    r"et (?:je|serais|j|comment|pourquoi|ce qu\w*|quell?e?s?)|y (?:me|quería|qué|cómo|por qué|cuál\w*|dónde)|with (?:me|us)|for (?:half an hour|an hour|a (?:bit|while|few minutes)|\d+ ?min\w*)|sometime|für|in den)\b.*$"
)
_HANGING = re.compile(r"(?i)(?:\s+(?:as|a|an|the|of|to|in|for|and|or|with|at|on|from))+$|\s+zu \w+e[nr]n?$")
# German cases: "über die Bankenaufsicht" is "das Thema Bankenaufsicht".
_ARTICLE = re.compile(r"^(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer) (?=[A-ZÄÖÜ])")
_DECLINED = re.compile(r"^(?:[a-zäöüß]+(?:lich|isch|ig|uell|iv|al|är)e[nmrs] )+(?=[A-ZÄÖÜ])")
"""A German adjective stands in the case of its own sentence: "zur beruflichen Bildung" is "das Thema Bildung"."""
_UNFIT = re.compile(
    r"(?i)https?:|@|\d{2}:\d{2}|\b(?:job|resume|cv|hiring|position|role at|opening|stelle|poste|puesto|it|this|that|me|you|dir|ihnen|vous|toi)$"
    # What points back to words that a reader of the draft does not have, and clauses of one's own.
    r"|\b(?:the two|both|those|these|such|same)\b|\bthat (?:move|work|job|step|change|field|world|path)\b|\bi(?: am|'m| was| have|'ve| do)\b"
    r"|\b(?:side|part|half|end|all|bit|most|some) of (?:it|them|this|that)\b|\b(?:got|get|gets|getting|came|went|are|were) (?:there|here)$"
    # Half a sentence of its own; "how your team works" may stand.
    r"|^(?!(?:how|what|why|where|which|who|whether)\b).*\b(?:has|have|had|is|are|was|were|will|would|can|could|should|does|did)\b"
    r"|^(?:(?:how|what|why|whether|where|when) )?(?:you|i|he|she|we|they|us|it|this|that)\b"
    r"|^(?:magst|hast|kannst|könntest|hättest|haben|hätten|können|könnten|würden|wollen) "
    # A German possessive stands in the case of its own sentence.
    r"|^(?:ihr|dein|mein|unser|eur)(?:em|en|er|es|e)?\b"
)
_SWAPPED = re.compile(
    r"(?i)\b(?:i|my|me|we|our|you|your|ich|mein\w*|mir|wir|sie|ihr\w*|du|dein\w*|je|mon|ma|mes|vous|votre|vos|tu|ton|ta|tes|mi|mis|su|sus|usted)\b"
)
_OWN_ASIDE = re.compile(r"\s+(?:before|after|when|while|until|and|but|as|where|which) I\b.*$")
"""What goes on in their own "I" stays theirs: "taught biology for nine years before I crossed over"."""
_DID = re.compile(
    r"\bI (?P<did>(?:moved|went|switched|changed|came|transitioned|crossed|started(?: out)?|trained|worked|built|led|joined|founded|left|taught|studied)\b[^.!?;\n,]{4,140})(?=[.!?;\n,]|$)"
)
_FURTHER = re.compile(r"\s+(?:and|but|then)\s.*$")
_LONGEST_PATH = 12


@dataclass(frozen=True, slots=True)
class Topic:
    """A purpose in the words of its source, and where it stands."""

    text: str
    quote: Quote
    is_in_subject: bool = False


def topic_of(scene: Scene, who: Someone, language: str) -> Topic | None:
    """The purpose of the meeting, in the language of the draft; None when nothing names it."""
    for source, text, is_own, in_subject in _sources(scene, who):
        if detect(text, language) != language or not text:
            continue
        found = _ABOUT[language].search(text)
        is_way = found is not None and _HOW.search(text[: found.start("topic")])
        topic = _clean(f"how {found['topic']}" if is_way else found["topic"]) if found else ""
        if topic and (is_own or not _SWAPPED.search(topic)) and topic in text:
            return Topic(topic, Quote(source, topic), in_subject)
    return _answered(scene) or _clause_of_entry(scene, language) or _named_by_subject(scene, who, language)


_CLAUSE = re.compile(
    r"^(?P<clause>(?:How|What|Why|Where) (?:(?!\b(?:I|you|we|me|my|your|are|is|do|does|did|can|could)\b)[\w'’-]++ ?){1,10})\.?\s*$"
)


_HOW = re.compile(r"\bhow\s+$")


_FORM = re.compile(
    r"(?im)^\W*(?:what (?:would you like|do you want) to (?:talk about|discuss|cover)|topics?|what (?:is|'s) (?:this|the (?:call|meeting|talk)) about|"
    r"worüber (?:möchten sie|möchtest du|willst du) (?:sprechen|reden)|thema|de quoi (?:souhaitez-vous|voulez-vous) parler|sujet|"
    r"¿?(?:de|sobre) qué (?:quieres|te gustaría|quiere|le gustaría) hablar|tema)\s*[?:]\s*(?P<answer>[^\n?]{4,90}?)\s*[.]?$"
)
"""What a scheduling page asks whoever books, with the answer."""


def _answered(scene: Scene) -> Topic | None:
    for entry in scene.entries:
        found = _FORM.search(without_instructions(entry.event.description))
        topic = _clean(found["answer"]) if found and not _SWAPPED.search(found["answer"]) else ""
        if topic and found and topic in found["answer"]:
            return Topic(english.lower_first(topic), Quote(f"event:{entry.id}.description", topic))
    return None


def _clause_of_entry(scene: Scene, language: str) -> Topic | None:
    """A line of the invite that says what it is about: "How stormwater gets into a zoning code", "…: how potters work"."""
    for entry in scene.entries if language == "en" else ():
        titled = _TITLED.search(without_instructions(entry.event.summary))
        if titled:
            return Topic(titled["clause"], Quote(f"event:{entry.id}.summary", titled["clause"]))
        for line in without_instructions(entry.event.description).splitlines():
            found = _CLAUSE.match(line.strip())
            if found:
                clause = found["clause"].strip()
                return Topic(clause[0].lower() + clause[1:], Quote(f"event:{entry.id}.description", clause))
    return None


_TITLED = re.compile(r"[:–—-]\s(?P<clause>(?:how|what|why|where) (?:(?!\b(?:I|you|we|me|my|your)\b)[\w'’-]++ ?){1,8})$")
_NO_TOPIC = re.compile(
    r"(?i)[?!<>@&:/|+]|\d{2}|\b(?:hi|hello|hey|thanks?|thank you|request|question|questions|quick|introduc\w*|intro|meet|meeting|chat|coffee|call|"
    r"talk|conversation|informational|interview|invit\w*|update|follow|help|advice|hour|minutes|time|zoom|teams|visit|visiting|catch|"
    r"your|my|our|you|i|me|we|us|is|are|was|were|who|asks?|has|have|aspiring|from|with|"
    r"anfrage|frage|fragen|bitte|besuch|euch|eur\w*|uns|gespräch|treffen|kaffee|termin|telefonat|vorstellung|hallo|danke|ihr\w*|dein\w*|mein\w*|"
    r"demande|question|questions|rencontre|échange|entretien|café|rendez-vous|rdv|bonjour|merci|présentation|mise en relation|vos|votre|mon|ma|"
    r"consulta|pregunta|preguntas|solicitud|charla|reunión|entrevista|hola|gracias|presentación|saludo|orientación|tu|su|mi)\b"
)
_SUBJECT_WORDS = (2, 7)


def _named_by_subject(scene: Scene, who: Someone, language: str) -> Topic | None:
    """A subject that is nothing but a matter, "Vaccine fridges for small clinics"; no names, questions or requests."""
    people = {name.casefold() for one in scene.everyone for name in one.name.full.split()}
    people |= {name.casefold() for name in scene.sender.name.split()}
    for mail in scene.with_whom(who):
        subject = bare_subject(mail.subject).strip(" .")
        found = subject.split()
        is_matter = _SUBJECT_WORDS[0] <= len(found) <= _SUBJECT_WORDS[1] and not _NO_TOPIC.search(subject)
        if scene.is_after(mail.at) or not is_matter or people & {word.casefold().strip(",") for word in found}:
            continue
        if detect(subject, language) == language and not _UNFIT.search(subject):
            first = found[0]
            plain = first if language == "de" or any(sign.isupper() for sign in first[1:]) else first.lower()
            return Topic(" ".join([plain, *found[1:]]), Quote(mail.source, subject), is_in_subject=True)
    return None


def _sources(scene: Scene, who: Someone) -> Iterable[tuple[str, str, bool, bool]]:
    """(source, text, written by the person, in a subject) in order of trust."""
    for entry in scene.entries:
        organizer = entry.event.organizer
        is_own = organizer is not None and address_key(organizer.email) in scene.sender.keys
        yield f"event:{entry.id}.description", without_instructions(entry.event.description), is_own, False
    before = [mail for mail in scene.with_whom(who) if not scene.is_after(mail.at)]
    for mail in before:
        yield mail.source, _public(mail), mail.is_mine, False
    for mail in before:
        yield mail.source, bare_subject(mail.subject), True, True
    for entry in scene.entries:
        yield f"event:{entry.id}.summary", without_instructions(entry.event.summary), True, False


def _public(mail: Mail) -> str:
    return mail.text if not private_spans(mail.text) else ""


def _clean(topic: str) -> str:
    text = _HANGING.sub("", _CUT.sub("", " ".join(topic.split()))).strip(" .-–\"'")
    text = _DECLINED.sub("", _ARTICLE.sub("", text))
    if _UNFIT.search(text) or not 1 <= len(text.split()) <= MOST_WORDS or len(text) < 3:
        return ""
    return text


def own_path(scene: Scene, who: Someone) -> Topic | None:
    """What the contact wrote of their own way, before the meeting: "I moved from audit to product in 2019"."""
    for mail in scene.with_whom(who):
        if mail.sender in who.keys and not private_spans(mail.text) and not scene.is_after(mail.at):
            found = _DID.search(mail.text)
            did = _OWN_ASIDE.sub("", found["did"]).strip() if found else ""
            did = _FURTHER.sub("", did) if len(did.split()) > _LONGEST_PATH else did
            is_short = 1 < len(did.split()) <= _LONGEST_PATH
            if is_short and not re.search(r"(?i)\b(?:you|your|me|us|so|because|I)\b", did):
                return Topic(did, Quote(mail.source, f"I {did}"))
    return None
