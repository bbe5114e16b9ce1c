"""One account's line to Graph: spends the budget, keeps the token fresh, calls, and translates what fails.

Two safety rules live here. A write goes out once, on a connection of its own, and is never repeated by anything below
us. And a rotated refresh token is saved before it is used, by one worker at a time. One `Connection` belongs to one
account and one thread.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import httpx2

from connectors.bounds import TooLargeError, too_large
from connectors.contract import ProviderSettings, RateBudget, TokenStore
from connectors.errors import ConnectorError, ConsentLost, SlowDown, TryAgain, nothing_written
from connectors.microsoft import tokens as kept
from connectors.microsoft.endpoints import PROVIDER, client, endpoints, relative
from connectors.microsoft.entra import TOKEN, account_in, app_of, new_cache
from connectors.microsoft.failures import FAILURES, NOT_BEGUN, as_json, from_answer, from_token_error, translate
from connectors.waits import http_date

BATCH = 4
"""Questions in one batch. Twenty are allowed, but Outlook takes four at a time from an app, and those beyond come back as
429: https://github.com/microsoftgraph/microsoft-graph-docs/issues/8760
"""
IMMUTABLE = 'IdType="ImmutableId"'
"""Asked for with every call, so that an id survives a move. https://learn.microsoft.com/graph/outlook-immutable-id"""

_SPARE = 300.0
"""A token is renewed so many seconds before it ends, as msal does."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One read: what it is called, and its path behind Graph's root with everything in it quoted."""

    operation: str
    path: str
    page: int = 0
    """Entries wanted in one answer; 0 = Graph's own idea."""

    @property
    def prefer(self) -> str:
        return f"{IMMUTABLE}, odata.maxpagesize={self.page}" if self.page else IMMUTABLE


_WHOLE = Ask("graph.batch", "/$batch")


@dataclass(frozen=True, slots=True)
class Write:
    """One write. `mime`: sent as Graph wants it, base64 in plain text; `fields`: sent as JSON."""

    operation: str
    verb: str
    path: str
    mime: bytes = b""
    fields: Mapping[str, Any] | None = None


def address(*segments: str, **parameters: str) -> str:
    """A path of these segments, each quoted, with OData parameters; `select` stands for `$select`."""
    path = "".join(f"/{quote(segment, safe='$=')}" for segment in segments)
    plain = ("startDateTime", "endDateTime")
    named = {name if name in plain else f"${name}": value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(named, quote_via=quote, safe='$,')}" if named else path


class Connection:
    """One account, one thread: the only way to Graph."""

    def __init__(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> None:
        self._settings = settings
        self._tokens = tokens
        self._budget = budget
        self._graph = endpoints(settings).graph
        self._line: httpx2.Client | None = None
        self._bearer = ""
        self._good_until = 0.0
        self._provider_time: datetime | None = None
        self._own: tuple[str, ...] = ()

    @property
    def provider_time(self) -> datetime | None:
        """The provider's own clock, as its last answer told it."""
        return self._provider_time

    @property
    def own(self) -> tuple[str, ...]:
        """The person's addresses as they were when the account was connected."""
        return self._own or kept.unpack(self._tokens.load()).own

    def get(self, ask: Ask) -> dict[str, Any]:
        """Makes one read; raises only connector errors."""
        answer = as_json(self._read(ask))
        if not isinstance(answer, dict):
            raise TryAgain("Microsoft's answer is not what was asked for.", provider=PROVIDER, operation=ask.operation)
        return answer

    def content(self, ask: Ask) -> bytes:
        """The bytes behind a path, such as a message's MIME."""
        return self._read(ask)

    def batch(self, asks: Sequence[Ask]) -> list[dict[str, Any] | ConnectorError]:
        """Makes many reads in few calls: what each came to, in the order asked. Raises what befell a whole call."""
        return [answer for at in range(0, len(asks), BATCH) for answer in self._together(asks[at : at + BATCH])]

    def _together(self, asks: Sequence[Ask]) -> list[dict[str, Any] | ConnectorError]:
        for ask in asks:
            self._budget.spend(1, operation=ask.operation)
        questions = [
            {"id": str(number), "method": "GET", "url": ask.path, "headers": {"Prefer": ask.prefer}}
            for number, ask in enumerate(asks)
        ]
        try:
            answers = self._batched(questions)
            if any(answer.get("status") == 401 for answer in answers.values()):
                self._renew(refused=self._bearer)
                answers = self._batched(questions)
        except TooLargeError:
            # Each by itself may do, and one that does not costs none of the others.
            trouble = self._too_large(asks[0])
            return [one for ask in asks for one in self._together([ask])] if len(asks) > 1 else [trouble]
        except (*FAILURES, ConnectorError) as failure:
            raise self._told(failure, _WHOLE.operation) from None
        return [self._part(answers.get(str(number)), ask.operation) for number, ask in enumerate(asks)]

    def _batched(self, questions: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        content = self._answered(lambda: self._send("POST", _WHOLE, json={"requests": questions}), _WHOLE.operation)
        return _answers_in(as_json(content))

    def write(self, write: Write) -> dict[str, Any]:
        """Makes one write, once. Raises SlowDown when surely nothing was done, TryAgain when nobody knows."""
        self._budget.spend(1, operation=write.operation)
        try:
            content = self._answered(lambda: self._send_once(write), write.operation, is_write=True)
        except (*FAILURES, ConnectorError) as failure:
            told = self._told(failure, write.operation)
            # Without a token nothing goes out, nor on a line that never stood.
            is_begun = told.operation != TOKEN and not isinstance(failure, NOT_BEGUN)
            raise (told if is_begun else nothing_written(told)) from None
        answer = as_json(content) if content else {}
        if isinstance(answer, dict):
            return answer
        raise TryAgain("Microsoft's answer was broken off.", provider=PROVIDER, operation=write.operation)

    def relative(self, link: object) -> str:
        """The part of Graph's own link that `Ask` wants, "" for none. Raises TryAgain for one that leads elsewhere."""
        return relative(str(link), self._graph) if link else ""

    def _read(self, ask: Ask) -> bytes:
        self._budget.spend(1, operation=ask.operation)
        try:
            return self._answered(lambda: self._send("GET", ask), ask.operation)
        except TooLargeError:
            raise self._too_large(ask) from None
        except (*FAILURES, ConnectorError) as failure:
            raise self._told(failure, ask.operation) from None

    def _answered(self, send: Any, operation: str, *, is_write: bool = False) -> bytes:
        """The body of a good answer. A read that was refused with 401 is asked again with a new token; a write is not,
        nor is it sure that nothing was done where the server had trouble of its own, whatever wait it asks for.
        """
        self._keep_fresh()
        answer: httpx2.Response = send()
        if answer.status_code == 401:
            self._renew(refused=self._bearer)
            if is_write:
                raise _unsure("Microsoft refused the permission, which is renewed now.", operation)
            answer = send()
        told = http_date(answer.headers.get("date", ""))
        if told is not None:
            self._provider_time = told
            self._budget.told_time(told)
        if is_write and answer.status_code >= 500:
            raise _unsure(f"Microsoft answered {answer.status_code}.", operation)
        if not answer.is_success:
            raise from_answer(answer.status_code, answer.headers, as_json(answer.content), operation)
        return answer.content

    def _send(self, verb: str, ask: Ask, **more: Any) -> httpx2.Response:
        if self._line is None:
            self._line = client(self._settings, self._graph)
        return self._line.request(verb, self._graph + ask.path, headers=self._headers(ask.prefer), **more)

    def _send_once(self, write: Write) -> httpx2.Response:
        headers = {**self._headers(IMMUTABLE), "Content-Type": "text/plain" if write.mime else "application/json"}
        fields = json.dumps(write.fields).encode() if write.fields is not None else b""
        content = base64.b64encode(write.mime) if write.mime else fields
        # A kept connection may have been closed by the other side meanwhile, which looks like a lost answer.
        with client(self._settings, self._graph) as line:
            return line.request(write.verb, self._graph + write.path, headers=headers, content=content)

    def _headers(self, prefer: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._bearer}", "Prefer": prefer, "Accept": "application/json, */*"}

    def _part(self, answer: Mapping[str, Any] | None, operation: str) -> dict[str, Any] | ConnectorError:
        if answer is None:
            return TryAgain("Microsoft left a question unanswered.", provider=PROVIDER, operation=operation)
        status, body = answer.get("status"), answer.get("body")
        if isinstance(status, int) and 200 <= status < 300 and isinstance(body, dict):
            return body
        headers = answer.get("headers")
        lowered = {str(name).lower(): str(value) for name, value in (headers or {}).items()}
        failure = from_answer(status if isinstance(status, int) else 500, lowered, body, operation)
        return self._told(failure, operation)

    def _too_large(self, ask: Ask) -> ConnectorError:
        """Of the answer too much was left on the line, which is given up."""
        self._told(TooLargeError(), ask.operation)
        return too_large(PROVIDER, "Microsoft", ask.operation)

    # --- tokens ---

    def _keep_fresh(self) -> None:
        if not self._bearer or time.monotonic() > self._good_until:
            self._renew()

    def _renew(self, *, refused: str = "") -> None:
        """Takes the token that is stored, if another worker brought a newer one, else gets a new one and stores it."""
        with self._tokens.alone():
            text = self._tokens.load()
            answer = self._refreshed(text, refused)
            if "access_token" not in answer and (newer := self._tokens.load()) != text:
                # The person connected anew meanwhile: what was refused is not what counts now.
                answer = self._refreshed(newer, refused)
        if "access_token" not in answer:
            raise from_token_error(answer, TOKEN)
        self._bearer = str(answer["access_token"])
        # How long a token lasts is real time, never the product's clock.
        self._good_until = time.monotonic() + max(float(answer.get("expires_in") or 0) - _SPARE, 1.0)

    def _refreshed(self, text: str, refused: str) -> Mapping[str, Any]:
        tokens = kept.unpack(text)
        cache = new_cache(tokens.cache)
        app = app_of(kept.settings_of(tokens, self._settings), cache)
        account, scopes = account_in(app), list(tokens.scopes)
        answer = app.acquire_token_silent_with_error(scopes, account) or {}
        if refused and answer.get("access_token") == refused:
            answer = app.acquire_token_silent_with_error(scopes, account, force_refresh=True) or {}
        if cache.has_state_changed:
            self._tokens.save(kept.pack(replace(tokens, cache=cache.serialize())))
        self._own = tokens.own
        result: Mapping[str, Any] = answer
        return result

    def _told(self, failure: BaseException, operation: str) -> ConnectorError:
        """The failure translated, with those told who have to know."""
        if not isinstance(failure, ConnectorError) and self._line is not None:
            self._line.close()
            self._line = None
        told = failure if isinstance(failure, ConnectorError) else translate(failure, operation)
        told.operation = told.operation or operation
        if isinstance(told, SlowDown):
            self._budget.throttled(told.retry_after)
        return told


def ensure_lasting(has_refresh_token: bool) -> None:
    """Raises ConsentLost for a consent that would end within the hour."""
    if not has_refresh_token:
        raise ConsentLost("Microsoft gave no lasting permission. Connect again.", provider=PROVIDER, operation=TOKEN)


def _unsure(detail: str, operation: str) -> TryAgain:
    return TryAgain(detail, provider=PROVIDER, operation=operation)


def _answers_in(body: Any) -> dict[str, Mapping[str, Any]]:
    entries = body.get("responses") if isinstance(body, dict) else None
    if not isinstance(entries, list):
        raise TryAgain("Microsoft's answer is not what was asked for.", provider=PROVIDER, operation="graph.batch")
    return {str(entry.get("id")): entry for entry in entries if isinstance(entry, dict)}
