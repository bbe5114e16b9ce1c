"""Graph's $batch: up to 20 calls in one JSON body, each answered with a status of its own (concepts/json-batching.md).

Answers come in another order than the calls. A call that depends on one that failed is not made (424). Calls beyond those that Outlook takes
at a time are refused one by one, inside an answer of 200.
"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from infra.sandbox.desk import perform_part
from infra.sandbox.exchange import Finder, Refusal, Reply, Request, json_reply, parse_query
from infra.sandbox.microsoft.errors import GraphError, invalid, refuse
from infra.sandbox.world import World

PATH = "/v1.0/$batch"
LARGEST = 20
_VERBS = ("GET", "POST", "PATCH", "PUT", "DELETE")


def answer_batch(world: World, find: Finder, request: Request) -> Reply:
    """Perform every call and return all answers; the caller holds the world's lock."""
    try:
        parts = _read_parts(request)
    except GraphError as error:
        return error.reply()
    answers: dict[str, Reply] = {}
    for number, part in enumerate(parts):
        answers[part["id"]] = _perform(world, find, request, part, answers, number)
    # "Responses might be in a different order from the requests."
    shown = [_written(part_id, reply) for part_id, reply in reversed(answers.items())]
    reply = json_reply({"responses": shown})
    return replace(reply, delay=sum(each.delay for each in answers.values()))


def _perform(
    world: World, find: Finder, outer: Request, part: dict[str, Any], answers: dict[str, Reply], number: int
) -> Reply:
    if any(answers[before].status >= 400 for before in part.get("dependsOn", ())):
        return GraphError(424, "FailedDependency", "A request that this one depends on failed.").reply()
    if number >= world.settings.graph_batch_concurrency:
        return refuse(Refusal(429, "tooManyAtOnce"))
    return perform_part(world, find, _call(outer, part))


def _read_parts(request: Request) -> list[dict[str, Any]]:
    try:
        parts = request.json()["requests"]
    except (ValueError, KeyError, TypeError) as error:
        raise invalid("Invalid batch payload format.", "BadRequest") from error
    if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
        raise invalid("Invalid batch payload format.", "BadRequest")
    if len(parts) > LARGEST:
        raise invalid(f"Number of batch request steps exceeds the maximum value of {LARGEST}.", "MaximumValueExceeded")
    seen: set[str] = set()
    for part in parts:
        _check_part(part, seen)
        seen.add(part["id"])
    return parts


def _check_part(part: dict[str, Any], seen: set[str]) -> None:
    if not isinstance(part.get("id"), str) or part["id"] in seen:
        raise invalid("Invalid batch request: every request needs an id of its own.", "BadRequest")
    if part.get("method") not in _VERBS or not isinstance(part.get("url"), str):
        raise invalid("Invalid batch request: method and url are needed.", "BadRequest")
    if not set(part.get("dependsOn") or ()) <= seen:
        raise invalid("Invalid batch request: dependsOn names a request that does not come before.", "BadRequest")


def _call(outer: Request, part: dict[str, Any]) -> Request:
    """Return the call as a request: its address is relative to the version, the batch's token is its own."""
    target = urlsplit(part["url"])
    headers = {name.lower(): str(value) for name, value in (part.get("headers") or {}).items()}
    if "authorization" in outer.headers:
        headers["authorization"] = outer.headers["authorization"]
    path = "/v1.0/" + target.path.strip("/")
    return Request(part["method"], path, parse_query(target.query), headers, _body(part, headers))


def _body(part: dict[str, Any], headers: dict[str, str]) -> bytes:
    value = part.get("body")
    if value is None:
        return b""
    if headers.get("content-type", "").startswith("application/json"):
        return json.dumps(value).encode()
    # What is no JSON stands in the batch as base64.
    return base64.b64decode(str(value)) if headers.get("content-type", "").startswith("image/") else str(value).encode()


def _written(part_id: str, reply: Reply) -> dict[str, Any]:
    headers = {name: value for name, value in reply.headers if name != "Preference-Applied"}
    shown: dict[str, Any] = {"id": part_id, "status": reply.status, "headers": headers}
    if not reply.body:
        return shown
    shown["headers"]["Content-Type"] = reply.content_type
    is_json = reply.content_type.startswith("application/json")
    return shown | {"body": json.loads(reply.body) if is_json else base64.b64encode(reply.body).decode()}
