"""Asking a language model: one bounded question to the one address that is set, and whatever comes back is no harm."""

from __future__ import annotations

import gzip
import logging
import socket
from pathlib import Path
from threading import Event

import pytest

from infra.sandbox.certificates import make_tls
from service.drafting.model import BYTES_AT_MOST, Endpoint, NoAnswer, Question, ask, endpoint_of
from service.settings import load_settings
from tests.servers.model import Asked, Reply, said, scripted_model

QUESTION = Question(
    words=(("system", "Write JSON."), ("user", "facts")),
    schema={"type": "object", "properties": {}, "additionalProperties": False},
    plain_words=(("system", "Write lines."), ("user", "facts")),
)
OK = said("Hello.")


def test_what_the_model_wrote_comes_back() -> None:
    with scripted_model(lambda _: said("Thank you.")) as server:
        assert ask(Endpoint(server.url, "small"), QUESTION) == "Thank you."
    (asked,) = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.body["model"] == "small"
    assert asked.body["messages"] == [
        {"role": "system", "content": "Write JSON."},
        {"role": "user", "content": "facts"},
    ]
    assert asked.body["response_format"]["json_schema"]["schema"] == QUESTION.schema
    assert not {"tools", "functions", "tool_choice", "user", "store", "metadata"} & set(asked.body)


def test_a_server_that_knows_no_schemas_is_asked_once_more_in_plain_words() -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(b"{}", status=400) if "response_format" in asked.body else OK

    with scripted_model(answer) as server:
        assert ask(Endpoint(server.url, ""), QUESTION) == "Hello."
    assert [asked.body["messages"][0]["content"] for asked in server.asked] == ["Write JSON.", "Write lines."]
    assert set(server.asked[1].body) == {"model", "messages"}


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_an_error_is_not_asked_again(status: int) -> None:
    with scripted_model(lambda _: Reply(b"secret words", status=status)) as server, pytest.raises(NoAnswer) as none:
        ask(Endpoint(server.url, ""), QUESTION)
    assert none.value.why == f"status {status}"
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(b""), "unreadable"),
        (Reply(b"<html>proxy</html>"), "unreadable"),
        (Reply(b'{"choices": []}'), "unreadable"),
        (Reply(b'{"choices": "many"}'), "unreadable"),
        (Reply(b"[" * 100_000), "unreadable"),
        (Reply(b'{"error": {"message": "no such model"}}'), "unreadable"),
        (Reply(b"\xff\xfe\x00"), "unreadable"),
        (said(""), "empty"),
        (said(" \n "), "empty"),
        (said("Dear Dan", finish="length"), "cut"),
        (said("", tool_calls=[{"function": {"name": "send"}}]), "unreadable"),
        (said("fine", tool_calls=[{"function": {"name": "send"}}]), "unreadable"),
        (Reply(OK.body, way="cut"), "cut"),
        (Reply(OK.body, way="held"), "slow"),
        (Reply(way="drip"), "slow"),
        (Reply(way="flood"), "too_long"),
        (Reply(b" " * (BYTES_AT_MOST + 1)), "too_long"),
        (Reply(gzip.compress(OK.body), headers={"Content-Encoding": "gzip"}), "unreadable"),
        (Reply(status=307, headers={"Location": "http://127.0.0.1:9/v1/chat/completions"}), "status 307"),
        (Reply(way="flood", status=500), "status 500"),
    ],
)
def test_whatever_else_comes_is_no_answer_and_says_why(reply: Reply, why: str) -> None:
    with scripted_model(lambda _: reply) as server, pytest.raises(NoAnswer) as none:
        ask(Endpoint(server.url, ""), QUESTION, seconds=0.4 if why == "slow" else 10)
    assert none.value.why == why


def test_nobody_there_is_no_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NoAnswer) as none:
            ask(Endpoint(f"http://127.0.0.1:{taken.getsockname()[1]}/v1", ""), QUESTION)
    assert none.value.why == "unreachable"


def test_only_authorities_that_the_person_named_are_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the machine adds none: what it names could read along."""
    tls, authority = make_tls(tmp_path)
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(authority))
    with scripted_model(lambda _: OK, tls) as server:
        with pytest.raises(NoAnswer) as none:
            ask(Endpoint(server.url, "", "our-key"), QUESTION)
        assert (none.value.why, server.asked) == ("untrusted", [])
        assert ask(Endpoint(server.url, "", "our-key", ca_file=str(authority)), QUESTION) == "Hello."


def test_a_name_that_nobody_finds_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    is_over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: is_over.wait() and [])
    with pytest.raises(NoAnswer) as none:
        ask(Endpoint("http://localhost:9/v1", ""), QUESTION, seconds=0.1)
    assert (none.value.why, is_over.is_set()) == ("slow", False)
    is_over.set()


def test_what_is_asked_stands_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    """The library would write all of it down where OPENAI_LOG says so."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="openai")
    with scripted_model(lambda _: said("Thank you kindly.")) as server:
        ask(Endpoint(server.url, "", "our-key"), QUESTION)
    for hidden in ("facts", "our-key", "kindly"):
        assert hidden not in caplog.text


def test_a_request_tells_of_nothing_but_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even what the library would take from variables of its own, and it goes through nobody's proxy."""
    variables = {
        "OPENAI_API_KEY": "not-ours", "OPENAI_ORG_ID": "org-not-ours", "OPENAI_PROJECT_ID": "p-not-ours",
        "OPENAI_CUSTOM_HEADERS": "X-Not: ours\nAuthorization: Bearer not-ours", "OPENAI_BASE_URL": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9",
    }  # fmt: skip
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with scripted_model(lambda _: OK) as server:
        ask(Endpoint(server.url, "m", "our-key"), QUESTION)
        ask(Endpoint(server.url, "m"), QUESTION)
    with_key, without = (asked.headers for asked in server.asked)
    assert with_key["authorization"] == "Bearer our-key"
    assert "authorization" not in without
    assert with_key["user-agent"] == "warmthread"
    assert set(with_key) <= {
        "host", "accept", "accept-encoding", "connection", "user-agent", "content-type", "content-length",
        "authorization", "x-stainless-raw-response",
    }  # fmt: skip
    assert "not-ours" not in repr([asked.headers for asked in server.asked])


def test_without_an_address_there_is_no_model_and_a_key_never_shows() -> None:
    assert endpoint_of(load_settings({})) is None
    settings = load_settings({"WARMTHREAD_LLM_URL": "http://localhost:11434", "WARMTHREAD_LLM_API_KEY": "s3cret"})
    endpoint = endpoint_of(settings)
    assert endpoint is not None
    assert (endpoint.url, endpoint.key) == ("http://localhost:11434/v1", "s3cret")
    assert "s3cret" not in repr((settings, endpoint))
