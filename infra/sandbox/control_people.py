"""Control calls about people: their mail, labels, calendar events, cursors and consents. Every call acts as an outside event would."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from infra.sandbox.calendars import CalendarBook, Event
from infra.sandbox.mailbox import StoredMessage, from_milliseconds
from infra.sandbox.scenarios.happenings import CalendarSpec, Person
from infra.sandbox.world import PersonState, World

Order = dict[str, Any]


def account_of(world: World, order: Order) -> PersonState:
    """Return whom a call is about; a sandbox of one person needs no name."""
    address = order.get("account")
    if address is None and len(world.people) == 1:
        return next(iter(world.people.values()))
    if address not in world.people:
        raise ValueError(f"account must be one of {', '.join(world.people)}")
    return world.people[address]


def list_of(order: Order, name: str) -> list[str]:
    value = order.get(name, [])
    if not isinstance(value, list):
        raise TypeError(f"{name} must be a list")
    return [str(each) for each in value]


def _add_person(world: World, order: Order) -> Order:
    aliases = tuple((str(address), str(name)) for address, name in order.get("aliases", ()))
    email = str(order["email"])
    words = str(order.get("name", email)), str(order.get("timezone", "UTC"))
    person = Person(email, *words, aliases, is_personal=bool(order.get("is_personal", False)))
    state = world.add_person(person, [_calendar_spec(person, each) for each in order.get("calendars", ())])
    return {"account": person.email, "calendars": list(state.calendars)}


def _list_people(world: World, _order: Order) -> Order:
    return {
        "people": [
            {"account": email, "name": state.person.name, "calendars": list(state.calendars)}
            for email, state in world.people.items()
        ]
    }


def _add_calendar(world: World, order: Order) -> Order:
    state = account_of(world, order)
    book = world.add_calendar(state, _calendar_spec(state.person, order))
    return {"id": book.spec.id}


def _remove_calendar(world: World, order: Order) -> Order:
    """Take a calendar off the person's list, as its owner unsharing it does."""
    state = account_of(world, order)
    book = _book(world, order)
    state.remove_calendar(book.spec.id)
    return {"id": book.spec.id}


def _calendar_spec(person: Person, order: Order) -> CalendarSpec:
    calendar_id = str(order["id"])
    return CalendarSpec(
        calendar_id,
        str(order.get("summary", calendar_id)),
        str(order.get("timezone", person.timezone)),
        is_primary=bool(order.get("is_primary", False)),
        access_role=str(order.get("access_role", "owner")),
    )


def _deliver(world: World, order: Order) -> Order:
    """Put a raw mail (base64, either alphabet) or a text into the mailbox, now or as of another instant."""
    state = account_of(world, order)
    raw = _read_raw(order)
    at = _read_time(order["internal_date"]) if "internal_date" in order else world.clock.now()
    labels = list_of(order, "labels") if "labels" in order else ["INBOX", "UNREAD"]
    return _shown(world, world.deliver(state, raw, labels, at, order.get("thread")))


def _change_labels(world: World, order: Order) -> Order:
    mailbox = account_of(world, order).mailbox
    message_id = _message_id(world, mailbox.messages, order)
    changed = mailbox.change_labels(message_id, add=list_of(order, "add"), remove=list_of(order, "remove"))
    return _shown(world, changed)


def _delete_message(world: World, order: Order) -> Order:
    mailbox = account_of(world, order).mailbox
    mailbox.remove(_message_id(world, mailbox.messages, order))
    return {"historyId": str(mailbox.history_id)}


def _list_messages(world: World, order: Order) -> Order:
    return {"messages": [_shown(world, message) for message in account_of(world, order).mailbox.newest_first()]}


def _add_label(world: World, order: Order) -> Order:
    mailbox = account_of(world, order).mailbox
    label_id = order.get("id") or f"Label_{len(mailbox.user_labels) + 1}"
    mailbox.user_labels[label_id] = order["name"]
    return {"id": label_id, "name": order["name"]}


def _put_event(world: World, order: Order) -> Order:
    """Insert or change an event, as its organizer or the provider would: the given top-level keys replace what stands."""
    book = _book(world, order)
    event = {"id": book.new_event_id(), **order["event"]}
    event["id"] = world.house.read_id(event["id"])
    return _shown_event(world, book.put(event, world.clock.now()))


def _move_event(world: World, order: Order) -> Order:
    book = _book(world, order)
    moved = {"id": _known_event(world, book, order)["id"], **{key: _edge(order[key]) for key in ("start", "end")}}
    return _shown_event(world, book.put(moved, world.clock.now()))


def _cancel_event(world: World, order: Order) -> Order:
    book = _book(world, order)
    gone = book.put({"id": _known_event(world, book, order)["id"], "status": "cancelled"}, world.clock.now())
    return _shown_event(world, gone)


def _forget_event(world: World, order: Order) -> Order:
    """Let a cancelled event disappear for good."""
    return {"forgotten": _book(world, order).forget(world.house.read_id(str(order["id"])))}


def _list_events(world: World, order: Order) -> Order:
    return {"events": [_shown_event(world, version.event) for version in _book(world, order).current()]}


def _expire_cursors(world: World, order: Order) -> Order:
    """Make history ids and sync tokens given out so far worthless, for one account or for all."""
    kinds = list_of(order, "kinds") if "kinds" in order else ["history", "sync"]
    if set(kinds) - {"history", "sync"}:
        raise ValueError("kinds are history and sync")
    people = [account_of(world, order)] if "account" in order else list(world.people.values())
    for state in people:
        if "history" in kinds:
            state.mailbox.expire_history()
        for book in state.calendars.values() if "sync" in kinds else ():
            book.expire_cursors()
        if "sync" in kinds:
            state.expire_calendar_list()
    return {"expired": kinds, "accounts": [state.person.email for state in people]}


def _expire_tokens(world: World, order: Order) -> Order:
    """Let access tokens run out (the default), or refresh tokens too, as they do for a dozen reasons."""
    kind = order.get("kind", "access")
    if kind not in ("access", "refresh"):
        raise ValueError("kind must be access or refresh")
    account = order.get("account")
    gone = world.tokens.expire_access(account) if kind == "access" else world.tokens.revoke_account(account)
    return {"expired": gone}


def _revoke(world: World, order: Order) -> Order:
    """Take the consent back, as the person does on Google's own page."""
    return {"revoked": world.tokens.revoke_account(order.get("account"))}


def _book(world: World, order: Order) -> CalendarBook:
    state = account_of(world, order)
    book = state.calendar(order.get("calendar", "primary"))
    if book is None:
        raise ValueError(f"calendar must be primary or one of {', '.join(state.calendars)}")
    return book


def _known_event(world: World, book: CalendarBook, order: Order) -> Event:
    event = book.find(world.house.read_id(str(order["id"])))
    if event is None:
        raise ValueError(f"there is no event {order['id']}")
    return event


def _edge(value: Any) -> Any:
    return {"dateTime": value} if isinstance(value, str) else value


def _message_id(world: World, messages: dict[str, StoredMessage], order: Order) -> str:
    message_id = world.house.read_id(str(order.get("id")))
    if message_id not in messages:
        raise ValueError(f"there is no message {order.get('id')}")
    return message_id


def _read_raw(order: Order) -> bytes:
    if "text" in order:
        return "\r\n".join(str(order["text"]).splitlines()).encode()
    return base64.b64decode(str(order["raw"]).replace("-", "+").replace("_", "/") + "==")


def _read_time(value: Any) -> datetime:
    if isinstance(value, int) or str(value).isdigit():
        return from_milliseconds(int(value))
    instant = datetime.fromisoformat(str(value))
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _shown_event(world: World, event: Event) -> Order:
    return {**event, "id": world.house.show_event(event["id"])}


def _shown(world: World, message: StoredMessage) -> Order:
    return {
        "id": world.house.show_message(message.id),
        "threadId": message.thread_id,
        "labelIds": sorted(message.labels),
        "historyId": str(message.history_id),
        "internalDate": str(message.internal_ms),
        "messageId": message.content.message_id,
    }


CALLS: dict[tuple[str, str], Callable[[World, Order], Order]] = {
    ("POST", "people"): _add_person,
    ("GET", "people"): _list_people,
    ("POST", "calendars"): _add_calendar,
    ("POST", "calendars/remove"): _remove_calendar,
    ("POST", "deliver"): _deliver,
    ("GET", "messages"): _list_messages,
    ("POST", "messages/labels"): _change_labels,
    ("POST", "messages/delete"): _delete_message,
    ("POST", "labels"): _add_label,
    ("GET", "events"): _list_events,
    ("POST", "events"): _put_event,
    ("POST", "events/move"): _move_event,
    ("POST", "events/cancel"): _cancel_event,
    ("POST", "events/forget"): _forget_event,
    ("POST", "cursors/expire"): _expire_cursors,
    ("POST", "tokens/expire"): _expire_tokens,
    ("POST", "tokens/revoke"): _revoke,
}
