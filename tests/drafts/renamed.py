"""The same situations with other people, companies, ids and dates, and their records in another order: no path through
the code may know a case.

Dates move to 2037, whose weekdays and clock changes fall on the same days as those of 2026, so that "Thursday the 12th"
stays true in every text.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

from tests.drafts.cases import Case, cases, judged
from tests.recognition.table import Row

YEARS = {"2026": "2037"}
NAMES = {
    "Priya": "Olena", "Raman": "Vasquez", "Daniel": "Nathaniel", "Dan": "Nate", "Okafor": "Brandvold", "Mei-Ling": "Anne-Sophie",
    "Tan": "Dupré", "Tomás": "Søren", "Herrera": "Lindqvist", "Joan": "Petra", "Helena": "Ingrid", "Brandt": "Solheim",
    "Carla": "Wanda", "Mendes": "Kowalska", "Owen": "Dmitri", "Gallagher": "Orlov", "Yusuf": "Kwame", "Samuel": "Benjamin",
    "Sam": "Ben", "Adeyemi": "Castellano", "Inês": "Zoë", "Carvalho": "Haas", "Rohan": "Jasper", "Mehta": "Lindt",
    "Marcus": "Fatima", "Leah": "Tobi", "Beatriz": "Milan", "Grace": "Hana", "Kim": "Vogel", "Noor": "Elif", "Haddad": "Moreno",
    "Kelsey": "Brent", "Aisha": "Lucia", "Rahman": "Fontaine", "Luis": "Goran", "Jonas": "Emil", "Weber": "Brunner",
    "Katrin": "Ulrike", "Schäfer": "Grünwald", "Schaefer": "Gruenwald",
}  # fmt: skip
COMPANIES = {
    "Halcyon": "Quartz", "Corvid": "Finch", "Northwind": "Easthaven", "Atlasgrid": "Meshworks", "Lumenpay": "Tallypoint",
    "Brightwell": "Stonemere", "Meridian": "Parallel", "Aufsicht": "Behoerde", "Gallagherstudio": "Orlovstudio",
}  # fmt: skip
TOPICS = {"memo": "brief", "capstone": "thesis", "audit": "teaching", "journal": "logbook"}


def renamed(case: Case, seed: int = 1) -> Case:
    """The case with everything named otherwise and its records shuffled."""
    words = {**NAMES, **COMPANIES, **TOPICS}
    found: Case = _in_all(_in_all(case, words, _word), {**YEARS, **_ids(case, words)}, _part)
    return _shuffled(found, seed)


def _ids(case: Case, words: Mapping[str, str]) -> dict[str, str]:
    """Every id of the case and what it is called here; longest first, so that none cuts into another."""
    given = case["input"]
    named = [one["id"] for kind in ("contacts", "events", "threads", "notes") for one in given.get(kind, [])]
    named += [one["id"] for one in given.get("pending_drafts", [])]
    mails = [one["message_id"] for thread in given["threads"] for one in thread["messages"]]
    mails += case["expect"].get("prior_thanks", [])
    mails = [_in_all(one, words, _word) for one in mails]
    found = {
        one: f"<q{place}-{one.strip('<>')[::-1].split('@')[-1]}@elsewhere.example>" for place, one in enumerate(mails)
    }
    found |= {one: f"{one[0]}z{place}" for place, one in enumerate(sorted(set(named), key=len, reverse=True), start=70)}
    return found


def _in_all(found: Any, words: Mapping[str, str], replace: Any) -> Any:
    if isinstance(found, dict):
        return {key: _in_all(value, words, replace) for key, value in found.items()}
    if isinstance(found, list):
        return [_in_all(value, words, replace) for value in found]
    if not isinstance(found, str):
        return found
    for old, new in sorted(words.items(), key=lambda pair: -len(pair[0])):
        found = replace(found, old, new)
    return found


def _word(text: str, old: str, new: str) -> str:
    for one, other in ((old, new), (old.lower(), new.lower())):
        text = re.sub(rf"(?<![A-Za-zÀ-ÿ]){re.escape(one)}(?![a-zà-ÿ])", other, text)
    return text


def _part(text: str, old: str, new: str) -> str:
    """Ids stand alone or before a mark: "note:n3", "e3.start", "thank_you:e3@old"; years before a hyphen."""
    return re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w])", new, text)


def _shuffled(case: Case, seed: int) -> Case:
    dice = random.Random(f"{seed}|{case['id']}")
    given = dict(case["input"])
    for kind in ("contacts", "events", "threads", "notes"):
        given[kind] = dice.sample(given.get(kind, []), len(given.get(kind, [])))
    given["threads"] = [
        {**thread, "messages": dice.sample(thread["messages"], len(thread["messages"]))} for thread in given["threads"]
    ]
    return {**case, "input": given}


def rows() -> list[Row]:
    """One row: the worked cases under other names."""
    results = judged(renamed(case) for case in cases("worked"))
    failed = ", ".join(case for case, failures in results.items() if failures)
    passed = sum(not failures for failures in results.values())
    what = f"worked cases renamed, shuffled, in another year: {failed or 'none failed'}"
    return [Row("drafts", what, f"{passed} of {len(results)}", "all", not failed)]
