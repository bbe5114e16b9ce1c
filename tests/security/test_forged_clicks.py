"""Nobody clicks in the person's name: sessions that are none, forms that other sites post, names that were pointed at this
machine. Every family at a running Warmthread, with a genuine click beside it that does what the forged ones did not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from service.web.visit import session_cookie
from tests.security.house import Answer, House
from tests.security.stillness import picked, still
from tests.verdicts import Verdict

LINES = "/settings/exclusions"
EVIL = "https://bad.example"


@pytest.fixture(scope="module", autouse=True)
def _settled(house: House) -> None:
    """Nothing that other tests began goes on."""
    house.settle()


@dataclass(frozen=True)
class Signed:
    """Who is really signed in: what a thief would be after."""

    cookie: str
    token: str
    form_token: str


def signed(house: House) -> Signed:
    cookie = session_cookie(house.settings())
    return Signed(cookie, str(house.browser.cookies[cookie]), house.form_token())


def line(name: str) -> dict[str, str]:
    """A line for the never-log list: what each forged click would leave behind."""
    return {"kind": "domain", "value": f"{name}.example"}


# --- sessions -----------------------------------------------------------------------------------------------------


def ended_session(house: House) -> str:
    """The token of a session that signed out."""
    with house.visitor() as visitor:
        house.sign_in(visitor)
        token = str(visitor.cookies[session_cookie(house.settings())])
        visitor.post("/sign-out", headers={"Origin": house.address, "X-Form-Token": house.form_token(visitor)})
    return token


def session_id(house: House) -> str:
    return str(next(row["id"] for row in house.rows("browser_sessions") if row["ended_at"] is None))


def stored_digest(house: House) -> str:
    return hashlib.sha256(signed(house).token.encode()).hexdigest()


def _cookie(value: Callable[[House], str]) -> Callable[[House], dict[str, str]]:
    return lambda house: {"Cookie": f"{signed(house).cookie}={value(house)}"}


SESSIONS: dict[str, Callable[[House], dict[str, str]]] = {
    "one that signed out": _cookie(ended_session),
    "what the database holds of one": _cookie(stored_digest),
    "nobody's": lambda _: {},
    "an empty one": _cookie(lambda _: ""),
    "a made-up one": _cookie(lambda _: "A" * 43),
    "cut short": _cookie(lambda house: signed(house).token[:-1]),
    "with more": _cookie(lambda house: signed(house).token + "A"),
    "in other letters": _cookie(lambda house: signed(house).token.swapcase()),
    "the session's id": _cookie(session_id),
    "the form's token": _cookie(lambda house: signed(house).form_token),
    "a pattern": _cookie(lambda _: "%"),
    "under another name": lambda house: {"Cookie": f"session={signed(house).token}"},
    "under the name that TLS has": lambda house: {"Cookie": f"__Host-warmthread={signed(house).token}"},
    "as a bearer token": lambda house: {"Authorization": f"Bearer {signed(house).token}"},
    "a made-up one before the real one": lambda house: {
        "Cookie": f"{signed(house).cookie}={'A' * 43}; other={signed(house).token}"
    },
}
"""What a stranger's browser sends along."""


def test_no_forged_session_reads_or_changes_anything(house: House, is_whole: bool, verdict: Verdict) -> None:
    cases = {name: sent(house) for name, sent in picked(SESSIONS, is_whole=is_whole).items()}
    form_token, before = house.form_token(), still(house)
    for name, sent in cases.items():
        with house.visitor() as visitor:
            page = visitor.get("/settings/exclusions", headers=sent)
            own = {"Origin": house.address, "X-Form-Token": form_token, **sent}
            click = visitor.post(LINES, data=line("session"), headers=own)
        assert (page.status_code, click.status_code) == (303, 403), name
        assert "sign-in" in page.headers["location"], name
    assert still(house) == before
    clicked(house, "session")
    verdict(f"sessions: {len(cases)} forged, 0 changes")


def clicked(house: House, name: str) -> None:
    """The genuine click of the same kind changes something."""
    before = house.rows("exclusions")
    assert house.post(LINES, line(name)).status_code == 303
    assert len(house.rows("exclusions")) == len(before) + 1


def new_link(house: House) -> str:
    return str(house.cli("open", "--json").json["sign_in"])


def token_of(link: str) -> str:
    return link.rpartition("token=")[2]


def used_link(house: House) -> str:
    link = new_link(house)
    with house.visitor() as visitor:
        assert visitor.get(link).status_code == 303
    return token_of(link)


def replaced_link(house: House) -> str:
    former = new_link(house)
    new_link(house)
    return token_of(former)


LINKS: dict[str, Callable[[House], str]] = {
    "one that was used": used_link,
    "one that a newer one replaced": replaced_link,
    "a made-up one": lambda _: "A" * 32,
    "what the database holds of one": lambda house: hashlib.sha256(token_of(new_link(house)).encode()).hexdigest(),
    "a pattern": lambda _: "%25",
}


def test_no_forged_sign_in_link_signs_anybody_in(house: House, is_whole: bool, verdict: Verdict) -> None:
    cases = {name: token(house) for name, token in picked(LINKS, is_whole=is_whole).items()}
    before = still(house)
    for name, token in cases.items():
        with house.visitor() as visitor:
            answer = visitor.get(f"/sign-in?token={token}&next=//bad.example/")
            assert (answer.status_code, dict(visitor.cookies)) == (401, {}), name
    assert still(house) == before
    with house.visitor() as visitor:
        answer = visitor.get(f"{new_link(house)}&next=//bad.example/")
        assert (answer.status_code, answer.headers["location"]) == (303, "/"), "only to a page of our own"
        assert visitor.get("/settings").status_code == 200
    verdict(f"sign-in links: {len(cases)} forged, 0 sessions")


# --- other sites' forms -------------------------------------------------------------------------------------------


FORMS: dict[str, Callable[[House, str], dict[str, str]]] = {
    "the form's token, from another site": lambda house, _: {"Origin": EVIL, "X-Form-Token": house.form_token()},
    "no token": lambda house, _: {"Origin": house.address},
    "a made-up token": lambda house, _: {"Origin": house.address, "X-Form-Token": "A" * 32},
    "an empty token": lambda house, _: {"Origin": house.address, "X-Form-Token": ""},
    "the token of another session": lambda house, other: {"Origin": house.address, "X-Form-Token": other},
    "the session's token for the form's": lambda house, _: {
        "Origin": house.address, "X-Form-Token": signed(house).token,
    },
    "no origin": lambda house, _: {"X-Form-Token": house.form_token()},
    "an origin that is none": lambda house, _: {"Origin": "null", "X-Form-Token": house.form_token()},
    "another port of this machine": lambda house, _: {
        "Origin": "http://127.0.0.1:9", "X-Form-Token": house.form_token(),
    },
    "this machine over TLS": lambda house, _: {
        "Origin": house.address.replace("http", "https"), "X-Form-Token": house.form_token(),
    },
    "our name as a part of theirs": lambda house, _: {
        "Origin": f"{house.address}.bad.example", "X-Form-Token": house.form_token(),
    },
    "our page as referrer alone": lambda house, _: {
        "Referer": f"{house.address}/settings", "X-Form-Token": house.form_token(),
    },
}  # fmt: skip
"""The headers of a click in the person's own browser, with their session, that another site began; the second argument is
the form's token of another session.
"""


def routes(house: House) -> dict[str, dict[str, str]]:
    """What such a click would do, and its form."""
    account = next(row["id"] for row in house.rows("accounts") if row["provider"] == "google")
    return {
        LINES: line("crossed"),
        f"/health/{account}/disconnect": {},
        "/settings/data/erase": {"word": "ERASE"},
        "/sign-out": {},
        "/connect/google": {"mail": "on", "calendar": "on"},
    }


def test_no_other_site_clicks_for_the_person(house: House, is_whole: bool, verdict: Verdict) -> None:
    with house.visitor() as visitor:
        house.sign_in(visitor)
        other = house.form_token(visitor)
    before, answered = still(house), 0
    for name, sent in picked(FORMS, is_whole=is_whole).items():
        for path, form in picked(routes(house), is_whole=is_whole).items():
            answer = house.browser.post(path, data=form, headers=sent(house, other))
            assert answer.status_code == 403, f"{path}: {name}"
            answered += 1
    assert still(house) == before
    clicked(house, "crossed")
    verdict(f"clicks that another site began: {answered} forged, 0 changes")


OTHERWISE: dict[str, Callable[[House, str], Answer]] = {
    "read instead of posted": lambda house, path: house.browser.get(path, params={"form_token": house.form_token()}),
    "read, and called a post": lambda house, path: house.browser.get(
        path, headers={"X-HTTP-Method-Override": "POST", "X-Form-Token": house.form_token()}
    ),
    "put": lambda house, path: house.browser.put(path, headers=genuine(house)),
    "deleted": lambda house, path: house.browser.delete(path, headers=genuine(house)),
    "the token in the address alone": lambda house, path: house.browser.post(
        path, params={"form_token": house.form_token()}, headers={"Origin": house.address}
    ),
    "the token inside JSON": lambda house, path: house.browser.post(
        path, json={"form_token": house.form_token()}, headers={"Origin": house.address}
    ),
    "the token inside plain text": lambda house, path: house.browser.post(
        path,
        content=f"form_token={house.form_token()}",
        headers={"Origin": house.address, "Content-Type": "text/plain"},
    ),
}


def genuine(house: House) -> dict[str, str]:
    return {"Origin": house.address, "X-Form-Token": house.form_token()}


def test_nothing_is_done_in_any_other_way_than_by_our_own_forms(house: House, is_whole: bool, verdict: Verdict) -> None:
    before, answered = still(house), 0
    unsafe = [path for path in routes(house) if path.endswith(("/disconnect", "/sign-out"))]
    for name, click in picked(OTHERWISE, is_whole=is_whole).items():
        for path in unsafe:
            assert click(house, path).status_code in {403, 404, 405}, f"{path}: {name}"
            answered += 1
    assert still(house) == before
    clicked(house, "otherwise")
    verdict(f"clicks in another way: {answered} forged, 0 changes")


# --- names that were pointed at this machine ----------------------------------------------------------------------


HOSTS: dict[str, str] = {
    "theirs, with our port": "bad.example:{port}",
    "theirs": "bad.example",
    "ours as the start of theirs": "127.0.0.1.bad.example:{port}",
    "ours as the end of theirs": "bad-127.0.0.1:{port}",
    "our number in theirs": "127.0.0.1.nip.example:{port}",
    "any address": "0.0.0.0:{port}",
    "another of the loopback": "127.0.0.2:{port}",
    "our number as one number": "2130706433:{port}",
    "our number, shortened": "127.1:{port}",
    "another port": "127.0.0.1:9",
    "no port": "127.0.0.1",
    "a name before ours": "bad.example@127.0.0.1:{port}",
    "a trailing dot": "localhost.:{port}",
}
"""By which name a page of theirs would ask, once their name leads to this machine."""


@pytest.mark.parametrize("told", ["", "X-Forwarded-Host"])
def test_no_name_that_was_pointed_here_opens_anything(
    house: House, told: str, is_whole: bool, verdict: Verdict
) -> None:
    before, answered = still(house), 0
    for name, pattern in picked(HOSTS, is_whole=is_whole).items():
        host = pattern.format(port=house.product.port)
        more = {told: f"127.0.0.1:{house.product.port}"} if told else {}
        sent = {"Host": host, "Origin": f"http://{host}", "X-Form-Token": house.form_token(), **more}
        for answer in (
            house.browser.get("/settings", headers={"Host": host, **more}),
            house.browser.post(LINES, data=line("rebound"), headers=sent),
            house.browser.post(LINES, data=line("rebound"), headers=sent | {"Origin": house.address}),
        ):
            assert answer.status_code == 403, name
            assert "form_token" not in answer.text, name
            answered += 1
    assert still(house) == before
    clicked(house, f"rebound{len(told)}")
    verdict(f"names pointed at this machine{f', with {told}' if told else ''}: {answered} forged, 0 changes")
