"""Several links of one address: given together or one after the other, none is lost without a word."""

from __future__ import annotations

import pytest

from connectors.contract import Calendar
from connectors.errors import ConsentLost, Gone, TryAgain
from connectors.link import authorization as link_authorization
from connectors.link.authorization import LinkAuthorization
from connectors.link.provider import PROVIDER
from connectors.link.tokens import unpack
from tests.connectors.calendar_contract import DAY, HOUR
from tests.connectors.link.calendar_desk import MAYA, CalendarDesk
from tests.connectors.link.looking import NOW
from tests.connectors.workshop import Budget, Call, Fault, Meeting, Tokens, read_calendar

SECRET = "private-0123456789abcdef"
SINCE = NOW - 60 * DAY


@pytest.fixture
def authorization(workshop: CalendarDesk) -> LinkAuthorization:
    workshop.enter(MAYA, Meeting("main", NOW + DAY, NOW + DAY + HOUR))
    return PROVIDER.authorization(workshop.settings)


def calendar_of(workshop: CalendarDesk, tokens: str) -> Calendar:
    return PROVIDER.calendar(workshop.settings, Tokens(tokens), Budget())


def urls_in(tokens: str) -> list[str]:
    return [link.url for link in unpack(tokens)]


def titles_by_calendar(calendar: Calendar) -> dict[str, list[str]]:
    found = {}
    for info in calendar.calendars():
        changes, _, _ = read_calendar(calendar, info.provider_id, None, SINCE)
        events = [one.calendar_event for one in changes if one.calendar_event]
        assert {one.calendar_id for one in events} == {info.provider_id}
        found[info.name] = [one.summary for one in events]
    return found


@pytest.mark.parametrize("between", [" ", "\n", "\r\n", " \r\n\r\n\t"])
def test_several_links_are_several_calendars_of_one_account(
    workshop: CalendarDesk, authorization: LinkAuthorization, between: str
) -> None:
    links = [workshop.link(MAYA), workshop.publish_another(MAYA, "work"), workshop.link(MAYA)]
    authorized = authorization.adopt(workshop.answers(MAYA, link=between.join(links)))
    calendar = calendar_of(workshop, authorized.tokens)
    assert titles_by_calendar(calendar) == {"Maya's own": ["main"], "work": ["work"]}
    assert [one.is_primary for one in calendar.calendars()] == [True, False]


def test_a_calendars_id_is_its_links_own_and_tells_nothing_of_it(
    workshop: CalendarDesk, authorization: LinkAuthorization
) -> None:
    one, other = workshop.link(MAYA), workshop.publish_another(MAYA, "work")
    ids = []
    for links in (f"{one} {other}", f"{other} {one}"):
        tokens = authorization.adopt(workshop.answers(MAYA, link=links)).tokens
        ids.append({info.name: info.provider_id for info in calendar_of(workshop, tokens).calendars()})
    assert ids[0] == ids[1]
    assert not any("private" in calendar_id or "/" in calendar_id for calendar_id in ids[0].values())


def test_the_wrong_one_is_named_by_its_number_and_never_by_itself(
    workshop: CalendarDesk, authorization: LinkAuthorization
) -> None:
    for wrong in (workshop.link(MAYA) + "x", "mailto:maya@castellanos.example", f"private-{SECRET}/basic.ics"):
        with pytest.raises(ConsentLost, match=r"^link adopt.link: Link 2 was not taken\. ") as refused:
            authorization.adopt(workshop.answers(MAYA, link=f"{workshop.link(MAYA)} {wrong}"))
        assert SECRET not in str(refused.value)


def test_one_link_alone_has_no_number(workshop: CalendarDesk, authorization: LinkAuthorization) -> None:
    with pytest.raises(ConsentLost, match="There is no calendar"):
        authorization.adopt(workshop.answers(MAYA, link=workshop.link(MAYA) + "x"))


def test_more_links_than_anybody_has_are_refused_before_any_is_tried(
    workshop: CalendarDesk, authorization: LinkAuthorization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_authorization, "_MOST", 1)
    with pytest.raises(ConsentLost, match="too many"):
        authorization.adopt(workshop.answers(MAYA, link=f"{workshop.link(MAYA)} {workshop.link(MAYA)}x"))
    assert workshop.publisher.downloads == 0


def test_a_second_link_keeps_the_first(workshop: CalendarDesk, authorization: LinkAuthorization) -> None:
    kept = authorization.adopt(workshop.answers(MAYA)).tokens
    second = workshop.publish_another(MAYA, "work")
    tokens = authorization.adopt(workshop.answers(MAYA, link=second, kept=kept)).tokens
    assert urls_in(tokens) == [workshop.link(MAYA), second]
    assert unpack(tokens)[0] == unpack(kept)[0]


def test_a_link_that_was_given_before_is_there_once(workshop: CalendarDesk, authorization: LinkAuthorization) -> None:
    kept = authorization.adopt(workshop.answers(MAYA)).tokens
    assert authorization.adopt(workshop.answers(MAYA, kept=kept)).tokens == kept


@pytest.mark.parametrize("fault", [Fault.TROUBLE, Fault.HANG_UP, Fault.TOO_FAST])
def test_a_kept_link_whose_server_is_in_trouble_stays(
    workshop: CalendarDesk, authorization: LinkAuthorization, fault: Fault
) -> None:
    kept = authorization.adopt(workshop.answers(MAYA)).tokens
    second = workshop.publish_another(MAYA, "work")
    workshop.fail(Call.CALENDAR, fault, nth=2)
    assert len(urls_in(authorization.adopt(workshop.answers(MAYA, link=second, kept=kept)).tokens)) == 2


def test_a_new_link_has_the_calendar_of_the_one_that_died(
    workshop: CalendarDesk, authorization: LinkAuthorization
) -> None:
    second = workshop.publish_another(MAYA, "work")
    kept = authorization.adopt(workshop.answers(MAYA, link=f"{workshop.link(MAYA)} {second}")).tokens
    workshop.renew(MAYA)
    tokens = authorization.adopt(workshop.answers(MAYA, kept=kept)).tokens
    assert urls_in(tokens) == [workshop.link(MAYA), second]
    assert [one.calendar_id for one in unpack(tokens)] == [one.calendar_id for one in unpack(kept)]


def test_a_dead_link_for_which_no_other_came_is_said_and_not_dropped(
    workshop: CalendarDesk, authorization: LinkAuthorization
) -> None:
    second = workshop.publish_another(MAYA, "work")
    kept = authorization.adopt(workshop.answers(MAYA, link=f"{workshop.link(MAYA)} {second}")).tokens
    workshop.renew(MAYA)
    with pytest.raises(ConsentLost, match="given before no longer works"):
        authorization.adopt(workshop.answers(MAYA, link=second, kept=kept))


def test_an_old_link_that_comes_back_beside_the_one_in_its_place_has_an_id_of_its_own(
    workshop: CalendarDesk, authorization: LinkAuthorization
) -> None:
    first, file = workshop.link(MAYA), workshop.publisher.files[workshop.path(MAYA)]
    kept = authorization.adopt(workshop.answers(MAYA)).tokens
    workshop.renew(MAYA)
    kept = authorization.adopt(workshop.answers(MAYA, kept=kept)).tokens
    workshop.publisher.files[first.removeprefix(workshop.proxy.url)] = file
    links = unpack(authorization.adopt(workshop.answers(MAYA, link=first, kept=kept)).tokens)
    assert [one.url for one in links] == [workshop.link(MAYA), first]
    assert len({one.calendar_id for one in links}) == 2


def test_which_of_several_was_lost_is_said_while_the_others_can_be_read(
    workshop: CalendarDesk, authorization: LinkAuthorization
) -> None:
    links = f"{workshop.publish_another(MAYA, 'work')} {workshop.link(MAYA)}"
    tokens = authorization.adopt(workshop.answers(MAYA, link=links)).tokens
    calendar, (work, own) = calendar_of(workshop, tokens), (one.calendar_id for one in unpack(tokens))
    workshop.withdraw(MAYA)
    with pytest.raises(ConsentLost, match=r"It is link 2 of 2\. This calendar link no longer works"):
        calendar.changes(own, None, since=SINCE)
    assert len(calendar.changes(work, None, since=SINCE).changes) == 1


def test_trouble_at_one_server_is_no_trouble_at_another(
    workshop: CalendarDesk, authorization: LinkAuthorization
) -> None:
    links = f"{workshop.publish_another(MAYA, 'work')} {workshop.link(MAYA)}"
    tokens = authorization.adopt(workshop.answers(MAYA, link=links)).tokens
    calendar, (work, own) = calendar_of(workshop, tokens), (one.calendar_id for one in unpack(tokens))
    workshop.fail(Call.CALENDAR, Fault.TROUBLE)
    with pytest.raises(TryAgain):
        calendar.changes(own, None, since=SINCE)
    assert len(calendar.changes(work, None, since=SINCE).changes) == 1


def test_a_calendar_whose_link_the_account_no_longer_has_is_gone(
    workshop: CalendarDesk, authorization: LinkAuthorization
) -> None:
    tokens = Tokens(authorization.adopt(workshop.answers(MAYA)).tokens)
    calendar, calendar_id = PROVIDER.calendar(workshop.settings, tokens, Budget()), unpack(tokens.text)[0].calendar_id
    page = calendar.changes(calendar_id, None, since=SINCE)
    tokens.save(authorization.adopt(workshop.answers(MAYA, link=workshop.publish_another(MAYA, "work"))).tokens)
    for one in (calendar_id, "another"):
        with pytest.raises(Gone):
            calendar.changes(one, page.next_cursor, since=SINCE)
