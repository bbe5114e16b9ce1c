"""A sandbox that is killed and started again, and faults that strike by chance: what `make chaos` leans on."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from infra.sandbox.certificates import trusting
from infra.sandbox.faults import FaultBook, read_fault
from infra.sandbox.process import Lasting, run_lasting
from tests.sandbox import clients
from tests.sandbox.clients import encoded, mail

NOW = "2026-11-02T08:00:00+00:00"
GMAIL = "/gmail/v1/users/me"
GRAPH = "/v1.0/me"


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lasting]:
    folder = tmp_path_factory.mktemp("lasting") / "kept"
    with run_lasting(folder, "--google-port", "0", "--microsoft-port", "0", "--now", NOW, "--seed", "7") as made:
        yield made


def ask(lasting: Lasting, provider: str, verb: str, path: str, token: str, body: Any = None) -> dict[str, Any]:
    """Make one call with nothing in between that might repeat it."""
    parts = urlsplit(lasting.sandbox.addresses[provider])
    tls: ssl.SSLContext = trusting(lasting.sandbox.ca_file)
    line = (
        http.client.HTTPSConnection(parts.netloc, timeout=20, context=tls)
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.netloc, timeout=20)
    )
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        line.request(verb, path, json.dumps(body) if body is not None else None, headers)
        answer = line.getresponse()
        content = answer.read()
    finally:
        line.close()
    assert answer.status < 300, content
    found: dict[str, Any] = json.loads(content) if content else {}
    return found


def everything(lasting: Lasting) -> str:
    """All that a client or a test could see of both providers, calls counted aside."""
    seen: list[Any] = []
    for provider in ("google", "microsoft"):
        control = lasting.sandbox.control_of(provider)
        names = ("people", "messages", "events", "sent", "drafts", "settings")
        seen += [control.get(name) for name in names]
        seen += [control.state()["people"]]
    return json.dumps(seen, sort_keys=True)


def test_everything_that_was_answered_is_there_again_after_a_kill(lasting: Lasting) -> None:
    google, microsoft = (lasting.sandbox.control_of(name) for name in ("google", "microsoft"))
    tokens = google.credentials(*clients.ALL)["token"], microsoft.credentials("Mail.ReadWrite", "Mail.Send")["token"]
    for control in (google, microsoft):
        control.deliver(mail("Before"))
        control.put_event({"start": {"date": "2026-11-05"}, "end": {"date": "2026-11-06"}, "summary": "Coffee"})
    google.move_clock(advance=3_600)
    draft = ask(lasting, "google", "POST", f"{GMAIL}/drafts", tokens[0], {"message": {"raw": encoded(mail("One"))}})
    ask(lasting, "google", "POST", f"{GMAIL}/drafts/send", tokens[0], {"id": draft["id"]})
    left = ask(lasting, "google", "POST", f"{GMAIL}/drafts", tokens[0], {"message": {"raw": encoded(mail("Two"))}})
    there = ask(lasting, "microsoft", "POST", f"{GRAPH}/messages", tokens[1], {"subject": "Three"})
    microsoft.post("settings", id_changes_on_send=True)

    before = everything(lasting)
    lasting.start_again()
    assert everything(lasting) == before
    # Tokens, ids and the authority that vouches for the certificate are still those.
    ask(lasting, "google", "POST", f"{GMAIL}/drafts/send", tokens[0], {"id": left["id"]})
    assert ask(lasting, "microsoft", "GET", f"{GRAPH}/messages/{there['id']}", tokens[1])["subject"] == "Three"
    assert [each["times"] for each in lasting.sandbox.control_of("google").sent()] == [1, 1]
    once_more = everything(lasting)
    lasting.start_again()
    assert everything(lasting) == once_more


@pytest.mark.parametrize(("kind", "is_done"), [("die", False), ("die_after", True)])
@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_a_kill_in_mid_call_is_before_the_work_or_after_it_and_never_an_answer(
    lasting: Lasting, provider: str, kind: str, *, is_done: bool
) -> None:
    control = lasting.sandbox.control_of(provider)
    before = len(control.sent())
    if provider == "google":
        token, method, path = control.credentials(*clients.ALL)["token"], "gmail.users.messages.send", "messages/send"
        body: dict[str, Any] = {"raw": encoded(mail())}
    else:
        token, method, path = control.credentials("Mail.Send")["token"], "graph.sendMail", "sendMail"
        body = {"message": {"subject": "x", "toRecipients": [{"emailAddress": {"address": "dana@x.example"}}]}}
    control.order_fault(method, kind)
    with pytest.raises((ConnectionError, http.client.HTTPException, OSError)):
        ask(lasting, provider, "POST", f"{GMAIL if provider == 'google' else GRAPH}/{path}", token, body)
    lasting.sandbox.process.wait(10)
    lasting.start_again()
    control = lasting.sandbox.control_of(provider)
    assert len(control.sent()) - before == is_done
    assert control.get("faults")["faults"][-1]["struck"] == 1
    # What struck once does not strike again in the next life.
    ask(lasting, provider, "POST", f"{GMAIL if provider == 'google' else GRAPH}/{path}", token, body)
    assert len(control.sent()) - before == is_done + 1


def test_a_line_that_the_kill_tore_was_never_answered(tmp_path: Path) -> None:
    with run_lasting(tmp_path, "--google-port", "0", "--now", NOW) as lasting:
        delivered = lasting.control.deliver(mail("Whole"))
        lasting.kill()
        journal = tmp_path / "journal.jsonl"
        journal.write_bytes(journal.read_bytes() + b'{"provider": "google", "at": 1')
        lasting.start_again()
        assert lasting.control.get("messages")["messages"] == [delivered]


# --- by chance --------------------------------------------------------------------------------------------------


def struck(life: int = 1, calls: int = 400, **order: Any) -> list[int]:
    """The numbers of the calls that such an order strikes."""
    book = FaultBook(life)
    book.order(read_fault({"method": "a.*", "kind": "drop", **order}))
    return [number for number in range(1, calls + 1) if book.strike("a.b", None)]


def test_a_share_strikes_about_so_many_calls_and_the_same_ones_for_one_seed() -> None:
    assert 60 < len(struck(share=0.2, seed=3)) < 100
    assert struck(share=0.2, seed=3) == struck(share=0.2, seed=3) != struck(share=0.2, seed=4)
    assert struck(share=0) == []
    assert len(struck(share=1)) == 400


def test_chance_falls_otherwise_after_a_kill() -> None:
    """Else a sandbox that dies at its seventh call would never get beyond it."""
    assert struck(share=0.2, seed=3) != struck(share=0.2, seed=3, life=2)


def test_a_share_begins_and_ends_where_the_order_says() -> None:
    assert struck(share=1, nth=10, times=3) == [10, 11, 12]


def test_a_storm_strikes_the_calls_after_it_as_well() -> None:
    calls = struck(share=0.01, burst=5, seed=1)
    begun = [each for each in calls if each - 1 not in calls]
    assert begun
    assert all(set(range(each, each + 5)) <= set(calls) for each in begun if each <= 396)


@pytest.mark.parametrize("wrong", [{"share": 1.5}, {"share": -0.1}, {"burst": 0}])
def test_a_share_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="share is a number"):
        read_fault({"method": "a", "kind": "drop", **wrong})
