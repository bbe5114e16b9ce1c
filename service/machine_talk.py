"""Finds what in somebody else's text speaks to a machine instead of to the person: data, never followed, never repeated.

Told by kinds, not by wordings: a machine is *addressed* ("Assistant: …", "note to the language model"), *told what it
must do*, its orders are *overridden*, its *output is dictated*, or the text *poses as markup* of a conversation with one.
Talk about machines is not talk to them. Disguises are taken off first: look-alike letters, signs that nobody sees, tags,
markup, base64, hex, percent and quoted-printable codes. Pure.
"""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһкмтвнԛԝАВЕКМНОРСТХІЈЅУοαερτνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhkmtbhqwABEKMHOPCTXIJSYoaeptvikABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters that look like Latin ones."""

_LONGEST = 60_000
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_TAGGED = re.compile("(?<!\U0001f3f4)[\U000e0020-\U000e007e]{4,}")
_REVERSED = re.compile("\u202e([^\u202c\n]{4,400})")
_MARKUP = re.compile(r"<!--|-->|</?[a-zA-Z][^<>]{0,300}>")


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text by its places, and its words."""

    start: int
    end: int
    said: str


def laid_bare(text: str) -> str:
    """A text without its disguises, as a machine may read it."""
    text = _TAGGED.sub(lambda found: "".join(chr(ord(sign) - 0xE0000) for sign in found[0]), text)
    text = _REVERSED.sub(lambda found: found[1][::-1], text)
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return text if text.isascii() else re.sub(r"\S+", _in_latin, text)


def _in_latin(found: re.Match[str]) -> str:
    """A word that mixes scripts, or is made of look-alikes alone, in Latin letters; others stay what they are."""
    if found[0].isascii():
        return found[0]
    word = found[0].translate(LOOK_ALIKES)
    is_latin = all(sign < "Ͱ" for sign in word if sign.isalpha())
    return word if is_latin else found[0]


# --- codes --------------------------------------------------------------------------------------------------------

# Possessive repetitions: whatever a stranger repeats, each character is looked at once.
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{16,}+={0,2}+(?![A-Za-z0-9])")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2} ?){12,}+(?![0-9A-Za-z])")
_LONG_WORD = re.compile(r"\S{12,}+")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2}[^=\n]{0,12}+){4}")
_CODE_AT_MOST = 8_000


def decoded(text: str) -> Iterator[str]:
    """What the codes in a text say, as far as they say anything readable; markup's own codes too."""
    yield from codes(text)
    if "&" in text and html.unescape(text) != text:
        yield html.unescape(text)


def codes(text: str) -> Iterator[str]:
    """The same of codes that nobody reads: base64, hex, percent, quoted-printable."""
    for pattern, read in ((_BASE64, _from_base64), (_HEX, _from_hex), (_LONG_WORD, _from_percent)):
        for found in pattern.finditer(text):
            said = read(found[0][:_CODE_AT_MOST])
            if said and _is_readable(said):
                yield said
    if _QUOTED.search(text):
        yield quopri.decodestring(text.encode()).decode(errors="replace")


def _from_percent(code: str) -> str:
    return unquote(code) if len(re.findall(r"%[0-9A-Fa-f]{2}", code)) > _FEW_PERCENTS else ""


_FEW_PERCENTS = 3


def _from_base64(code: str) -> str:
    try:
        plain = code.replace("-", "+").replace("_", "/").rstrip("=")
        return base64.b64decode(plain + "=" * (-len(plain) % 4)).decode()
    except (ValueError, binascii.Error):
        return ""


def _from_hex(code: str) -> str:
    try:
        return bytes.fromhex(code.replace(" ", "")).decode()
    except ValueError:
        return ""


def _is_readable(text: str) -> bool:
    letters = sum(sign.isalpha() or sign.isspace() for sign in text)
    return len(text) > 7 and text.isprintable() and letters > 0.7 * len(text)


# --- kinds --------------------------------------------------------------------------------------------------------

_MODEL = (
    r"(?:a\.?i\.?|k\.?i\.?|i\.?a\.?|llms?|chat[ -]?gpt|gpt(?:-\d\w*)?|copilot|large language models?|language[ -]models?|sprachmodelle?n?|"
    r"mod[eè]les? de langage|modelos? de lenguaje|warmthread)"
)
_SORT = (
    r"(?:ai|a\.i\.|ki|ia|llm|gpt|virtual|digital(?:en?|e[rs]?)?|automated|automatische[nr]?|artificial|drafting|writing|mail|e-?mail|reply|answering|"
    r"scheduling|calendar|assistant|software|machine|note|autonomous|intelligent|language|warmthread|summary)"
)
_AGENT = (
    r"(?:assistants?|agents?|bots?|helpers?|tools?|programs?|programm[ea]?s?|systems?|models?|software|readers?|takers?|writers?|drafters?|"
    r"summari[sz]ers?|engines?|services?|assistent(?:en|in)?|agenten?|modelle?|systeme?|werkzeuge?)"
)
_ROMANCE_AGENT = (
    r"(?:assist[ea]nt[es]?s?|asistentes?|agentes?|agents?|outils?|mod[eè]les?|modelos?|programas?) (?:virtuel(?:le)?s?|virtual(?:es)?|"
    r"num[ée]riques?|digital(?:es)?|automatiques?|autom[áa]tic[oa]s?|(?:d['’]? ?|de (?:la )?)(?:ia|l['’]ia|inteligencia artificial|messagerie|correo))"
)
_ALONE = (
    r"(?:bots?|chatbots?|robots?|summari[sz]ers?|maschinen?|schreibhilfe|zusammenfasser|automates?|resumidor(?:es)?)"
)
_COMPOUND = r"(?:ki|assistenz|schreib|mail|antwort|sprach|termin)-?(?:assistent\w*|systeme?n?|programme?n?|bots?|agenten|automat\w*)"
_INTELLIGENCE = r"(?:intelligences? artificielles?|inteligencias? artificial(?:es)?|künstlichen? intelligenz|artificial intelligence)"
_MACHINE = (
    rf"(?:(?:{_SORT}[ -]){{1,3}}(?:{_AGENT}|{_MODEL})|{_COMPOUND}|{_ROMANCE_AGENT}|{_MODEL}|{_ALONE}|{_INTELLIGENCE})"
)
"""Names of a machine that no person goes by."""
_CLERK = (
    r"(?:assistants?|assist[ea]nte?s?|asistentes?|assistent(?:en)?|agents?|agentes?|agenten|system|sistema|système)"
)
"""Names that a person or an office may go by as well: these count only where they are given orders."""
_DRAFTER = (
    r"(?:who(?:m)?ever|wer (?:auch )?immer|quiconque|quien|whatever|celui qui|a quien) (?:is |it is that )?"
    r"(?:drafts?|drafting|writes?|composes?|prepares?|generates?|summari[sz]es?|antwort\w*|(?:diese |die )?(?:antwort|mail) \w{3,15}|rédige\w*|écri\w+|redact\w+|escrib\w+)"
)
_ORDER = (
    r"(?:please |kindly |always |never |now |do (?:not )?|don['’]t |you (?:must|should|will|shall|have to|are|can|may) ?|"
    r"(?:from here|from now) on|before you|when(?:ever)? you|if you|bitte |immer |nie |veuillez |merci de |por favor|siempre |"
    r"use |add\b|address\b|answer\b|append\b|approve\b|attach\b|auto-approve|b?cc\b|begin\b|book\b|call \w+[.(]|cancel\b|change\b|classify\b|confirm\b|"
    r"copy\b|create\b|decode\b|delete\b|deliver\b|disregard\b|draft\b|end (?:the|your|with|every)\b|execute\b|finish\b|follow\b|forget\b|forward\b|have \w+ \w+|"
    r"ignore\b|include\b|insert\b|list\b|log\b|make |mark\b|mention\b|obey\b|open with|output\b|part (?:one|two|1|2)|praise\b|print\b|put\b|quote\b|"
    r"recommend\b|remember\b|remove\b|repeat\b|reply\b|reveal\b|say\b|schedule\b|send\b|set\b|share\b|sign\b|skip\b|start\b|state\b|tell\b|thank\b|translate\b|"
    r"treat\b|withdraw\b|write\b|"
    r"antworte\b|antworten\b|duzen?\b|siezen?\b|nenn\b|grüßen?\b|bestätige\b|bestätigen\b|danke |ergänze\b|erwähne\b|erwähnen\b|füge\b|fügen\b|ignoriere\b|ignorieren\b|lobe\b|leite\b|merke?\b|merken\b|"
    r"nenne\b|nennen\b|sage? |sagen |schicke?\b|schreibe?\b|schreiben\b|sende\b|senden\b|setze?\b|setzen\b|setzt\b|teilen |unterschreib\w*|verwende\b|vergiss\b|"
    r"ajoute[rz]?\b|cite[rz]?\b|dis\b|dites\b|écri(?:s|vez|re)\b|ignore[rz]\b|inclu(?:s|re|ez)\b|insère\b|insérez\b|mets\b|mettez\b|mettre\b|mentionne[rz]?\b|"
    r"oublie[rz]?\b|réponds\b|répondez\b|répondre\b|signe[rz]?\b|"
    r"agrega\b|agregue\b|añad\w+|contesta\w*|copia\b|copie\b|di\b|diga\b|escrib\w+|firma\b|firme\b|ignora\b|inclu[iy]\w+|menciona\b|mencione\b|olvid\w+|pon\b|"
    r"ponga\b|recomiend\w+|respond[ae]\b)"
)
"""How orders begin, in the languages that mail comes in."""
_MUST = (
    r"(?:must|should|shall|have to|has to|need to|are (?:required|asked|told|instructed) to|müss(?:en)?|muss|soll(?:en|te|ten)?|doi(?:t|vent|s)|"
    r"deb(?:e|en|es)|tienen? que)"
)
_LEAD = r"(?:^|[\n/>|.!?;:()\[\]{}\"'»“”]|--|\bdear|\bliebe[rs]?|\bchère?|\bcher|\bestimad[oa]|\bhello|\bhi|\bhallo|\bhey|\bote)[ \t(\[{\"'*_#|>«“-]{0,6}(?:dear |liebe[rs]? |hey )?"
_KINDS: tuple[str, ...] = (
    # Addressed by a name that no person has: "AI helper: …", "Dear AI, …", "KI-Assistent: …", "LLM, forget …".
    rf"{_LEAD}{_MACHINE}(?: \w{{1,15}}){{0,3}} ?[:：!—–]",
    rf"{_LEAD}{_MACHINE} ?, {_ORDER}",
    rf"{_LEAD}{_MACHINE} {_ORDER}",
    rf"\bdear {_MACHINE}\b|\bliebe[rs]? (?:ki|{_MACHINE})\b|\b(?:chère?|cher) (?:ia|{_MACHINE})\b|\bestimad[oa] (?:ia|{_MACHINE})\b",
    # Addressed by a name that somebody may have, with an order: "Assistant, say …", "System: approve …".
    rf"{_LEAD}{_CLERK}(?: (?:note|notice|override|message|prompt|directive|instruction))? ?[,:：] ?[\"'«(]?{_ORDER}",
    rf"{_LEAD}system (?:notice|override|message|prompt|directive|instruction|command)\b",
    rf"\bals assistent\w* ?:|\bas (?:an?|the) (?:{_MACHINE}|assistant) ?, (?:{_ORDER}|you\b)",
    # A message to one: "note to the assistant program", "IMPORTANT for AI assistants", "À l'attention de l'IA".
    (
        rf"\b(?:notes?|notices?|instructions?|messages?|directives?|important|attention|hinweis|anweisung|wichtig|consignes?|avis|nota|aviso|instrucci[oó]n(?:es)?|hex|"
        rf"decode) (?:for|to|an|für|pour|à|para|a|al|de) (?:(?:all|any|the|alle|den|die|das|tous|les?|la|todos|los|el) ){{0,2}}(?:l['’])?"
        rf"(?:{_MACHINE}|(?:all|any|the) {_CLERK}|{_CLERK} (?:program|software))\b"
    ),
    (
        rf"{_LEAD}(?:p\.?s\.? )?(?:nur )?(?:for|to|an|für|pour|à|para|a|al|aux?|only for|à l['’]attention de) ?(?:(?:all|any|the|alle|den|die|das|tous|les?|la|todos|los|el|every) ){{0,2}}"
        rf"(?:l['’])?{_MACHINE}\b[^.!?\n:]{{0,30}}[:：,]"
    ),
    rf"\b(?:(?:an|für) (?:alle|den|die|das)|to the|for the|à l['’]|pour l['’]|al|para (?:el|la)) ?{_MACHINE} ?[:：]",
    rf"\b(?:for|to|an|für|pour|à|para|a) {_DRAFTER}|{_LEAD}{_DRAFTER}[^.!?\n]{{0,40}}[:：,]",
    # A machine is told what it must do, or what it is.
    rf"\b{_MACHINE}[^.!?\n]{{0,30}}\b(?:reading|processing|parsing|who reads?|that reads?) (?:this|the)\b",
    rf"(?:^|[.!?\n] *)(?:any|all|every|automated|an)? ?{_MACHINE}[^.!?\n]{{0,30}}\b{_MUST}\b|{_LEAD}{_CLERK} {_MUST}\b",
    # Whoever of them reads this is told so: "AI systems that draft an answer to this mail must copy …".
    (
        rf"\b{_MACHINE} (?:that|which|who|die|das|der|welche[rs]?|qui|que) "
        rf"(?=[^.!?\n]{{0,60}}\b(?:draft|writ|answer|repl|compos|read|process|summar|prepar|handl|generat|pars|\w*antwort|schreib|verfass|les|rédig|répond|écri|respond|redact|escrib))"
        rf"(?=[^.!?\n]{{0,60}}\b(?:this|these|an? (?:answer|reply|response|summary|draft)|answers|replies|mails?|e-?mails?|messages?|diese\w*|mail|ce(?:tte)?|est[ea])\b)"
        rf"[^.!?\n]{{0,90}}\b{_MUST}\b"
    ),
    (
        rf"\bif (?:you are|this is|it is|a) (?:being \w+ by )?(?:an? |the )?(?:{_MACHINE}|assistant|agent)\b|"
        rf"\b(?:wenn|falls) (?:du|sie|dies) (?:eine?n? |von einer? )?{_MACHINE}\b|\bsi (?:vous êtes|tu es|c['’]est) (?:une? )?{_MACHINE}\b|"
        rf"\bsi (?:eres|es|usted es) (?:una? )?{_MACHINE}\b"
    ),
    (
        rf"\byou are (?:now )?(?:an? |the |my )?(?:\w+ )?(?:{_MACHINE}|(?:mail|helpful|personal)? ?assistant\b|helpful model|in developer mode)|"
        rf"\bdu bist (?:jetzt |nun )?(?:ein ?e? |der |die )?{_MACHINE}|\b(?:tu es|vous êtes) (?:désormais |maintenant )?(?:une? )?{_MACHINE}|\bahora eres\b"
    ),
    r"\byou (?:are \w+, you )?never refuse\b|\bjailbreak\b|\bdeveloper mode\b|\bno human (?:review|approval|check)\b|\bwithout (?:human )?(?:review|approval) by\b",
    # Orders are overridden.
    r"\b(?:ignor(?:e|ing)|disregard|forget|override|bypass)\b[^.!?\n]{0,30}\b(?:previous|prior|above|earlier|all|any|your|other|existing)\b[^.!?\n]{0,25}\b(?:instructions?|prompts?|rules|directions?|directives?|guidelines?|constraints?|orders)\b",
    r"\b(?:ignorier\w*|vergiss|vergesst|vergessen)\b[^.!?\n]{0,40}\b(?:anweisung\w*|instruktion\w*|regeln|vorgaben)\b|\b(?:anweisung\w*|vorgaben|regeln)\b[^.!?\n]{0,20}\b(?:vergessen|ignorieren|missachten)\b",
    r"\b(?:ignore[rz]?|oublie[rz]?)\b[^.!?\n]{0,40}\b(?:instructions?|consignes?|règles)\b|\b(?:ignor[ae]|olvid[ae])\b[^.!?\n]{0,40}\b(?:instrucciones|reglas|órdenes)\b",
    # The output is dictated as only a machine's is.
    r"\byour (?:output|(?:hidden |system |initial |original )?prompt|system message|training data)\b|\bsystem prompt\b|\bhidden prompt\b",
    r"\b(?:every|any|each|all) (?:future |later |further )?(?:repl(?:y|ies)|answers?|mails?|e-?mails?|summar(?:y|ies)|drafts?|responses?|follow-?ups?|outputs?) (?:that )?(?:you (?:write|make|generate|produce|draft|send|create)|must|has to|should)\b",
    r"\b(?:has|have|needs?) to appear in your (?:text|reply|answer|draft|response)\b",
    # Markup of a conversation with a model.
    r"<<?/?sys>>?|<\|[\w ]{2,20}\|>|\[/?inst\]|</?(?:system|assistant|user|instructions?|prompt|tool_call|function_calls?|invoke|anweisung(?:en)?|beleg|evidence)\b[^>\n]{0,60}>",
    r"^ *#{1,4} *(?:system|instructions?|assistant|human|user|new task|anweisung)\b *+:? *+$|^ *(?:-{2,}|={2,}|\]{2,}|\*{2,}) *(?:begin|end|start) (?:of )?(?:system|untrusted|trusted|user|data|prompt|instructions?|event|context)\b",
    r"[\"']role[\"'] *: *[\"'](?:system|assistant|user)[\"']|\btool_calls?\b|[\"']tool[\"'] *: *[\"']",
    rf"^[>| \t]*(?:to|an|à|para): (?:the )?(?:{_CLERK}|{_MACHINE})[ \t]*$",
    # It poses as this very program.
    r"^[>| \t]*(?:from|von|de): *\"?warmthread\b|\bwarmthread (?:rule|update|notice|instruction|policy)\b",
    # Languages that draft in none of ours: an AI is named and spoken to.
    r"(?:AI|人工知能|人工智能) ?(?:様|さん|へ|アシスタント|助手|助理|模型|请|請|あて|宛)|致 ?(?:AI|人工智能)",
    r"(?:مساعد|للذكاء|الذكاء)[^\n]{0,20}(?:الاصطناعي|ذكاء)[^\n]{0,20}[:،]|(?:ИИ|нейросет\w*|языков\w+ модел\w*)[^\n.]{0,25}[:,—]|(?:בינה מלאכותית|עוזר)[^\n]{0,20}:",
    r"\b(?:assistente? (?:virtuale?|digitale?|de ia|ia|ai)|yapay zek[aâ]\w*|sztuczn\w+ inteligencj\w+|asystent\w* ai|taalmodel|modello linguistico|modelo de linguagem)\b[^\n.]{0,25}[:,]",
)
_SPEAKS = re.compile("|".join(f"(?:{kind})" for kind in _KINDS), re.IGNORECASE | re.MULTILINE)
_HOPEFUL = re.compile(
    r"a\.?i(?:\b|[^\x00-\x7f])|\bk\.?i\b|\bi\.?a\b|llm|gpt|assist|asist|agent|bots?\b|robot|system|sistema|syst|modell?|language|sprach|langage|ignor|disregard|forget|"
    r"vergess|vergiss|oubli|olvid|overrid|prompt|summar|who(?:m)?ever|wer immer|wer auch|quien|quiconque|celui qui|tool|outil|machine|maschine|inst\]|im_|sys>|"
    r"role|<|#|untrusted|-{2,}|={2,}|antwort|output|human|developer|jailbreak|copilot|warmthread|intellig|every|refuse|software|automat|helper|ＡＩ|人工|助手|ذكاء|ИИ|нейро|языков|בינה|yapay|sztuczn|taalmodel|modelo",
    re.IGNORECASE,
)
_ASKS_FOR_MORE = re.compile(
    r"""(?ix)
      \b(?:add|put|include|copy|insert|füge?|setze?n?|setzt|ajoute[zr]?|mets|mettez|mettre|ponga|pon|inclu[ye]\w*|añad\w*)\b.{0,60}
        (?:\b(?:b?cc|in[ ]copy|in[ ]kopie|en[ ]copie|en[ ]copia)\b|\S@\S)
    | \b(?:include|add|write|insert|use|say|append)\b.{0,30}\b(?:the|this|following|verbatim)\b.{0,10}\b(?:sentence|phrase|text|line|words?|verbatim)\b
    | \binclude[ ]verbatim\b
    | \b(?:füge?|schreibe?n?)\b.{0,30}\b(?:den|diesen|folgenden)[ ](?:satz|text)\b
    | \b(?:ajoute[zr]?|écri[vs]\w*|insér\w*)\b.{0,30}\b(?:la|cette)[ ]phrase\b
    | \b(?:añad\w*|incluy\w*|escrib\w*)\b.{0,30}\b(?:la|esta)[ ]frase\b
    | \b(?:forward|send|leite|transfér\w*|reenv\w*)\b.{0,50}\b(?:all|every|entire|alle|tous|todos)\b.{0,40}
        \b(?:mails?|e-?mails?|messages?|inbox|contacts?|notes?|correos|mensajes)\b
    | ^[ ]*(?:evidence|beleg|kind|to|cc|bcc|mail[ ]from|rcpt[ ]to|needs_review|approved_by|state)[ ]*:
    | \b(?:reply|answer|write)[ ]to[ ].{0,40}\S@\S
    """
)
"""What a person may ask of another and a draft must not take up by itself: copies, dictated sentences, other addresses."""
_QUOTE_MARK = re.compile(r"^[ \t]*(?:[>|][ \t]*)+", re.MULTILINE)


def speaks_to_a_machine(text: str) -> bool:
    """Whether this stretch speaks to a machine, in clear or under a disguise."""
    return any(_HOPEFUL.search(form) and _SPEAKS.search(form) for form in _forms(text))


def _forms(text: str) -> Iterator[str]:
    bare = _QUOTE_MARK.sub("", laid_bare(text))
    yield bare
    if "<" in bare:
        yield _MARKUP.sub("\n", bare)
    for said in decoded(bare):
        yield laid_bare(said)


@lru_cache(maxsize=32)
def instructions(text: str) -> tuple[Found, ...]:
    """Where a text speaks to a machine: from that line to the end of its paragraph, which goes on about it."""
    return _where(text, speaks_to_a_machine)


@lru_cache(maxsize=32)
def not_to_be_taken_up(text: str) -> tuple[Found, ...]:
    """What speaks to a machine, and sentences that ask for copies, dictated words or other addresses, or hide something."""
    hostile = instructions(text)
    others = (
        Found(*unit.span(), unit[0])
        for unit in _UNIT.finditer(text[:_LONGEST])
        if not any(one.start <= unit.start() < one.end for one in hostile) and _asks_for_more(unit[0])
    )
    return tuple(sorted((*hostile, *others), key=lambda one: one.start))


def _asks_for_more(text: str) -> bool:
    return any(map(_ASKS_FOR_MORE.search, (laid_bare(text), *decoded(text)))) or bool(next(codes(text), ""))


_UNIT = re.compile(r"[^\n.!?]*+(?:[.!?]++(?!\s|$)[^\n.!?]*+)*+(?:[.!?]++|\n|$)")
_LINE = re.compile(r"[^\n]+")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![ \t]*\n)[^\n]+)*")


def _where(text: str, is_meant: Callable[[str], bool]) -> tuple[Found, ...]:
    """By paragraphs, from the line on in which it begins: what stands on that line belongs to it."""
    found = []
    for part in _PARAGRAPH.finditer(text[:_LONGEST]):
        if is_meant(part[0]):
            lines = (line for line in _LINE.finditer(part[0]) if is_meant(line[0]))
            start = part.start() + next((line.start() for line in lines), 0)
            found.append(Found(start, part.end(), text[start : part.end()]))
    return tuple(found)


def without(text: str, found: Sequence[Found]) -> str:
    """The text with these stretches left out."""
    kept, place = [], 0
    for one in found:
        kept.append(text[place : one.start])
        place = one.end
    return "".join([*kept, text[place:]]).strip()
