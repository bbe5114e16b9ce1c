"""How mail programs and people speak in each language around a quote and a signature; read from `locales.json`.

One table per language and no code: a language is added by adding a table. Words are in lower case, labels without
their colon; those of programs are as Gmail, Outlook, Apple Mail, Thunderbird, Yahoo and a country's own write them.
Below stand the names of folders that Takeout writes in the account's language.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Locale:
    """What is written around quotes and signatures in one language, in lower case."""

    code: str
    sender: tuple[str, ...]
    date: tuple[str, ...]
    to: tuple[str, ...]
    subject: tuple[str, ...]
    copy: tuple[str, ...]
    wrote: tuple[str, ...]
    """The verb of "On … X wrote:"."""
    original: tuple[str, ...]
    """What stands between dashes over an original mail."""
    sent_from: tuple[str, ...]
    """How the line a phone adds begins."""
    closings: tuple[str, ...]
    """Closings above a name. Thanks are apart: they are the sender's own words."""
    weekdays: tuple[str, ...] = ()
    """How an attribution's date begins where it begins with a day's name."""
    openers: tuple[str, ...] = ()
    """The word an attribution begins with, where it is not the date itself."""
    forwarded: tuple[str, ...] = ()
    """What stands over a forwarded mail."""
    sent_from_ending: tuple[str, ...] = ()
    """How the line a phone adds ends, where the language puts its verb last."""
    outside: tuple[str, ...] = ()
    """Words of the notice that a mail server puts above mail from elsewhere."""
    inside: tuple[str, ...] = ()
    """How people say that their answers stand inside the mail they answer."""
    thanks: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    """Words that may stand alone in a line at the end of a mail and are nobody's name."""
    legal: tuple[str, ...] = ()
    """Parts of words in the notices that companies put under their mails."""
    habits: tuple[str, ...] = ()
    """What else stands under a name in whole sentences: when somebody works, whom to follow."""
    phone: tuple[str, ...] = ()
    """Labels before a telephone number."""
    fax: tuple[str, ...] = ()
    job: tuple[str, ...] = ()
    """Words in the title of somebody's work."""
    organisation: tuple[str, ...] = ()
    """Words in an organisation's name."""
    address: tuple[str, ...] = ()
    """Words in a postal address."""


def _read() -> tuple[Locale, ...]:
    table = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return tuple(
        Locale(code=code, **{name: tuple(words) for name, words in row.items()}) for code, row in table.items()
    )


LOCALES = _read()


def words(pick: Callable[[Locale], Iterable[str]]) -> list[str]:
    """The case-folded words of all languages, each once, longest first."""
    found = {word.casefold() for locale in LOCALES for word in pick(locale)}
    return sorted(found, key=lambda word: (-len(word), word))


SENT_LABELS = frozenset({
    "sent", "sent mail", "sent items", "sent messages", "gesendet", "gesendete elemente", "envoyés", "messages envoyés",
    "éléments envoyés", "enviados", "elementos enviados", "inviati", "posta inviata", "verzonden", "verzonden items",
    "wysłane", "skickat", "skickade", "sendt", "sendte", "lähetetyt", "отправленные", "надіслані", "送信済み",
    "送信済みメール", "已发送", "已发邮件", "已傳送", "寄件備份", "보낸편지함", "odeslané", "odeslaná pošta",
    "gönderilmiş postalar", "elküldött",
})  # fmt: skip
DRAFT_LABELS = frozenset({
    "draft", "drafts", "entwürfe", "brouillons", "borradores", "bozze", "rascunhos", "concepten", "wersje robocze",
    "utkast", "kladder", "luonnokset", "черновики", "чернетки", "下書き", "草稿", "임시보관함", "koncepty", "taslaklar",
})  # fmt: skip
SPAM_LABELS = frozenset({
    "spam", "junk", "junk e-mail", "junk email", "trash", "bin", "deleted items", "deleted messages", "papierkorb",
    "gelöschte elemente", "corbeille", "courrier indésirable", "papelera", "cestino", "posta indesiderata", "lixeira",
    "lixo", "prullenbak", "kosz", "skräppost", "papperskorgen", "papirkurv", "søppelpost", "roskakori", "roskaposti",
    "спам", "корзина", "кошик", "迷惑メール", "ゴミ箱", "垃圾邮件", "垃圾郵件", "已删除邮件", "垃圾桶", "스팸함", "휴지통", "koš",
    "çöp kutusu",
})  # fmt: skip
