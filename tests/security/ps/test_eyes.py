"""What the person sees is safe to look at and is theirs: nobody's business, hostile text, other people's rows, addresses
that look like somebody's.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from connectors.records import Address
from infra.pages import routes_of
from service import contacts
from service.accounts import LOCAL_PERSON
from service.addresses import address_key
from service.context import Context
from service.drafting.recipients import cautions
from service.look_alikes import looks_like
from service.schema import Account, Draft, Event, Person
from service.web.app import build_app
from tests.conftest import NOW
from tests.recognition.sensitive import ORDINARY, RECALL, cases, judged
from tests.security.crossing import MARK, rows_of
from tests.security.house import House, raised_house
from tests.security.test_two_people import A, ids_of
from tests.service.filled import fill

TWINS = Path(__file__).resolve().parents[1] / "look_alikes.tsv"
STRANGERS = (
    ("anna.schmidt@granite.example", "anne.schmidt@granite.example"),
    ("max@northgate.example", "max@southgate.example"),
    ("ruth.adler@granite.example", "ruthadler@granite.example"),
    ("ruth@gmail.com", "ruth@ymail.com"),
    ("tom@ibm.com", "tom@ibn.com"),
    ("ruth@mail.acme.example", "ruth@acme.example"),
    ("a.lee@x.example", "b.lee@x.example"),
)
"""Two who are two, or one with an alias: nothing to warn of."""
EVERY = 40
WRITTEN = ("contacts", "identities", "interviews", "notes", "messages", "drafts", "exclusions", "corrections")
"""What no worker touches by itself while somebody looks."""


# --- PS-13: nobody's business ---------------------------------------------------------------------------------------


def test_ps_13_what_touches_health_law_work_family_or_money_waits_for_your_word(house: House) -> None:
    """A conversation whose words touch somebody's health, law, post, family or money is not logged before you say so."""
    _asked_for(house, "hollis", "I was diagnosed with multiple sclerosis last month, and you have lived with it.")
    _asked_for(house, "juniper", "I move from teaching to design this summer, and you have done so.")
    house.settle()
    found = {row["title"]: row for row in house.rows("interviews")}
    assert found["Coffee chat with Juniper"]["band"] == "log", "nothing at all is logged"
    private = found["Coffee chat with Hollis"]
    assert private["band"] != "log"
    assert house.cli("interviews", "set", private["id"], "interview").code == 0
    house.settle()
    assert {row["id"]: row["band"] for row in house.rows("interviews")}[private["id"]] == "log"


def _asked_for(house: House, name: str, why: str) -> None:
    """The person asked NAME for a talk for that reason, NAME agreed, and it stands in the calendar."""
    them, me = f"{name.title()} Poe <{name}@poe.example>", "Alex Example <alex@example.com>"
    words = "Would you have 20 minutes for a coffee? I would love to hear about your path."
    house.deliver(me, "Coffee", f"Dear {name.title()},\n\n{why} {words}\n\nAlex", to=them, labels=["SENT"])
    house.deliver(them, "Re: Coffee", "Yes, gladly. Thursday at ten suits me.")
    with house.desk() as desk:
        desk.put_talk(name, house.now() + timedelta(hours=50))


def test_ps_13_of_labelled_talks_that_touch_it_hardly_one_is_logged_unasked(
    is_whole: bool, verdict: Callable[[str], None]
) -> None:
    """Of 220 labelled talks in four languages that touch somebody's own matters at least 98 % are not logged unasked."""
    every = 1 if is_whole else EVERY
    found = [*judged(cases()[::every]), *judged(cases("sensitive_untouched")[::every])]
    touching = [(case, one) for case, one in found if case.touches != ORDINARY]
    plain = [(case, one) for case, one in found if case.touches == ORDINARY]
    logged = [case.title for case, one in touching if one.band == "log"]
    held = [case.title for case, one in plain if any(rule.startswith("touches_") for rule in one.rules)]
    assert len(logged) <= (1 - RECALL) * len(touching), logged
    assert any(one.band == "log" for _, one in plain), "nothing at all is logged"
    verdict(
        f"Nobody's business: of {len(touching)} talks that touch it {len(logged)} were logged unasked; of {len(plain)} "
        f"ordinary ones {len(held)} were held back for it, {sum(one.band == 'log' for _, one in plain)} logged."
    )


# --- PS-16: text is data --------------------------------------------------------------------------------------------


def test_ps_16_a_strangers_markup_is_text_on_every_page_that_shows_it(house: House) -> None:
    """What a stranger writes is shown as text, and every page forbids scripts and content from elsewhere."""
    hole = "<img data-hit src=//evil.example/p.gif onerror=alert(1)>"
    house.talk("sorrel", hours=40, summary=f"Coffee chat {hole}", location=hole, description=f"Informational {hole}")
    house.settle()
    found = house.interview_with("sorrel@poe.example")
    assert found is not None
    shown = ""
    for path in ("/", "/interviews", f"/interviews/{found['id']}", "/settings/data", "/privacy", "/health"):
        answer = house.get(path)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy, path
        assert "<img data-hit" not in answer.text, path
        shown += answer.text
    assert "&lt;img data-hit" in shown, "it is shown nowhere, so nothing was tried"


# --- PS-24: one's own rows ------------------------------------------------------------------------------------------


def test_ps_24_another_persons_rows_are_nowhere(tmp_path: Path, is_whole: bool) -> None:
    """With another person's rows in the same database no page, command or address of yours shows or changes any of them."""
    with raised_house(tmp_path, connected=False) as own:
        with own.opened() as context:
            _move_in(context)
            before = rows_of(context, A)
            ids = ids_of(context, A)
            routes = [one.path for one in routes_of(build_app(context)) if "GET" in one.methods and "{" in one.path]
        theirs = [
            path[: path.index("{")] + one + path[path.rindex("}") + 1 :]
            for path in routes[:: 1 if is_whole else 6]
            for one in ids[:: 1 if is_whole else 9]
        ]
        for path in ("/", "/interviews", "/people", "/drafts", "/activity", "/settings/data", *theirs):
            assert MARK not in own.get(path).text.replace(path, ""), path
        for words in (("interviews", "--all", "--json"), ("drafts", "--json"), ("contacts", "report", ids[0])):
            assert MARK not in own.cli(*words).out, words
        with own.opened() as context:
            after = rows_of(context, A)
            assert {table: after[table] for table in WRITTEN} == {table: before[table] for table in WRITTEN}
            assert all(before[table] for table in WRITTEN)


def _move_in(context: Context) -> None:
    """Somebody else's rows in every table, none of which has work waiting."""
    with context.database.writing(A) as session:
        session.add(Person(id=A, name=f"{MARK} Example", created_at=context.clock()))
    fill(context, A, mark=MARK)
    with context.database.writing(A) as session:
        session.execute(delete(Event).where(Event.person_id == A))
        session.execute(update(Account).where(Account.person_id == A).values(connection_state="disconnected"))


# --- PS-28: who it really goes to -----------------------------------------------------------------------------------


def twins() -> list[dict[str, str]]:
    with TWINS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_ps_28_every_look_alike_of_a_known_address_is_told(
    context: Context, alice: str, verdict: Callable[[str], None]
) -> None:
    """Each of 46 addresses made to look like a known one is told as that before a mail is approved; two real ones are not."""
    found = twins()
    assert len({one["twin"] for one in found}) >= 40
    with context.database.writing(alice) as session:
        for known in {one["known"] for one in found}:
            contacts.resolve(session, alice, Address(known, known.partition("@")[0].title()), NOW)
        missed = [one for one in found if address_key(one["known"]) not in _warned(session, alice, one["twin"])]
    assert missed == []
    assert [pair for pair in STRANGERS if looks_like(*map(address_key, pair))] == []
    verdict(
        f"Look-alikes: {len(found)} of {len(found)} twins were told, 0 of {len(STRANGERS)} pairs that are no twins."
    )


def _warned(session: Session, person: str, email: str) -> set[str]:
    draft = Draft(id="drf", person_id=person, to=[email], cc=[], contact_id="", in_reply_to="")
    return {one.facts["known"] for one in cautions(session, draft) if one.kind == "look_alike"}


def test_ps_28_the_page_shows_the_real_address_and_the_warning(house: House) -> None:
    """The page on which a mail is approved shows the whole address, and warns where it only looks like a known one."""
    draft = house.written_to("rowan")
    twin = "r0wan@poe.example"
    clean = house.get(f"/drafts/{draft['id']}").text
    with house.opened() as context, context.database.writing(LOCAL_PERSON) as session:
        session.execute(update(Draft).where(Draft.id == draft["id"]).values(to=[twin]))
    page = house.get(f"/drafts/{draft['id']}").text
    assert "rowan@poe.example" in clean
    assert "looks like" not in clean
    assert twin in page
    assert "looks like" in page
