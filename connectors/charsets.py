"""Decides which characters a stranger's bytes stand for, whatever charset they claim to be in.

A declared charset is believed when the bytes agree with it; else UTF-8, a guess by charset-normalizer, and at last
cp1252 with replacement characters. It never fails, and it decides nothing about headers or parts.
"""

from __future__ import annotations

import codecs
import encodings
from encodings import normalize_encoding
from encodings.aliases import aliases
from functools import lru_cache
from pkgutil import iter_modules

from charset_normalizer import from_bytes

# What mail programs write and what they mean by it: supersets where the declared one is too small for real text.
ALIASES = {
    "": "utf-8",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "us-askey": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "x-unknown": "utf-8",
    "unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "default": "utf-8",
    "default_charset": "utf-8",
    "binary": "utf-8",
    "8bit": "utf-8",
    "utf8mb4": "utf-8",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode": "utf-16",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "cp950",
    "x-x-big5": "cp950",
    "ks_c_5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "shift-jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "cp-850": "cp850",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
}

# Codecs of Python that are no charset of mail; "idna" and "punycode" take quadratic time on long input.
_REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
# In these every byte string is some text, so bytes that are valid UTF-8 as well were mislabelled.
_TAKES_ANYTHING = ("cp125", "cp437", "cp85", "cp86", "cp874", "iso8859", "koi8", "mac")
_SAMPLE = 8192


def decode(data: bytes, declared: str = "", *, sample: int = _SAMPLE) -> tuple[str, bool]:
    """The text of `data`, and whether every byte had a meaning (False = replacement characters or a guess).

    A guess looks at the first `sample` bytes and takes milliseconds; with 0 of them none is made.
    """
    codec = codec_named(declared)
    if _is_utf8_in_disguise(data, codec):
        return data.decode("utf-8"), True
    for candidate in dict.fromkeys((codec, "utf-8")):
        if candidate:
            try:
                return data.decode(candidate).removeprefix("\ufeff"), True
            except (UnicodeError, ValueError):
                continue
    return _guess(data, codec, sample), False


def codec_named(declared: str) -> str:
    """Python's codec for a charset name of mail, "" when there is none."""
    # Cut before it is remembered: strangers choose its length.
    return _codec(declared[:200].strip().strip("\"'").lower()[:60])


@lru_cache(maxsize=256)
def _codec(name: str) -> str:
    name = ALIASES.get(name, name)
    # An unknown name is not looked up: Python would look for a module of that name, on the disk.
    if normalize_encoding(name).replace(".", "_") not in _known_codecs():
        return ""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name.replace("-", "_") not in _REFUSED else ""


@lru_cache(maxsize=1)
def _known_codecs() -> frozenset[str]:
    modules = (module.name for module in iter_modules(encodings.__path__))
    return frozenset((*aliases, *aliases.values(), *modules))


def _is_utf8_in_disguise(data: bytes, codec: str) -> bool:
    if data.isascii() or not codec.replace("_", "").replace("-", "").startswith(_TAKES_ANYTHING):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guess(data: bytes, codec: str, sample: int) -> str:
    """A valid start with a few broken bytes keeps its charset; else the guess, else cp1252."""
    for candidate in dict.fromkeys((codec, "utf-8")):
        if candidate:
            text = data.decode(candidate, errors="replace")
            if text.count("\ufffd") * 20 <= len(text):
                return text.removeprefix("\ufeff")
    best = from_bytes(data[:sample]).best() if sample else None
    guessed = codec_named(best.encoding) if best else ""
    return data.decode(guessed or "cp1252", errors="replace")
