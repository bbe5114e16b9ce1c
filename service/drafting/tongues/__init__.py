"""The four languages a draft can be written in: each module holds its phrases and how it retells a statement."""

from __future__ import annotations

from service.drafting.tongues import de, en, es, fr
from service.drafting.tongues.asked import ASKED_PHRASES
from service.drafting.tongues.styles import STYLED, Style, offered
from service.drafting.tongues.voice import Retold, Tongue, Voice, count, wordings

TONGUES: dict[str, Tongue] = {
    "en": Tongue(
        {**en.PHRASES, **ASKED_PHRASES["en"]},
        en.takeaway,
        en.offer,
        en.promise,
        en.observation,
        STYLED["en"],
        en.report,
        en.relaxed,
    ),
    "de": Tongue(
        {**de.PHRASES, **ASKED_PHRASES["de"]}, de.takeaway, de.offer, de.promise, de.observation, STYLED["de"]
    ),
    "fr": Tongue(
        {**fr.PHRASES, **ASKED_PHRASES["fr"]},
        fr.takeaway,
        fr.offer,
        fr.promise,
        fr.observation,
        STYLED["fr"],
        fr.report,
    ),
    "es": Tongue(
        {**es.PHRASES, **ASKED_PHRASES["es"]},
        es.takeaway,
        es.offer,
        es.promise,
        es.observation,
        STYLED["es"],
        es.report,
    ),
}

__all__ = ["TONGUES", "Retold", "Style", "Tongue", "Voice", "count", "offered", "wordings"]
