"""The sandbox's own API under /_sandbox/: routing and the calls about time, faults, quota, counts and settings.

Decides nothing about mail or meetings. Answers JSON; a wrong order gets 400 with a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from infra.sandbox.control_counts import CALLS as COUNT_CALLS
from infra.sandbox.control_drafts import CALLS as DRAFT_CALLS
from infra.sandbox.control_people import CALLS as PEOPLE_CALLS
from infra.sandbox.control_people import account_of, list_of
from infra.sandbox.exchange import Endpoint, Refusal, Reply, Request, json_reply
from infra.sandbox.faults import read_fault
from infra.sandbox.oauth import PageError
from infra.sandbox.scenarios.happenings import Scenario
from infra.sandbox.world import PersonState, World

PREFIX = "/_sandbox/"
Order = dict[str, Any]
#: Makes each provider's share of a scenario from name, seed, start, messages and meetings.
ScenarioBuilder = Callable[[str, int, datetime, int, int], "Mapping[str, Scenario]"]


@dataclass(frozen=True)
class Beginning:
    """How the sandbox was started; a reset starts it so again unless told otherwise."""

    scenario: str
    seed: int
    now: datetime
    messages: int
    meetings: int
    quota: bool = True


class Site(Protocol):
    """What control needs of a provider's side."""

    @property
    def world(self) -> World: ...
    def consent(self, order: Order) -> str:
        """Return the redirect that a person's clicks would lead to; raises PageError where the page shows none."""

    def credentials(self, state: PersonState, scopes: tuple[str, ...]) -> Order:
        """Return a consent already given, in the form that the provider's own library keeps."""

    @property
    def own_calls(self) -> Mapping[tuple[str, str], Callable[[Order], Order]]:
        """Control calls that only this provider has."""


@dataclass(frozen=True)
class Control:
    """The control calls on the world of one provider; an order may name another one of the same sandbox."""

    sites: Mapping[str, Site]
    own: str
    beginning: Beginning
    build: ScenarioBuilder
    #: Filled with the addresses once the ports are known.
    addresses: dict[str, str]

    @property
    def site(self) -> Site:
        return self.sites[self.own]

    @property
    def world(self) -> World:
        return self.site.world

    def endpoint(self, request: Request) -> Endpoint:
        return Endpoint("control", lambda: self._answer(request), _refuse, is_control=True)

    def _answer(self, request: Request) -> Reply:
        name = request.path.removeprefix(PREFIX).strip("/")
        try:
            order = {**{key: values[-1] for key, values in request.query.items()}, **request.json()}
            answer = self._done(request.verb, name, order)
            if answer is not None:
                return json_reply(answer)
        except (ValueError, TypeError, KeyError, AttributeError, PageError) as error:
            return json_reply({"error": f"{type(error).__name__}: {error}"}, 400)
        every = sorted((*_WORLD_CALLS, *CALLS, *self.site.own_calls), key=lambda pair: pair[1])
        known = [f"{verb} {PREFIX}{each}" for verb, each in every]
        return json_reply({"error": f"no control call {request.verb} {request.path}", "known": known}, 404)

    def _done(self, verb: str, name: str, order: Order) -> Order | None:
        """Obey one order; None for a call that there is not."""
        meant = self._meant(order.pop("provider", self.own))
        if (verb, name) == ("POST", "together"):
            return {"answers": [meant.obey(*each) for each in order["calls"]]}
        if (verb, name) in _WORLD_CALLS:
            return _WORLD_CALLS[verb, name](meant.world, order)
        if (verb, name) in CALLS:
            return CALLS[verb, name](meant, order)
        own = meant.site.own_calls.get((verb, name))
        return own(order) if own else None

    def obey(self, verb: str, name: str, order: Order) -> Order:
        """Obey one order; raises ValueError for a call that there is not."""
        answer = self._done(verb, name, dict(order))
        if answer is None:
            raise ValueError(f"no control call {verb} {PREFIX}{name}")
        return answer

    def _meant(self, provider: str) -> Control:
        if provider not in self.sites:
            raise ValueError(f"provider must be one of {', '.join(self.sites)}")
        return replace(self, own=provider)


def _health(control: Control, _order: Order) -> Order:
    return {"status": "ok", "now": control.world.clock.now().isoformat(), **control.addresses}


def _state(control: Control, _order: Order) -> Order:
    """Describe one provider's world; the next thing may happen at another one."""
    worlds = [site.world for site in control.sites.values()]
    for world in worlds:
        world.catch_up()
    upcoming = [each.at for world in worlds if (each := world.next_happening()) is not None]
    return control.world.describe() | {"next": min(upcoming).isoformat() if upcoming else None}


def _truth(control: Control, _order: Order) -> Order:
    story = control.world.scenario
    if story is None:
        return {"scenario": "none", "truth": []}
    return {
        "scenario": story.name,
        "start": story.start.isoformat(),
        "end": story.end.isoformat(),
        "truth": list(story.truth),
    }


def _read_clock(control: Control, _order: Order) -> Order:
    world = control.world
    applied = world.catch_up()
    return {
        "now": world.clock.now().isoformat(),
        "offset": world.clock.offset,
        "applied": applied,
        "left": world.left(),
    }


def _move_clock(control: Control, order: Order) -> Order:
    world = control.world
    if "to" not in order and "advance" not in order:
        raise ValueError("say where the clock shall go: to (an ISO instant) or advance (seconds)")
    to = read_instant(order["to"]) if "to" in order else None
    applied = world.move_clock(to=to, by=None if to else timedelta(seconds=float(order["advance"])))
    # The clock is everybody's: what is due at the other providers happens as well.
    for site in control.sites.values():
        site.world.catch_up()
    return {
        "now": world.clock.now().isoformat(),
        "offset": world.clock.offset,
        "applied": applied,
        "left": world.left(),
    }


def _reset(control: Control, order: Order) -> Order:
    given = {field.name: order.get(field.name, getattr(control.beginning, field.name)) for field in fields(Beginning)}
    start = read_instant(given["now"]) if isinstance(given["now"], str) else given["now"]
    seed = int(given["seed"])
    shares = control.build(given["scenario"], seed, start, int(given["messages"]), int(given["meetings"]))
    for name, site in control.sites.items():
        site.world.restart(start, seed, shares[name])
        site.world.quota.is_on = bool(given["quota"])
    return control.world.describe()


def _order_fault(control: Control, order: Order) -> Order:
    return {"id": control.world.faults.order(read_fault(order))}


def _list_faults(control: Control, _order: Order) -> Order:
    return {"faults": control.world.faults.describe()}


def _clear_faults(control: Control, order: Order) -> Order:
    return {"cleared": control.world.faults.clear(int(order["id"]) if "id" in order else None)}


def _calls(control: Control, order: Order) -> Order:
    return control.world.ledger.calls(order.get("account"))


def _forget_calls(control: Control, _order: Order) -> Order:
    control.world.ledger.forget_calls()
    return {}


def _sent(control: Control, order: Order) -> Order:
    sent = control.world.ledger.list_sent(order.get("account"))
    return {"count": len(sent), "sent": sent}


def _read_quota(control: Control, _order: Order) -> Order:
    quota = control.world.quota
    return {
        "on": quota.is_on,
        "window": "virtual" if quota.follows_virtual_clock else "real",
        "refusal_status": quota.refusal_status,
        "limits": quota.limits,
        "used": quota.used(),
    }


def _set_quota(control: Control, order: Order) -> Order:
    quota = control.world.quota
    if order.get("window", "real") not in ("real", "virtual"):
        raise ValueError("window must be real or virtual")
    if order.get("refusal_status") not in (None, 403, 429):
        raise ValueError("refusal_status must be 403, 429 or null (both in turn)")
    if order.get("reset") or "window" in order:
        quota.reset()
    quota.follows_virtual_clock = order.get("window", "virtual" if quota.follows_virtual_clock else "real") == "virtual"
    quota.is_on = bool(order.get("on", quota.is_on))
    quota.refusal_status = order.get("refusal_status", quota.refusal_status)
    quota.limits.update({str(key): int(limit) for key, limit in order.get("limits", {}).items()})
    return _read_quota(control, order)


def _read_settings(control: Control, _order: Order) -> Order:
    return asdict(control.world.settings)


def _set_settings(control: Control, order: Order) -> Order:
    settings = control.world.settings
    known = asdict(settings)
    for name, value in order.items():
        if name not in known or type(value) is not type(known[name]):
            raise ValueError(
                f"settings are {', '.join(f'{key} ({type(each).__name__})' for key, each in known.items())}"
            )
    for name, value in order.items():
        setattr(settings, name, value)
    return asdict(settings)


def _consent(control: Control, order: Order) -> Order:
    return {"redirect": control.site.consent(order)}


def _credentials(control: Control, order: Order) -> Order:
    state = account_of(control.world, order)
    scopes = tuple(list_of(order, "scopes"))
    return control.site.credentials(state, scopes)


def _set_tokens(control: Control, order: Order) -> Order:
    tokens = control.world.tokens
    tokens.access_seconds = int(order.get("access_seconds", tokens.access_seconds))
    tokens.is_testing = bool(order.get("testing", tokens.is_testing))
    return {"access_seconds": tokens.access_seconds, "testing": tokens.is_testing}


def read_instant(text: str) -> datetime:
    """Read an ISO instant; one without an offset is UTC."""
    instant = datetime.fromisoformat(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _refuse(refusal: Refusal) -> Reply:
    return Reply(refusal.status, json.dumps({"error": refusal.reason or ""}).encode())


_WORLD_CALLS = {**PEOPLE_CALLS, **COUNT_CALLS, **DRAFT_CALLS}
CALLS: dict[tuple[str, str], Callable[[Control, Order], Order]] = {
    ("GET", "health"): _health,
    ("GET", "state"): _state,
    ("GET", "truth"): _truth,
    ("GET", "clock"): _read_clock,
    ("POST", "clock"): _move_clock,
    ("POST", "reset"): _reset,
    ("GET", "faults"): _list_faults,
    ("POST", "faults"): _order_fault,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "calls"): _calls,
    ("DELETE", "calls"): _forget_calls,
    ("GET", "sent"): _sent,
    ("GET", "quota"): _read_quota,
    ("POST", "quota"): _set_quota,
    ("GET", "settings"): _read_settings,
    ("POST", "settings"): _set_settings,
    ("POST", "consent"): _consent,
    ("POST", "credentials"): _credentials,
    ("POST", "tokens"): _set_tokens,
}
