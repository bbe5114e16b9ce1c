"""The translations as they lie in the repository: .po files under `locale/`, read when they are first needed, so that
there is no build step. English is the source and has none.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "de")
SERVICE = "service"
"""The context of sentences that no page marks, but that the service stores or raises in English."""
_FOLDER = Path(__file__).parent / "locale"


def catalogue_file(language: str) -> Path:
    """Where the translations of a language lie."""
    return _FOLDER / language / "LC_MESSAGES" / "warmthread.po"


@cache
def written(language: str) -> Catalog:
    """The translations of one language as they are written; empty for English."""
    file = catalogue_file(language)
    if not file.is_file():
        return Catalog(locale=language, fuzzy=False)
    with file.open("rb") as source:
        return read_po(source, locale=language)


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of one language, to look sentences up in."""
    packed = BytesIO()
    write_mo(packed, written(language))
    packed.seek(0)
    return GNUTranslations(packed) if language != LANGUAGES[0] else NullTranslations()
