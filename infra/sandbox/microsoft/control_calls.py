"""Control calls that only the sandbox Microsoft has: folders and what is moved between them, and sign-in on another device."""

from __future__ import annotations

from typing import Any

from infra.sandbox.control_people import account_of
from infra.sandbox.microsoft import device_page, folders, ids
from infra.sandbox.microsoft.authorize import Entra

Order = dict[str, Any]


def add_folder(entra: Entra, order: Order) -> Order:
    """Make a folder; a slash in its name puts it below another."""
    mailbox = account_of(entra.world, order).mailbox
    made = folders.add_folder(mailbox, entra.world.settings.folder_language, str(order["name"]))
    return {"id": ids.show_folder(made.key), "key": made.key}


def list_folders(entra: Entra, order: Order) -> Order:
    mailbox = account_of(entra.world, order).mailbox
    every = folders.all_folders(entra.world.settings.folder_language, mailbox)
    return {
        "folders": [
            {"id": ids.show_folder(each.key), "key": each.key, "name": each.name}
            | {"messages": len(folders.in_folder(mailbox, each.key))}
            for each in every
        ]
    }


def delete_folder(entra: Entra, order: Order) -> Order:
    """Let a folder vanish with all that is in it."""
    mailbox = account_of(entra.world, order).mailbox
    key = _own_key(mailbox.user_labels, str(order["folder"]))
    folders.remove_folder(mailbox, key)
    return {"gone": key}


def move_message(entra: Entra, order: Order) -> Order:
    """Move a message to a well-known folder or one of the person's own (by key, name or id)."""
    world = entra.world
    mailbox = account_of(world, order).mailbox
    message_id = world.house.read_id(str(order["id"]))
    if message_id not in mailbox.messages:
        raise ValueError(f"there is no message {order['id']}")
    target = str(order["folder"])
    key = target.lower() if target.lower() in folders.WELL_KNOWN else _own_key(mailbox.user_labels, target)
    moved = folders.move(mailbox, message_id, key)
    return {"id": world.house.show_message(moved.id), "folder": folders.place(mailbox, moved)}


def decide_device(entra: Entra, order: Order) -> Order:
    """Type a user code as a person would: `account`, or `refuse`."""
    return device_page.decide(entra, order)


def expire_devices(entra: Entra, _order: Order) -> Order:
    return {"expired": entra.world.devices.expire()}


def _own_key(known: dict[str, str], text: str) -> str:
    for key, name in known.items():
        if text in (key, name, ids.show_folder(key)):
            return key
    raise ValueError(f"folder must be one of {', '.join((*folders.WELL_KNOWN, *known.values()))}")


CALLS = {
    ("GET", "folders"): list_folders,
    ("POST", "folders"): add_folder,
    ("POST", "folders/delete"): delete_folder,
    ("POST", "messages/move"): move_message,
    ("POST", "device"): decide_device,
    ("POST", "device/expire"): expire_devices,
}
