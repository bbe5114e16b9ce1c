"""Connection health: true about age and permission, every act takes effect, and a lost consent heals without a double."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, event, update

from service import activity, audits, consents, gaps
from service.accounts import LOCAL_PERSON, MinuteBudget
from service.clock import ManualClock, real_now
from service.context import Context
from service.proof import Part, Proof
from service.schema import Account, Allowance, AuditRun, Event, MessageCopy, Person, Quarantined, StoredMessage
from service.shelf import Stored
from service.web.overview import banners
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import Desk
from tests.service.web.conftest import Browser, browser, poll
from workers.clock import poll_account
from workers.runner import Runner

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
GERMAN = {"Accept-Language": "de"}


def act(web: Browser, desk: Desk, what: str, **sent: str) -> str:
    return web.follow(web.post(f"/health/{desk.account_id}/{what}", sent)).text


def quarantine(desk: Desk, provider_id: str, number: int = 1) -> None:
    with desk.context.database.writing(desk.person) as session:
        for one in range(number):
            session.add(
                Quarantined(
                    account_id=desk.account_id, kind="mail", provider_id=f"{provider_id}{one or ''}",
                    person_id=desk.person, reason="The mail is nested <i>too</i> deeply.", first_at=NOW, last_at=NOW,
                )
            )  # fmt: skip


# --- what it says -----------------------------------------------------------------------------------------------


def test_what_waits_is_told_with_the_oldest_and_after_long_it_asks_for_the_workers(
    web: Browser, desk: Desk, clock: ManualClock
) -> None:
    assert "Nothing waits." in web.get("/health").text
    with desk.context.database.writing(desk.person) as session:
        for kind in ("NoteAdded", "Corrected"):
            session.add(Event(person_id=desk.person, kind=kind, subject="x", created_at=NOW, due_at=NOW))
    clock.move_to(NOW + timedelta(minutes=14))
    page = web.get("/health").text
    assert "2 events wait." in page
    assert "14 minutes ago" in page
    assert "are the workers running?" not in page
    clock.move_to(NOW + timedelta(minutes=16))
    assert "are the workers running?" in web.get("/health").text


def give_up(desk: Desk, person_id: str, kind: str = "NoteAdded") -> None:
    with desk.context.database.writing(person_id) as session:
        session.add(
            Event(
                person_id=person_id, kind=kind, subject="x", created_at=NOW, due_at=NOW,
                attempts=8, gave_up_at=NOW, error="It never came to an end.",
            )
        )  # fmt: skip


@pytest.mark.parametrize("page", ["/health", "/health/audit"])
def test_what_was_given_up_is_tried_once_more_by_a_click_and_anothers_is_not(
    web: Browser, desk: Desk, page: str
) -> None:
    button = 'action="/health/retry"'
    assert button not in web.get(page).text
    with desk.context.database.writing("other") as session:
        session.add(Person(id="other", created_at=NOW))
    for person_id in (desk.person, desk.person, "other"):
        give_up(desk, person_id)
    assert button in web.get(page).text
    answer = web.post("/health/retry", {"back": page})
    assert urlsplit(answer.headers["location"]).path == page
    told = web.follow(answer).text
    assert "2 events are tried once more." in told
    assert button not in told
    with Runner(desk.context) as runner:
        runner.settle()
    left = {
        (row["person_id"], bool(row["handled_at"]), bool(row["gave_up_at"])) for row in rows(desk.context, "events")
    }
    assert left == {(desk.person, True, False), ("other", False, True)}


def test_a_second_click_on_what_was_given_up_finds_nothing_and_says_so(web: Browser, desk: Desk) -> None:
    assert "Nothing is given up any more." in web.follow(web.post("/health/retry")).text


def test_without_a_connection_it_leads_to_one(installed: Context) -> None:
    page = browser(installed).get("/health").text
    assert "Nothing is connected yet" in page
    assert 'href="/connect"' in page


def test_what_it_may_how_old_it_is_and_what_is_kept(web: Browser, desk: Desk, clock: ManualClock) -> None:
    desk.put_talk("meg", NOW + DAY)
    poll(desk)
    clock.move_to(NOW + 3 * HOUR)
    page = web.get("/health").text
    for said in (
        "3 hours ago",
        "read mail",
        "asked for and not granted:",
        "sending",
        "Nothing waits",
        "alex@example.com",
    ):
        assert said in page
    assert "send what you approved" not in page


def test_the_last_trouble_is_told_with_its_code(web: Browser, desk: Desk) -> None:
    desk.control.order_fault("calendar.calendarList.list", "status", times=1)
    with Runner(desk.context) as runner:
        poll_account(desk.context, runner.pipeline, desk.account_id, desk.person)
    page = web.get("/health").text
    assert "Last trouble" in page
    assert "<code>TryAgain calendar.calendarList.list</code>" in page


def test_a_gap_is_told_while_it_is_open_and_with_what_was_found_once_it_is_closed(web: Browser, desk: Desk) -> None:
    with desk.context.database.writing(desk.person) as session:
        account = session.get_one(Account, desk.account_id)
        gaps.found(session, account, "mail", NOW, since=NOW - DAY)
        gaps.count(session, account, "mail", Stored(stored=3, removed=1))
    assert "no longer knew where reading had stopped" in web.get("/health").text
    assert "no longer knew where reading had stopped" in web.get("/activity").text
    with desk.context.database.writing(desk.person) as session:
        gaps.close(session, session.get_one(Account, desk.account_id), "mail", NOW)
    for page in ("/health", "/activity"):
        assert "any more: 3 records were found after the gap, 1 is gone." in web.get(page).text
    assert "3 Einträge wurden nach der Lücke gefunden, 1 ist weg." in web.get("/health", headers=GERMAN).text


@pytest.mark.parametrize(
    ("wrong_by", "said"),
    [
        (3 * HOUR, "3 hours ahead of Google&#39;s"),
        (-2 * DAY, "2 days behind Google&#39;s"),
        (timedelta(seconds=90), ""),
    ],
)
def test_a_wrong_clock_is_told_by_what_the_provider_says(
    web: Browser, desk: Desk, clock: ManualClock, wrong_by: timedelta, said: str
) -> None:
    for answered_at in (NOW - wrong_by, NOW):
        budget = MinuteBudget(desk.context, desk.account_id, desk.person, "google")
        budget.told_time(answered_at)
        with desk.context.database.writing(desk.person) as session:
            budget.write_down(session)
        page = web.get("/health").text
        assert ("The clock of this computer" in page) is (bool(said) and answered_at != clock())
        assert said in page or answered_at == clock()


def test_the_sums_of_the_audit_agree_and_name_every_rule(web: Browser, desk: Desk) -> None:
    desk.ask("dana", at=NOW - DAY)
    desk.deliver("Shop <news@shop.example>", "Coffee chat sale", "pick your brain", at=NOW - DAY,
                 headers="List-Unsubscribe: <https://shop.example/u>\n")  # fmt: skip
    poll(desk)
    page = web.get("/health/audit").text
    assert "The sums agree" in page
    assert "newsletter or list mail" in page


def test_the_page_never_asks_the_provider_and_a_click_is_a_wish_that_the_workers_find(
    web: Browser, desk: Desk, clock: ManualClock
) -> None:
    desk.ask("dana", at=NOW - DAY)
    for number in range(4):
        desk.deliver(f"Lee <lee{number}@b.example>", "Lunch", "Shall we eat?", at=NOW - DAY)
    desk.put_talk("meg", NOW + DAY)
    poll(desk)
    before = desk.control.calls()["calls"]
    assert "Never yet." in web.get("/health/audit").text
    page = act(web, desk, "count")
    assert "It begins in a moment." in page
    assert f'hx-get="/health/{desk.account_id}/counted"' in page
    assert "Count now" not in page
    assert desk.control.calls()["calls"] == before
    count(desk, clock)
    part = web.get(f"/health/{desk.account_id}/counted").text
    assert "Nothing is missing" in part
    assert "hx-get" not in part
    assert "1 kept · 4 older and never opened" in part
    assert "Count now" in part
    assert "Read what is missing" not in part


def test_what_is_missing_is_told_on_every_page_until_a_click_brings_it_back(
    web: Browser, desk: Desk, clock: ManualClock
) -> None:
    mail = desk.ask("dana", at=NOW - DAY)
    poll(desk)
    with desk.context.database.writing(desk.person) as session:
        session.execute(delete(MessageCopy))
        session.execute(delete(Event))
        session.execute(delete(StoredMessage))
    act(web, desk, "count")
    count(desk, clock)
    page = web.get("/health/audit").text
    assert "1 record is missing." in page
    assert f'<code class="anywhere">{mail}</code>' in page
    for path in ("/", "/health"):
        said = web.get(path).text
        assert "1 record of alex@example.com is missing here" in said
        assert f"/health/audit#{desk.account_id}" in said
    assert "fehlt" in web.get("/", headers=GERMAN).text
    assert "It is read to its end" not in act(web, desk, "repair")
    count(desk, clock)
    page = web.get("/health/audit").text
    assert "1 record was read once more." in page
    assert "is missing here" not in page
    assert [row["provider_id"] for row in rows(desk.context, "message_copies")] == [mail]


def test_a_count_that_came_to_no_end_says_why_and_the_last_result_stays(
    web: Browser, desk: Desk, clock: ManualClock
) -> None:
    poll(desk)
    act(web, desk, "count")
    count(desk, clock)
    act(web, desk, "count")
    set_account(desk, connection_state="needs_consent", state_reason="Not allowed.")
    count(desk, clock)
    page = web.get("/health/audit").text
    assert "The last count came to no end:" in page
    assert "Not allowed." in page
    assert "Nothing is missing" in page


def test_googles_folders_are_named_and_numbers_written_in_the_persons_language(web: Browser, desk: Desk) -> None:
    poll(desk)
    folders = {"all": "All Mail", "drafts": "Drafts", "trash": "Trash"}
    parts = tuple(Part("mail", one, name, is_read=one == "all", listed=1500) for one, name in folders.items())
    proof = Proof(desk.account_id, NOW, NOW, parts).to_facts()
    with desk.context.database.writing(desk.person) as session:
        audits.ask(session, desk.person, desk.account_id, NOW)
        session.execute(update(AuditRun).values(state="counting", counted=1500, result=proof, finished_at=NOW))
    part = web.get(f"/health/{desk.account_id}/counted", headers=GERMAN).text
    assert re.findall(r"<bdi>(.*?)</bdi>", part) == ["Alle Nachrichten", "Entwürfe", "Papierkorb"]
    assert "Bisher 1.500 Datensätze" in part


def count(desk: Desk, clock: ManualClock) -> None:
    """As the workers do."""

    def read_on() -> None:
        clock.move_to(clock() + timedelta(seconds=1))
        desk.read()

    assert audits.make(desk.context, desk.account_id, desk.person, read_on, lambda _: None)


@pytest.mark.parametrize(
    ("code", "is_told"), [("AdminMustAgree oauth.token", True), ("ConsentLost oauth.token", False)]
)
def test_where_an_administrator_ended_the_consent_there_is_a_text_to_forward(
    web: Browser, desk: Desk, code: str, *, is_told: bool
) -> None:
    set_account(desk, connection_state="needs_consent", state_reason="Not allowed.", error_code=code)
    page = web.get("/health").text
    assert ("To forward to your administrator" in page) is is_told
    assert ("my account alex@example.com" in page) is is_told
    assert "Reconnect" in page


def test_a_permission_that_outlived_its_seven_days_is_not_said_to_end(
    web: Browser, desk: Desk, clock: ManualClock
) -> None:
    with desk.context.database.writing(desk.person) as session:
        activity.record(session, desk.person, consents.CONNECTED, NOW, subject="state", detail=desk.account_id)
    assert "“Testing”" in web.get("/health").text
    clock.move_to(NOW + 8 * DAY)
    page = web.get("/health").text
    assert "Permission given" in page
    assert "“Testing”" not in page


# --- what can be done -------------------------------------------------------------------------------------------


def test_a_test_reads_at_once_and_shows_live_what_came_of_it(web: Browser, desk: Desk, clock: ManualClock) -> None:
    poll(desk)
    clock.move_to(NOW + timedelta(seconds=5))
    page = act(web, desk, "test")
    assert desk.account().next_due == clock()
    assert "Reading now" in page
    live = page.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    poll(desk)
    part = web.get(live).text
    assert "It works" in part
    assert "hx-trigger" not in part


def test_a_test_that_nobody_answers_says_so(web: Browser, desk: Desk, clock: ManualClock) -> None:
    act(web, desk, "test")
    clock.move_to(NOW + 2 * HOUR)
    part = web.get(f"/health/{desk.account_id}/now", params={"since": NOW.isoformat()}).text
    assert "Are the workers running?" in part


def test_disconnecting_revokes_says_what_stays_and_keeps_it(web: Browser, desk: Desk) -> None:
    desk.put_talk("meg", NOW + DAY)
    poll(desk)
    assert "What was logged stays" in web.get("/health").text
    page = act(web, desk, "disconnect")
    assert "revoked at the provider" in page
    assert desk.control.calls()["calls"]["oauth.revoke"] == 1
    assert desk.account().tokens_sealed is None
    assert len(rows(desk.context, "interviews")) == 1
    for what in ("disconnect", "pause", "resume", "test", "count"):
        assert web.post(f"/health/{desk.account_id}/{what}").status_code == 409


def test_what_a_disconnected_account_brought_can_be_removed(web: Browser, desk: Desk) -> None:
    desk.put_talk("meg", NOW + DAY)
    poll(desk)
    assert web.post(f"/health/{desk.account_id}/remove").status_code == 409
    assert len(rows(desk.context, "interviews")) == 1
    act(web, desk, "disconnect")
    assert "Remove what it brought" in web.get("/health").text
    assert "Removed: 1 conversation, 0 mails, 1 calendar entry." in act(web, desk, "remove")
    assert rows(desk.context, "interviews") == rows(desk.context, "calendar_events") == []
    assert desk.account().email in web.get("/health").text


def test_what_was_asked_for_and_what_was_granted_is_shown_in_the_providers_words(web: Browser, desk: Desk) -> None:
    calendar = "https://www.googleapis.com/auth/calendar.readonly"
    set_account(desk, asked_scopes=[calendar, "https://www.googleapis.com/auth/gmail.compose"], scopes=[calendar])
    page = " ".join(web.get("/health").text.split())
    assert "<code>calendar.readonly</code>" in page
    assert re.search(r"asked for and not granted: *<code>gmail.compose</code>", page)


def test_unreadable_records_are_tried_again_or_let_go(web: Browser, desk: Desk) -> None:
    poll(desk)
    mail = desk.ask("dana", at=NOW - HOUR)
    quarantine(desk, mail)
    quarantine(desk, "gone")
    page = web.get(f"/health/{desk.account_id}/unreadable").text
    assert "nested &lt;i&gt;too" in page
    assert "tried once more" in act(web, desk, "retry", kind="mail", record=mail)
    assert "Let go" in act(web, desk, "let-go", kind="mail", record="gone")
    poll(desk)
    assert rows(desk.context, "quarantine") == []
    assert [row["provider_id"] for row in rows(desk.context, "message_copies")] == [mail]
    assert "let go by you" in web.get("/health/audit").text
    assert "Everything could be read" in web.get(f"/health/{desk.account_id}/unreadable").text
    assert web.post(f"/health/{desk.account_id}/retry", {"kind": "mail", "record": "m"}).status_code == 404


def test_many_unreadable_records_are_paged(web: Browser, desk: Desk) -> None:
    quarantine(desk, "m", 70)
    path = f"/health/{desk.account_id}/unreadable"
    assert web.get(path).text.count("/let-go") == 50
    assert web.get(f"{path}?page=2").text.count("/let-go") == 20


def test_anothers_connection_is_neither_shown_nor_touched(web: Browser, desk: Desk) -> None:
    with desk.context.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", created_at=NOW))
        session.flush()
        session.add(
            Account(
                id="acc_bob", person_id="per_bob", provider="google", email="bob@x.example", since=NOW, created_at=NOW
            )
        )
        session.flush()
        session.add(
            Quarantined(
                account_id="acc_bob", kind="mail", provider_id="m", person_id="per_bob", reason="r", first_at=NOW,
                last_at=NOW,
            )
        )  # fmt: skip
    assert "bob@x.example" not in web.get("/health").text + web.get("/health/audit").text
    for what in ("test", "pause", "resume", "disconnect", "count", "repair", "remove"):
        assert web.post(f"/health/acc_bob/{what}").status_code == 404
    for what in ("retry", "let-go"):
        assert web.post(f"/health/acc_bob/{what}", {"kind": "mail", "record": "m"}).status_code == 404
    assert web.get("/health/acc_bob/unreadable").status_code == 404
    assert web.get("/health/acc_bob/counted").status_code == 404
    assert web.get("/health/acc_bob/now", params={"since": NOW.isoformat()}).status_code == 404


def test_the_pages_speak_german(web: Browser, desk: Desk) -> None:
    poll(desk)
    for path in ("/health", "/health/audit", f"/health/{desk.account_id}/unreadable"):
        assert '<html lang="de"' in web.get(path, headers=GERMAN).text


# --- banners ----------------------------------------------------------------------------------------------------


def set_account(desk: Desk, **values: object) -> None:
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Account).values(**values))


@pytest.mark.parametrize(
    ("values", "said", "action"),
    [
        ({"connection_state": "needs_consent"}, "needs your consent again. What you see is from then", "Reconnect"),
        ({"connection_state": "paused"}, "is paused. What you see is from", "Resume"),
        ({"caught_up_at": NOW - 13 * HOUR}, "has not been read since", "Look at the connection"),
    ],
)
def test_every_page_says_what_is_wrong_with_a_connection_and_since_when(
    web: Browser, desk: Desk, values: dict[str, object], said: str, action: str
) -> None:
    poll(desk)
    set_account(desk, **values)
    for path in ("/connect", "/health", "/candidates"):
        page = web.get(path).text
        assert said in page
        assert action in page
        assert "alex@example.com" in page


def test_all_is_well_says_nothing_and_costs_one_query(desk: Desk) -> None:
    desk.read()
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(desk.context.database.engine, "before_cursor_execute", count)
    with desk.context.database.reading() as session:
        assert banners(session, desk.person, NOW) == []
        set_account(desk, connection_state="disconnected")
    event.remove(desk.context.database.engine, "before_cursor_execute", count)
    assert sum("FROM accounts" in statement for statement in asked) == 1


def test_a_full_or_locked_disk_is_said(desk: Desk, web: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        free = 1000

    monkeypatch.setattr("shutil.disk_usage", lambda _path: Full)
    assert "The disk is nearly full" in web.get("/connect").text
    monkeypatch.undo()
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    assert "cannot be written to" in web.get("/connect").text


# --- the whole way ----------------------------------------------------------------------------------------------


def test_revoked_at_the_provider_then_banner_then_reconnect_and_nothing_twice(
    web: Browser, desk: Desk, clock: ManualClock
) -> None:
    desk.ask("dana", at=NOW - DAY)
    desk.put_talk("meg", NOW + DAY)
    poll(desk)
    before = {name: len(rows(desk.context, name)) for name in ("messages", "calendar_events", "interviews", "contacts")}
    desk.control.post("tokens/revoke")
    clock.move_to(NOW + HOUR)
    set_account(desk, next_due=NOW)
    poll(desk)
    assert desk.account().connection_state == "needs_consent"
    page = web.get("/candidates").text
    assert "needs your consent again" in page
    href = page.partition(f'href="/connect/google?account={desk.account_id}"')[1]
    assert href
    asked = web.post(
        "/connect/google", {"mail": "on", "calendar": "on", "sending": "on", "days": "90", "account": desk.account_id}
    )
    back = urlsplit(desk.control.consent(asked.headers["location"]))
    arrived = web.get(f"{back.path}?{back.query}")
    assert arrived.headers["location"] == f"/accounts/{desk.account_id}?connected=again"
    page = web.get(arrived.headers["location"]).text
    assert "nothing comes twice" in page
    assert "Everything is read" not in page
    desk.ask("eve", at=NOW + HOUR)
    poll(desk)
    assert "needs your consent" not in web.get("/candidates").text
    after = {name: len(rows(desk.context, name)) for name in before}
    assert after["calendar_events"] == before["calendar_events"]
    assert after["messages"] == before["messages"] + 1
    assert len({row["message_id"] for row in rows(desk.context, "messages")}) == after["messages"]


def test_what_the_provider_asks_for_shows_while_a_test_waits(web: Browser, desk: Desk) -> None:
    with desk.context.database.writing(LOCAL_PERSON) as session:
        session.add(
            Allowance(
                account_id=desk.account_id, person_id=desk.person, spent={}, calls={}, units_spent=0,
                blocked_until=real_now() + HOUR,
            )
        )  # fmt: skip
    assert "asked us to slow down" in act(web, desk, "test")
