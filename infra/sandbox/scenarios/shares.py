"""Which of a person's accounts sees what: everything where there is one, and with two half of it in one, half in both.

A thread and a calendar event stay whole: they are shared by their key, whatever happens to them later. Decides by the key alone, so
that the same scenario is always shared the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from infra.sandbox.scenarios.happenings import CalendarChange, CalendarSpec, Mail, Person, Scenario


def share(scenario: Scenario, providers: Sequence[str]) -> Mapping[str, Scenario]:
    """Return each provider's part of the scenario; the truth stays whole. The second account is at the person's second address."""
    if len(providers) == 1:
        return {providers[0]: scenario}
    parts = {}
    for number, provider in enumerate(providers):
        part = replace(scenario, happenings=_part_of(scenario, providers, provider))
        parts[provider] = part if number == 0 else _at_other_address(part)
    return parts


def holders(key: str, providers: Sequence[str]) -> frozenset[str]:
    """Return who sees a thread or an event: every second one is everywhere, the others are in one place, in turn."""
    number = int.from_bytes(sha256(key.encode()).digest()[:4]) % (2 * len(providers))
    return frozenset(providers) if number >= len(providers) else frozenset({providers[number]})


def _part_of(scenario: Scenario, providers: Sequence[str], provider: str) -> tuple[Mail | CalendarChange, ...]:
    return tuple(one for one in scenario.happenings if provider in holders(_key(one), providers))


def _key(happening: Mail | CalendarChange) -> str:
    if isinstance(happening, Mail):
        return happening.thread
    return str(happening.event.get("recurringEventId") or happening.event["id"])


def _at_other_address(scenario: Scenario) -> Scenario:
    """Return the scenario as an account at the person's first alias lives it; the main address is an alias there."""
    person = scenario.person
    if not person.aliases:
        return scenario
    (address, name), *others = person.aliases
    other = Person(address, name, person.timezone, ((person.email, person.name), *others), person.is_personal)
    calendars = tuple(_renamed(spec, person.email, address) for spec in scenario.calendars)
    happenings = tuple(
        replace(one, calendar=address) if isinstance(one, CalendarChange) and one.calendar == person.email else one
        for one in scenario.happenings
    )
    return replace(scenario, person=other, calendars=calendars, happenings=happenings)


def _renamed(spec: CalendarSpec, before: str, after: str) -> CalendarSpec:
    return replace(spec, id=after, summary=after) if spec.id == before else spec
