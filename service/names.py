"""What people are called: display names cleaned, compared and shortened; the name that a mail is signed with.

No name alone ever says that two addresses are one person (recognition.md 5): names rank and explain, they never merge.
"""

from __future__ import annotations

import re
import unicodedata

from nameparser import HumanName

_LONGEST = 200
_BRACKETS = re.compile(r"\s*[(\[{（][^)\]}）]*[)\]}）]\s*")
_VIA = re.compile(
    r"\s+(via|through|on behalf of|im auftrag(?: von)?|pour le compte de|en nombre de|über|durch|par|por|a través de|from|@|at|·|\|)\s+.*$",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"^((dr|prof|mr|mrs|ms|mx|miss|herr|frau|monsieur|madame|mme|sr|sra|srta|don|doña|dipl|ing|med|rer|nat|pd)\b\.?[\s-]*)+",
    re.IGNORECASE,
)
_SUFFIXES = re.compile(
    r"[\s,]+(ph\.?d|m\.?d|mba|esq|jr|sr|cpa|cfa|pmp|llm|msc|bsc|pe|ii|iii|iv)\.?(?=$|[\s,])", re.IGNORECASE
)
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\u3040-\u30ff]")
_NOT_A_NAME = re.compile(r"[@/\\<>=_*#]|https?:|www\.|\d{2,}")
_CLOSINGS = re.compile(
    r"^\W*(best|best (wishes|regards)|kind regards|warm(est)? regards|warmly|regards|cheers|thanks|thank you|many thanks"
    r"|thanks again|sincerely|yours( truly| sincerely)?|all the best|take care|talk soon|see you( soon)?|cordially"
    r"|(mit )?(freundlichen?|besten?|herzlichen?|lieben?|schönen?|vielen) (grüßen?|grüssen?|dank)|viele grüße|liebe grüße"
    r"|lg|vg|mfg|beste grüße|danke|herzlich|bis (dann|bald)|cordialement|bien cordialement|bien à vous|bien à toi"
    r"|amicalement|à bientôt|merci|belle journée|bonne journée|saludos|un saludo|un abrazo|atentamente|cordialmente"
    r"|gracias|muchas gracias|un cordial saludo|abrazos)\W*$",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(r"^(sent from|gesendet von|von meinem|envoyé de|enviado desde|get outlook)", re.IGNORECASE)


_KIN = frozenset(
    "aunt auntie aunty uncle mom mum mommy mummy dad daddy grandma granny grandpa tante onkel mama papa oma maman tonton"
    " mamie papi tia tio abuela abuelo".split()
)


_OFFICE = re.compile(
    r"\b(team|office|info|desk|sales|jobs|careers?|karriere|bewerbung|leitung|direction|management|billing|accounts?"
    r"|appointments?|bookings?|health|hotel|school|college|university|hospital|clinic|center|centre|leisure|crewing|kita"
    r"|agentur|crew|staff|research|mentoring|scheme|alumni|events?|fundaci\w+|society|association|support|service|recruiting|recruitment|admissions|club|library|council|academy"
    r"|reception|talent|human resources|newsletter|büro|verein|sekretariat|praxis|empfang|personalabteilung|redaktion"
    r"|kundenservice|secrétariat|équipe|accueil|mairie|association|école|secretaría|equipo|fundación|recepción|atención)\b",
    re.IGNORECASE,
)


def is_office(display: str) -> bool:
    """Whether a display name is an office's or an association's: "CPD Team", "Sekretariat"."""
    return bool(_OFFICE.search(display))


def clean(display: str) -> str:
    """A display name as a person would write it: "Doe, Jane (she/her) via Acme" becomes "Jane Doe"."""
    text = unicodedata.normalize("NFC", display[:_LONGEST]).replace("\u200b", "").strip().strip("'\"").strip()
    if _NOT_A_NAME.search(_BRACKETS.sub(" ", text)):
        return ""
    text = _BRACKETS.sub(" ", text)
    text = _VIA.sub("", text)
    text = _SUFFIXES.sub("", text)
    if text.count(",") == 1:
        last, first = (part.strip() for part in text.split(","))
        text = f"{first} {last}" if first and last else first or last
    text = _TITLES.sub("", text.strip())
    return _shouted(" ".join(text.split()).strip(" ,.-'\""))


_INITIALS = re.compile(r"(?:\w\.-?)+\w?$|\w$|(?!NG)[^AEIOUY]{2}$", re.IGNORECASE)
"""R.J. and TJ are initials; NG and LI are family names."""


def _shouted(name: str) -> str:
    """Capitals mark the family name ("DOE Jane") or nothing at all ("JANE DOE"): both are "Jane Doe"."""
    words = name.split()
    loud = [word.isupper() and not _INITIALS.match(word) for word in words]
    if len(words) < 2 or not any(loud):
        return name
    calm = [word.capitalize() if is_loud else word for word, is_loud in zip(words, loud, strict=True)]
    if loud[0] and not loud[-1]:
        last = next(index for index, is_loud in enumerate(loud) if not is_loud)
        return " ".join(calm[last:] + calm[:last])
    return " ".join(calm)


def tokens(name: str) -> tuple[str, ...]:
    """The words of a name for comparing: lower case, without accents."""
    folded = unicodedata.normalize("NFKD", clean(name) or name).replace("ß", "ss").replace("ø", "o").replace("ł", "l")
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign)).lower()
    return tuple(re.findall(r"[^\W\d_]+", plain))


def first_name(name: str) -> str:
    """The given name; for names in Chinese, Japanese or Korean script the whole name, whose order is unsure."""
    cleaned = clean(name)
    if _CJK.search(cleaned):
        return cleaned
    parsed = str(HumanName(cleaned).first)
    return parsed or cleaned.partition(" ")[0]


def is_same(one: str, other: str) -> bool:
    """Whether two names can be the same person's: equal words, or one a part of the other, or an initial."""
    first, second = tokens(one), tokens(other)
    if not first or not second:
        return False
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    return first[-1] == second[-1] and first[0][0] == second[0][0]


def is_kin(display: str) -> bool:
    """Whether somebody is called by what they are to the person: "Tante Inge", "Mom"."""
    return tokens(display)[:1] != () and tokens(display)[0] in _KIN


def is_named_in(name: str, text: str) -> bool:
    """Whether a text names this person by first or family name, as whole words."""
    words = set(tokens_of_text(text))
    return any(token in words for token in tokens(name) if len(token) > 1)


def tokens_of_text(text: str) -> list[str]:
    """All words of a text, lower case, without accents."""
    folded = unicodedata.normalize("NFKD", text).replace("ß", "ss")
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign)).lower()
    return re.findall(r"[^\W\d_]+", plain)


def best(found: list[str]) -> str:
    """The fullest of several spellings of one person's name; the same whatever their order."""
    cleaned = sorted({clean(name) for name in found} - {""})
    return max(cleaned, key=lambda name: (min(len(tokens(name)), 3), len(name), name), default="")


def signed_with(reply: str, signature: str, full_name: str) -> str:
    """How the sender signs: the last short line of the mail, or the signature's first, if it can be their name.

    A nickname (Dan for Daniel) counts when it stands alone behind a closing or as the last line.
    """
    lines = [line.strip() for line in reply.splitlines() if line.strip() and not _SENT_FROM.match(line.strip())]
    for line in reversed(lines[-2:]):
        if _CLOSINGS.match(line):
            continue
        found = _as_signature(line, full_name)
        if found:
            return found
        break
    first = next((line.strip() for line in signature.splitlines() if line.strip(" -_–—*")), "")
    return _as_signature(first, full_name)


def _as_signature(line: str, full_name: str) -> str:
    words = tokens(full_name)
    tail = re.split(r"(?<=[.!?,–—-])\s+", line)[-1]
    for text in (line, tail):
        name = clean(text.strip(" -–—~*,."))
        parts = tokens(name)
        if not parts or len(parts) > 4 or (not name[0].isupper() and not _CJK.search(name)):
            continue
        is_own = any(part in words or _is_short_for(part, words) for part in parts)
        if is_own:
            return name
    return ""


def _is_short_for(word: str, full: tuple[str, ...]) -> bool:
    """Dan of Daniel, Sam of Samuel, Cathy of Catherine: the same beginning; and initials such as JP."""
    if len(word) <= 3 and word == "".join(token[0] for token in full)[: len(word)] and len(word) > 1:
        return True
    return any(len(word) >= 2 and token.startswith(word[: max(2, len(word) - 2)]) for token in full)
