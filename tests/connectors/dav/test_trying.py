"""Which of several servers is taken, what is told when none lets anybody in, and how far a password goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from connectors.dav import refusals
from connectors.dav.credentials import Server
from connectors.dav.discovery import Candidate
from connectors.dav.refusals import Refused
from connectors.dav.trying import LetIn, Patience, first_to_let_in
from connectors.errors import ConnectorError, ConsentLost, OwnNetwork, SlowDown, TryAgain

_FIRST, _SECOND, _THIRD = (Server(f"{name}.acme.example", 993, "tls") for name in ("a", "b", "c"))
_WRONG = refusals.refused_login((), "imap", "[AUTHENTICATIONFAILED]")
_NOBODY = TryAgain("Nobody is there.")
_UNTRUSTED = refusals.untrusted("a.acme.example", "imap")


@dataclass
class Attempts:
    """What each server and login comes to."""

    come_to: Mapping[tuple[Server, str], ConnectorError]
    made: list[tuple[Server, str]] = field(default_factory=list)

    def __call__(self, server: Server, login: str) -> None:
        self.made.append((server, login))
        if failure := self.come_to.get((server, login)):
            raise failure


def tried(attempts: Attempts, *servers: Server, logins: tuple[str, ...] = ("ana",)) -> LetIn | ConnectorError | None:
    return first_to_let_in([Candidate(server, logins) for server in servers], attempts, Patience())


def test_the_first_server_that_lets_in_is_taken_and_no_other_sees_the_password() -> None:
    attempts = Attempts({(_FIRST, "ana"): _NOBODY})
    assert tried(attempts, _FIRST, _SECOND, _THIRD) == LetIn(_SECOND, "ana")
    assert [server for server, _ in attempts.made] == [_FIRST, _SECOND]


def test_a_refused_password_is_not_carried_to_the_next_server() -> None:
    attempts = Attempts({(_FIRST, "ana"): _WRONG})
    with pytest.raises(Refused):
        tried(attempts, _FIRST, _SECOND)
    assert attempts.made == [(_FIRST, "ana")]


def test_the_other_login_is_tried_at_the_same_server() -> None:
    attempts = Attempts({(_FIRST, "ana@acme.example"): _WRONG})
    assert tried(attempts, _FIRST, logins=("ana@acme.example", "ana")) == LetIn(_FIRST, "ana")


def test_a_server_that_asks_to_wait_is_asked_nothing_more() -> None:
    attempts = Attempts({(_FIRST, "ana@acme.example"): SlowDown("Wait.", retry_after=900.0)})
    with pytest.raises(SlowDown):
        tried(attempts, _FIRST, _SECOND, logins=("ana@acme.example", "ana"))
    assert len(attempts.made) == 1


@pytest.mark.parametrize(
    ("met", "told"),
    [
        ((_NOBODY, _UNTRUSTED, _NOBODY), _UNTRUSTED),
        ((_UNTRUSTED, OwnNetwork("It is on your own network."), _NOBODY), "own"),
        ((_NOBODY, ConsentLost("It is not allowed here."), _NOBODY), "not allowed"),
        ((_NOBODY, _NOBODY, _NOBODY), "Nobody"),
    ],
)
def test_what_the_person_can_do_something_about_is_told(
    met: tuple[ConnectorError, ...], told: ConnectorError | str
) -> None:
    servers = (_FIRST, _SECOND, _THIRD)
    attempts = Attempts({(server, "ana"): failure for server, failure in zip(servers, met, strict=True)})
    came = tried(attempts, *servers)
    assert isinstance(came, ConnectorError)
    assert (told in came.detail) if isinstance(told, str) else came is told


def test_nothing_to_try_comes_to_nothing() -> None:
    assert tried(Attempts({})) is None


def test_a_server_is_tried_once_however_often_it_is_named() -> None:
    attempts = Attempts({(_FIRST, "ana"): _NOBODY})
    tried(attempts, *[_FIRST] * 5)
    assert len(attempts.made) == 1


def test_a_port_that_speaks_tls_for_somebody_else_is_spoken_to_in_no_other_way() -> None:
    other_ways = (Server("localhost", 1143, "starttls"), Server("localhost", 1143, "none"))
    spoken = Server("localhost", 1143, "tls")
    attempts = Attempts({(spoken, "ana"): _UNTRUSTED})
    assert tried(attempts, spoken, *other_ways) is _UNTRUSTED
    assert attempts.made == [(spoken, "ana")]


def test_an_endless_list_of_servers_ends() -> None:
    attempts = Attempts({(Server("a", port, "tls"), "ana"): _NOBODY for port in range(1, 100)})
    tried(attempts, *(Server("a", port, "tls") for port in range(1, 100)))
    assert len(attempts.made) == 10


def test_servers_that_swallow_every_word_cost_the_person_less_than_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    monkeypatch.setattr("connectors.dav.trying.monotonic", lambda: now[0])
    patience = Patience()

    def swallowed(server: Server, login: str) -> None:
        now[0] += patience.one_word
        raise _NOBODY

    first_to_let_in((Candidate(Server("a", port, "tls"), ("ana",)) for port in range(1, 100)), swallowed, patience)
    assert now[0] < 1_060.0
