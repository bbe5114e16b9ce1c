"""A judge of outcomes, written from product.md 3.2 and the contract alone: it shares no code with the product.

`judge` compares one outcome with a case's `expect` and returns every rule that is broken, in words. Word lists come
from the case files' own `lists.json`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

Json = Mapping[str, Any]

_STOP = {
    "en": "the and to of a in that is it for you was on with as have be at this but not from we or an by what when your "
    "will my me if so about i would can thank",
    "de": "der die das und zu von ein eine in den dem ist für sie ich auf mit haben sein bei nicht wir oder ihr ihre ihren "
    "ihnen mich mir über auch dass sich vielen dank habe",
    "fr": "le la les et à de des un une en que est vous tu pour sur avec ce pas ne nous ou votre je me moi mon au du dans merci",
    "es": "el la los las y a de un una en que es para con por su tu se me mi si al del más muy lo gracias no le te",
}
_WEEKDAYS = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch",
    "donnerstag", "freitag", "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
}  # fmt: skip
_NOT_HELD = {"reschedule_reply", "no_show_follow_up", "apology"}
_ASKED = {
    "running_late", "confirmation", "request", "nudge", "referral_outreach", "accept", "decline", "keep_in_touch", "news",
}  # fmt: skip
_OUR_NUMBERS = {"20", "30"}
"""The minutes that a first mail asks for where the person names none."""


@dataclass(frozen=True)
class Trial:
    """A case, what came of it, and the word lists."""

    case: Json
    outcome: Json
    lists: Json

    @property
    def given(self) -> Json:
        found: Json = self.case["input"]
        return found

    @property
    def expect(self) -> Json:
        found: Json = self.case["expect"]
        return found


def judge(case: Json, outcome: Json, lists: Json) -> list[str]:
    """Every rule this outcome breaks; nothing = passed whole."""
    trial = Trial(case, outcome, lists)
    return [*_action(trial), *_record(trial), *_tasks_and_alerts(trial), *_drafts(trial)]


def _action(trial: Trial) -> Iterator[str]:
    expect, outcome = trial.expect, trial.outcome
    if outcome["action"] != expect["action"]:
        yield f"R01 action {outcome['action']}, not {expect['action']} ({outcome['reason']})"
    if expect.get("reason") != outcome.get("reason"):
        yield f"R01 reason {outcome.get('reason')}, not {expect.get('reason')}"
    if len(outcome["drafts"]) != len(expect["drafts"]):
        yield f"R01 {len(outcome['drafts'])} drafts, not {len(expect['drafts'])}"
    if sorted(outcome["withdraw"]) != sorted(expect.get("withdraw", [])):
        yield f"R01 withdrew {outcome['withdraw']}, not {expect.get('withdraw', [])}"
    if outcome["sent_count"]:
        yield "R27 something was sent"
    wanted = expect.get("next_draft_not_before")
    if wanted and _instant(outcome["next_draft_not_before"]) != _instant(wanted):
        yield f"R01 next draft {outcome['next_draft_not_before']}, not {wanted}"


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _record(trial: Trial) -> Iterator[str]:
    for name, wanted in trial.expect["interview"].items():
        found = (trial.outcome["interview"] or {}).get(name)
        same = _instant(found) == _instant(wanted) if name in {"start", "end"} else found == wanted
        if not same:
            yield f"R02 {name} is {found!r}, not {wanted!r}"


def _tasks_and_alerts(trial: Trial) -> Iterator[str]:
    for wanted in trial.expect.get("tasks", []):
        if not any(_is_task(found, wanted) for found in trial.outcome["tasks"]):
            yield f"R17 no task {wanted}"
    if sorted(trial.outcome["alerts"]) != sorted(trial.expect.get("alerts", [])):
        yield f"R26 alerts {trial.outcome['alerts']}, not {trial.expect.get('alerts', [])}"


def _is_task(found: Json, wanted: Json) -> bool:
    text = found["text"].lower()
    named = any(part in text for part in wanted.get("text_any", [""]))
    return found["kind"] == wanted["kind"] and named and wanted.get("due") in {None, found.get("due")}


# --- drafts -------------------------------------------------------------------------------------------------------


def _drafts(trial: Trial) -> Iterator[str]:
    for wanted in trial.expect["drafts"]:
        found = [one for one in trial.outcome["drafts"] if one["kind"] == wanted["kind"] and one["to"] == wanted["to"]]
        if len(found) != 1:
            yield f"R03 {len(found)} drafts {wanted['kind']} to {wanted['to']}"
            continue
        for check in _CHECKS:
            yield from (
                f"{failure} [{wanted['kind']} to {wanted['to'][0]}]" for failure in check(trial, found[0], wanted)
            )
    most = trial.expect.get("pairwise_similarity_max", 0.5)
    for one, other in combinations(trial.outcome["drafts"], 2):
        if _alike(_core(trial, one), _core(trial, other)) >= most:
            yield "R23 two drafts are too much alike"


def _core(trial: Trial, draft: Json) -> str:
    body: str = draft["body"]
    signature = trial.given["user"]["signature"]
    body = body.removesuffix(signature).strip()
    return body.split("\n", 1)[1].strip() if "\n" in body else body


def _envelope(trial: Trial, draft: Json, wanted: Json) -> Iterator[str]:
    if set(draft["cc"]) != set(wanted["cc"]) or set(draft["bcc"]) != set(wanted["bcc"]):
        yield "R03 copies"
    if draft["from"] != wanted["from"]:
        yield f"R04 from {draft['from']}"
    messages = {one["message_id"]: one for thread in trial.given["threads"] for one in thread["messages"]}
    parent = draft["in_reply_to"]
    if wanted["in_reply_to"] and parent not in wanted["in_reply_to"]:
        yield f"R05 parent {parent}"
    if parent and draft["references"] != [*messages.get(parent, {}).get("references", []), parent]:
        yield f"R05 references {draft['references']}"
    if wanted["subject"] is None and not (3 <= len(draft["subject"]) <= 78 and not draft["subject"].startswith("Re:")):
        yield f"R06 new subject {draft['subject']!r}"
    if wanted["subject"] is None and parent:
        yield "R05 answers a mail instead of beginning a thread"
    if wanted["subject"] not in {None, draft["subject"]}:
        yield f"R06 subject {draft['subject']!r}"


def _greeting(trial: Trial, draft: Json, wanted: Json) -> Iterator[str]:
    first = draft["body"].split("\n", 1)[0].rstrip(" ,:")
    if first not in wanted["greeting"] or unicodedata.normalize("NFC", first) != first:
        yield f"R07 greeting {first!r}"


def _language(trial: Trial, draft: Json, wanted: Json) -> Iterator[str]:
    core = _core(trial, draft)
    if draft["language"] != wanted["language"]:
        yield f"R09 language {draft['language']}"
    for sentence in in_another_language(core, wanted["language"]):
        yield f"R09 a sentence in another language: {sentence!r}"


def in_another_language(text: str, language: str) -> Iterator[str]:
    """The sentences that by their commonest words are of another language than asked."""
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        found = {name: sum(word in stop.split() for word in _words(sentence)) for name, stop in _STOP.items()}
        if max(found.values()) > found[language] + 1:
            yield sentence


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text.lower())


def _length(trial: Trial, draft: Json, wanted: Json) -> Iterator[str]:
    low, high = wanted["words"]
    for count in (len(_core(trial, draft).split()), len(_words(_core(trial, draft)))):
        if not low <= count <= high:
            yield f"R10 {count} words, {low} to {high} asked"


def _patterns(trial: Trial, draft: Json, wanted: Json) -> Iterator[str]:
    body, lists = draft["body"], trial.lists
    lowered = body.lower()
    language = wanted["language"]
    if re.search(lists["placeholder"], body):
        yield "R11 placeholder"
    if draft["kind"] in {"thank_you", "referral_report_back"} and not re.search(lists["thanks"][language], lowered):
        yield "R12 no thanks"
    offers = draft["kind"] in {"thank_you", "referral_report_back"} and trial.given["user"]["settings"].get(
        "offer_help"
    )
    if offers and not re.search(lists["offer"][language], lowered):
        yield "R19 no offer"
    if trial.expect["interview"].get("role") != "host" and re.search(lists["job_ask"], lowered):
        yield "R20 job ask"
    if any(re.search(pattern, lowered) for pattern in lists["boilerplate"]) or body.count("!") > 1:
        yield "R21 boilerplate"


def _facts(trial: Trial, draft: Json, wanted: Json) -> Iterator[str]:
    lowered = draft["body"].lower()
    for fact in wanted["must_contain"]:
        if not any(part in lowered for part in fact["any_of"]):
            yield f"R14 fact {fact['fact']} is missing"
    for ban in wanted["must_not_contain"]:
        if re.search(ban["regex"], _core(trial, draft)) or re.search(ban["regex"], draft["body"].split("\n")[0]):
            yield f"R14 banned: {ban['why']} ({ban['regex']})"
    for prompt in wanted["needs_user_input"]:
        if prompt not in draft["needs_user_input"]:
            yield f"R14 does not ask for {prompt}"
    for entry in draft["evidence"]:
        if entry["quote"] not in _source(trial, entry["source"]):
            yield f"R14 {entry['source']} does not hold {entry['quote']!r}"


def _source(trial: Trial, source: str) -> str:
    kind, _, rest = source.partition(":")
    if kind == "ask":
        return next((str(ask.get("text") or "") for ask in trial.given.get("asks", []) if ask["id"] == rest), "")
    if kind == "note":
        return next((note["text"] for note in trial.given["notes"] if note["id"] == rest), "")
    if kind == "msg":
        every = (one for thread in trial.given["threads"] for one in thread["messages"])
        return next((one["body"] for one in every if one["message_id"] == rest), "")
    event_id, _, field = rest.rpartition(".")
    event: Json = next((one for one in trial.given["events"] if one["id"] == event_id), {})
    return str(event.get(field, ""))


_HOLLOW = frozenset(
    """cet cette ces ses sont était este esta ese esos sus han fue has had been were are she her him his hers they them their himself herself out off over into down back may might could can
    hat war wurde aus nach auf été avait sous avec había sido sobre por con""".split()
)
"""Words that give nothing away, whatever else they stand in."""


def _stems(text: str) -> set[str]:
    every_stop = {word for stop in _STOP.values() for word in stop.split()} | _HOLLOW
    return {word[:5] for word in _words(text) if word not in every_stop and len(word) > 2}


def _after(trial: Trial, draft: Json) -> str:
    """Evidence from after the start: notes and later mail among what the draft cites."""
    start = _instant(trial.expect["interview"].get("start") or (trial.outcome["interview"] or {}).get("start"))
    late = {
        one["message_id"]
        for thread in trial.given["threads"]
        for one in thread["messages"]
        if start and datetime.fromisoformat(one["date"]) >= start
    }
    cited = (
        entry
        for entry in draft["evidence"]
        if entry["source"].startswith(("note:", "ask:")) or entry["source"][4:] in late
    )
    return " ".join(entry["quote"] for entry in cited)


def _claims(trial: Trial, draft: Json, wanted: Json) -> Iterator[str]:
    after = _stems(_after(trial, draft))
    cited = _stems(" ".join(entry["quote"] for entry in draft["evidence"]))
    claims = trial.lists["claims_about_the_meeting"][wanted["language"]]
    promises, harmless = trial.lists["promise"][wanted["language"]], trial.lists["harmless_promises"]
    for sentence in re.split(r"(?<=[.!?])\s+", _core(trial, draft)):
        lowered = sentence.lower()
        if re.search(claims, lowered) and len(_stems(sentence) & after) < 2:
            yield f"R16 {sentence!r}"
        if re.search(promises, lowered) and not re.search(harmless, lowered) and not _stems(sentence) & cited:
            yield f"R17 {sentence!r}"


def _nothing_invented(trial: Trial, draft: Json, wanted: Json) -> Iterator[str]:
    """R13 and R15: numbers, links and names must stand in the input; a weekday must be the meeting's or a note's."""
    known = _everything(trial)
    core = _core(trial, draft)
    start = _instant((trial.outcome["interview"] or {}).get("start"))
    hours = _slot_numbers(trial, draft, start) | (
        _OUR_NUMBERS if draft["kind"] in {"request", "referral_outreach"} else set()
    )
    for number in re.findall(r"\d+", core):
        if number not in hours and number not in re.findall(r"\d+", known):
            yield f"R15 number {number}"
    for link in re.findall(r"\S+@\S+|https?://\S+", core):
        if "@" in link or draft["kind"] not in _ASKED or link.rstrip(".,;)") not in known:
            yield "R15 address or link"
    for sentence in re.split(r"(?<=[.!?:])\s+", core) if wanted["language"] != "de" else ():
        for word in re.findall(r"[^\W\d_]+", sentence)[1:]:
            if (
                word[0].isupper()
                and word != "I"
                and word.lower() not in known.lower()
                and word.lower() not in _WEEKDAYS
            ):
                yield f"R15 name {word}"
    days = {start.strftime("%A").lower()} if start else set()
    for word in _words(core):
        if word in _WEEKDAYS & set(_STOP_WEEKDAYS) and word not in days and word not in known.lower():
            yield f"R13 day {word}"


_STOP_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _everything(trial: Trial) -> str:
    given = trial.given
    parts = [given["user"]["name"], str(given["user"].get("goal") or "")]
    parts += [contact["name"] for contact in given["contacts"]]
    parts += [f"{event['summary']} {event['description']}" for event in given["events"]]
    parts += [f"{thread['subject']} {one['body']}" for thread in given["threads"] for one in thread["messages"]]
    parts += [note["text"] for note in given["notes"]]
    parts += [str(event.get("location") or "") for event in given["events"]]
    parts += [f"{ask.get('text') or ''} {ask.get('about') or ''}" for ask in given.get("asks", [])]
    return " ".join(parts)


def _slot_numbers(trial: Trial, draft: Json, start: datetime | None) -> set[str]:
    """Day, hour and minute of the slot, as the calendar has them and as the recipient reads them."""
    if start is None:
        return set()
    local = start.astimezone(_zone_of(trial, draft))
    return {
        number
        for one in (start, local)
        for number in (str(one.day), str(one.hour), str(one.hour % 12 or 12), f"{one.minute:02d}", f"{one.hour:02d}")
    }


def _zone_of(trial: Trial, draft: Json) -> ZoneInfo:
    contact: Json = next((one for one in trial.given["contacts"] if draft["to"][0] in one["emails"]), {})
    events = trial.given["events"]
    return ZoneInfo(contact.get("timezone") or (events[-1]["timezone"] if events else trial.given["user"]["timezone"]))


def _sign_off(trial: Trial, draft: Json, wanted: Json) -> Iterator[str]:
    signature = trial.given["user"]["signature"]
    if not draft["body"].rstrip().endswith(signature) or draft["body"].count(signature) != 1:
        yield "R22 sign-off"
    own = [one["body"] for thread in trial.given["threads"] for one in thread["messages"]]
    if any(_alike(_core(trial, draft), text) >= 0.5 for text in own):
        yield "R23 copies a mail"
    if draft["html"] or draft["attachments"] or re.search(r"<[a-z]+[ >]", draft["body"]):
        yield "R24 not plain"
    if draft["state"] != "needs_review":
        yield "R27 state"


def _alike(one: str, other: str) -> float:
    first, second = (_four(text) for text in (one, other))
    return len(first & second) / (min(len(first), len(second)) or 1)


def _four(text: str) -> set[tuple[str, ...]]:
    found = _words(text)
    return {tuple(found[place : place + 4]) for place in range(len(found) - 3)}


def _time(trial: Trial, draft: Json, wanted: Json) -> Iterator[str]:
    at = _instant(draft["send_at"])
    if at is None:
        yield "R25 no time"
        return
    if draft["kind"] in _ASKED:
        yield from _time_of_wish(trial, draft, at)
        return
    end = _instant(trial.outcome["interview"]["end"])
    if end is None:
        yield "R25 no time"
        return
    zone = _zone_of(trial, draft)
    local = at.astimezone(zone)
    if local.weekday() > 4 or not 8 <= local.hour + local.minute / 60 <= 18:
        yield f"R25 {local} is outside working hours"
    if draft["kind"] not in _NOT_HELD and not end + timedelta(minutes=15) <= at:
        yield f"R25 {at} is too soon"
    if at > end + timedelta(hours=24) and not _is_weekend(end.astimezone(zone).date()):
        yield f"R25 {at} is past the day"


def _time_of_wish(trial: Trial, draft: Json, at: datetime) -> Iterator[str]:
    """What the person asked for: at once for who is late, else in the recipient's working hours."""
    now = _instant(trial.given["now"])
    if draft["kind"] == "running_late":
        if at != now:
            yield f"R25 {at} is not now"
        return
    local = at.astimezone(_zone_of(trial, draft))
    if local.weekday() > 4 or not 8 <= local.hour + local.minute / 60 <= 18:
        yield f"R25 {local} is outside working hours"


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 4


def _secrets(trial: Trial, draft: Json, wanted: Json) -> Iterator[str]:
    public = " ".join(note["text"] for note in trial.given["notes"])
    for note in trial.given["notes"]:
        for span in note.get("private_spans", []):
            public = public.replace(span, "")
    open_stems = _stems(public) | _stems(" ".join(contact["name"] for contact in trial.given["contacts"]))
    open_stems |= _stems(" ".join(event["summary"] for event in trial.given["events"]))
    for note in trial.given["notes"]:
        for span in note.get("private_spans", []):
            if (_stems(span) - open_stems) & _stems(_core(trial, draft)):
                yield f"R28 private: {span!r}"


_CHECKS = (
    _envelope, _greeting, _language, _length, _patterns, _facts, _claims, _nothing_invented, _sign_off, _time, _secrets,
)  # fmt: skip


def failures_of(results: Mapping[str, Sequence[str]]) -> str:
    """A report for a failing test."""
    return "\n".join(f"{case}: {failure}" for case, found in results.items() for failure in found)
