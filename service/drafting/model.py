"""The one door to a language model: asks an OpenAI-compatible server once and brings back what it wrote, or why not.

Knows nothing of drafts. Nothing is repeated, no redirect and no proxy is followed, no header tells of this machine; how
long an answer may take and how large it may be is bounded whatever the other side does. No tools are offered.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from connectors.secure import certificates
from service.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

SECONDS = 30.0
"""All in all, from looking up the name to the last byte, a second try in plain words included."""
BYTES_AT_MOST = 256 * 1024
TOKENS_AT_MOST = 800
_NEEDED = frozenset(
    {"host", "accept", "content-type", "content-length", "connection", "transfer-encoding", "x-stainless-raw-response"}
)
"""The last is how the library tells itself that the answer is read piece by piece."""
_NOT_UNDERSTOOD = frozenset({400, 404, 415, 422, 501})
"""What servers answer that know no `response_format`: they are asked once more, for plain lines."""
_UNNAMED = "default"
"""Servers with a single model take any name."""

Words = Sequence[tuple[str, str]]
"""(role, content), in order."""


class NoAnswer(Exception):
    """The model gave no text. `why`: unreachable, untrusted, slow, too_long, cut, unreadable, empty, or "status 500"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Whom to ask."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    ca_file: str = ""

    @property
    def named(self) -> str:
        """What the person calls it: the model, or its address where it has no name."""
        return self.model or self.url


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: as JSON of that schema where the server can, else the same in plain words."""

    words: Words
    schema: Mapping[str, Any]
    plain_words: Words


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The model that this Warmthread is set up with, None without one."""
    if not settings.llm_url:
        return None
    return Endpoint(settings.llm_url, settings.llm_model, settings.llm_api_key.get_secret_value(), settings.ca_file)


def ask(endpoint: Endpoint, question: Question, *, seconds: float = SECONDS) -> str:
    """What the model wrote. Raises NoAnswer within `seconds`."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_within(endpoint, question, seconds))
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()  # `asyncio.run` would wait for the thread that looks a name up, which nothing can stop


async def _within(endpoint: Endpoint, question: Question, seconds: float) -> str:
    try:
        async with asyncio.timeout(seconds), _client(endpoint, seconds) as client:
            try:
                return await _answer(client, endpoint, question.words, _wishes(question.schema))
            except NoAnswer as none:
                if none.why not in {f"status {number}" for number in _NOT_UNDERSTOOD}:
                    raise
                return await _answer(client, endpoint, question.plain_words, {})
    except NoAnswer:
        raise
    except TimeoutError:
        raise NoAnswer("slow") from None
    except Exception as error:  # noqa: BLE001 (a stranger's server: whatever goes wrong there, it gave no answer)
        raise NoAnswer(_why(error)) from None


def _wishes(schema: Mapping[str, Any]) -> dict[str, Any]:
    named = {"name": "sentences", "strict": True, "schema": dict(schema)}
    return {
        "response_format": {"type": "json_schema", "json_schema": named},
        "max_tokens": TOKENS_AT_MOST,
        "temperature": 0.5,
    }


def _client(endpoint: Endpoint, seconds: float) -> AsyncOpenAI:
    import openai  # noqa: PLC0415 (half a second that no command need wait for: a library, not code of ours)

    logging.getLogger("openai").setLevel(logging.WARNING)  # OPENAI_LOG=debug would write down what is asked
    return openai.AsyncOpenAI(
        api_key=endpoint.key or "none",
        base_url=endpoint.url,
        max_retries=0,
        timeout=seconds,
        http_client=openai.DefaultAsyncHttpxClient(
            trust_env=False,
            follow_redirects=False,
            verify=ssl.create_default_context(cafile=certificates(endpoint.ca_file)),
            event_hooks={"request": [_Bare(endpoint.key)], "response": [_only_plain_success]},
        ),
    )


@dataclass(frozen=True, slots=True)
class _Bare:
    """Takes off a request whatever the library adds about itself and this machine, also from its own variables."""

    key: str

    async def __call__(self, request: Any) -> None:
        for name in [one for one in request.headers if one.lower() not in _NEEDED]:
            del request.headers[name]
        request.headers["Accept-Encoding"] = "identity"
        request.headers["User-Agent"] = "warmthread"
        if self.key:
            request.headers["Authorization"] = f"Bearer {self.key}"


async def _only_plain_success(response: Any) -> None:
    """Before anything of its body is read: the body of an error may be of any size. Raises NoAnswer."""
    if response.status_code != 200:
        raise NoAnswer(f"status {response.status_code}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise NoAnswer("unreadable")


async def _answer(client: AsyncOpenAI, endpoint: Endpoint, words: Words, wishes: Mapping[str, Any]) -> str:
    messages: Any = [{"role": role, "content": content} for role, content in words]
    asked = client.chat.completions.with_streaming_response.create(
        model=endpoint.model or _UNNAMED, messages=messages, extra_body=dict(wishes)
    )
    got = bytearray()
    async with asked as response:
        async for part in response.iter_bytes():
            got += part
            if len(got) > BYTES_AT_MOST:
                raise NoAnswer("too_long")
    return _text(bytes(got))


class _Message(BaseModel):
    content: str | None = None
    tool_calls: list[Any] | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Answer(BaseModel):
    choices: list[_Choice]


def _text(got: bytes) -> str:
    """The words of an answer; what would be a call of a tool is none."""
    try:
        first = _Answer.model_validate_json(got).choices[0]
    except (ValidationError, IndexError):
        raise NoAnswer("unreadable") from None
    if first.message.tool_calls:
        raise NoAnswer("unreadable")
    if first.finish_reason not in {"stop", "eos", None, ""}:
        raise NoAnswer("cut")
    if not (first.message.content or "").strip():
        raise NoAnswer("empty")
    return first.message.content or ""


def _why(error: BaseException) -> str:
    """The library wraps what happened: our own words about it count first, then whether it was too slow."""
    inside: BaseException | None = error
    while inside is not None:
        if isinstance(inside, NoAnswer):
            return inside.why
        if isinstance(inside, ssl.SSLCertVerificationError):
            return "untrusted"
        if "timeout" in type(inside).__name__.casefold():
            return "slow"
        inside = inside.__cause__ or inside.__context__
    return "cut" if type(error).__name__ in {"RemoteProtocolError", "ReadError"} else "unreachable"
