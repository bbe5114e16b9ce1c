"""A mailbox's folders as Outlook has them: a message is in exactly one, which its labels decide.

The mailbox keeps labels, the form scenarios speak; here they are read as places. Own folders are the mailbox's own labels; a name with
a slash stands below the folder of the part before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.sandbox.exchange import write_token
from infra.sandbox.mailbox import Mailbox, StoredMessage
from infra.sandbox.microsoft import ids
from infra.sandbox.microsoft.call import Call, Route, check_options, context, page_size, read_link_token
from infra.sandbox.microsoft.errors import GraphError, bad_query, invalid, not_found

ROOT = "msgfolderroot"
_NAMES = {
    "inbox": ("Inbox", "Posteingang"),
    "drafts": ("Drafts", "Entwürfe"),
    "sentitems": ("Sent Items", "Gesendete Elemente"),
    "deleteditems": ("Deleted Items", "Gelöschte Elemente"),
    "junkemail": ("Junk Email", "Junk-E-Mail"),
    "archive": ("Archive", "Archiv"),
    "outbox": ("Outbox", "Postausgang"),
    "conversationhistory": ("Conversation History", "Aufgezeichnete Unterhaltungen"),
}
WELL_KNOWN = tuple(_NAMES)
#: The label that puts a message into each place, the first that it has counts.
_PLACES = (("TRASH", "deleteditems"), ("SPAM", "junkemail"), ("DRAFT", "drafts"), ("INBOX", "inbox"))
LABEL_OF = {place: label for label, place in _PLACES} | {"sentitems": "SENT"}
#: Labels that say where a message is, not what it is like.
PLACE_LABELS = frozenset(LABEL_OF.values())
_FIELDS = ("id", "displayName", "parentFolderId", "childFolderCount", "unreadItemCount", "totalItemCount", "isHidden")
_USUAL_PAGE = 10


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder; its key is a well-known name or the id of the mailbox's own label."""

    key: str
    name: str
    parent: str = ROOT


def folder_of(mailbox: Mailbox, labels: frozenset[str]) -> str:
    """Return the key of the one folder that a message with these labels is in."""
    for label, place in _PLACES:
        if label in labels:
            return place
    own = next((key for key in mailbox.user_labels if key in labels), None)
    return own or ("sentitems" if "SENT" in labels else "archive")


def place(mailbox: Mailbox, message: StoredMessage) -> str:
    return folder_of(mailbox, message.labels)


def move(mailbox: Mailbox, message_id: str, folder: str) -> StoredMessage:
    """Put a message into a folder: one change in the log for what it leaves, one for where it comes."""
    label = LABEL_OF.get(folder, folder if folder in mailbox.user_labels else "ARCHIVE")
    # A draft that is thrown away is still one.
    stays = {label, "DRAFT"} if label == "TRASH" else {label}
    before = mailbox.messages[message_id].labels
    return mailbox.change_labels(message_id, add={label}, remove=before & _places(mailbox) - stays)


def all_folders(call_language: str, mailbox: Mailbox) -> list[Folder]:
    number = 1 if call_language == "de" else 0
    known = [Folder(key, names[number]) for key, names in _NAMES.items()]
    by_name = {name: key for key, name in mailbox.user_labels.items()}
    own = [_own_folder(key, name, by_name) for key, name in mailbox.user_labels.items()]
    return known + own


def find_folder(call: Call, text: str) -> str:
    """Return the key of the folder that an id or a well-known name means, or raise Graph's error."""
    if text.lower() in (*WELL_KNOWN, ROOT):
        return text.lower()
    _, key = ids.read(text, "f")
    if key not in (*WELL_KNOWN, ROOT, *call.mailbox.user_labels):
        raise not_found()
    return key


def in_folder(mailbox: Mailbox, key: str) -> list[StoredMessage]:
    return [message for message in mailbox.newest_first() if place(mailbox, message) == key]


def list_folders(call: Call) -> dict[str, Any]:
    """Return the folders directly below the root, or below the one named."""
    check_options(call, "select", "top", "skip", "count", "skiptoken", "filter")
    parent = find_folder(call, call.path["folder"]) if "folder" in call.path else ROOT
    found = [folder for folder in _folders(call) if folder.parent == parent and _passes(call, folder)]
    begin = int(read_link_token(call.option("skiptoken") or "", "from")["from"]) if call.option("skiptoken") else 0
    size = page_size(call, _USUAL_PAGE)
    shown = [_selected(call, shape(call, folder)) for folder in found[begin : begin + size]]
    answer: dict[str, Any] = {**context(call, "mailFolders"), "value": shown}
    if len(found) > begin + size:
        kept = {f"${name}": value for name in ("select", "top", "filter") if (value := call.option(name))}
        answer["@odata.nextLink"] = call.address(**kept, **{"$skiptoken": write_token(**{"from": begin + size})})
    return answer


def get_folder(call: Call) -> dict[str, Any]:
    check_options(call, "select")
    key = find_folder(call, call.path["folder"])
    folder = next((each for each in _folders(call) if each.key == key), Folder(ROOT, "Top of Information Store", ""))
    return {**context(call, "mailFolders/$entity"), **_selected(call, shape(call, folder))}


def create_folder(call: Call) -> dict[str, Any]:
    name = call.body().get("displayName")
    if not isinstance(name, str) or not name:
        raise invalid("The displayName of a folder is missing.")
    parent = find_folder(call, call.path["folder"]) if "folder" in call.path else ROOT
    full = f"{call.mailbox.user_labels[parent]}/{name}" if parent in call.mailbox.user_labels else name
    if full in call.mailbox.user_labels.values():
        raise GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.")
    return {
        **context(call, "mailFolders/$entity"),
        **shape(call, add_folder(call.mailbox, call.world.settings.folder_language, full)),
    }


def delete_folder(call: Call) -> None:
    key = find_folder(call, call.path["folder"])
    if key not in call.mailbox.user_labels:
        raise GraphError(400, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")
    remove_folder(call.mailbox, key)


def add_folder(mailbox: Mailbox, language: str, name: str) -> Folder:
    key = f"Folder_{len(mailbox.user_labels) + 1}"
    mailbox.user_labels[key] = name
    return next(folder for folder in all_folders(language, mailbox) if folder.key == key)


def remove_folder(mailbox: Mailbox, key: str) -> None:
    """Let a folder vanish with everything in it."""
    for message in in_folder(mailbox, key):
        mailbox.remove(message.id)
    del mailbox.user_labels[key]


def shape(call: Call, folder: Folder) -> dict[str, Any]:
    held = in_folder(call.mailbox, folder.key)
    return {
        "id": ids.show_folder(folder.key),
        "displayName": folder.name,
        "parentFolderId": ids.show_folder(folder.parent),
        "childFolderCount": sum(1 for each in _folders(call) if each.parent == folder.key),
        "unreadItemCount": sum(1 for message in held if "UNREAD" in message.labels),
        "totalItemCount": len(held),
        "isHidden": False,
    }


def _folders(call: Call) -> list[Folder]:
    return all_folders(call.world.settings.folder_language, call.mailbox)


def _own_folder(key: str, name: str, by_name: dict[str, str]) -> Folder:
    above, _, last = name.rpartition("/")
    return Folder(key, last, by_name[above]) if above in by_name else Folder(key, name)


def _places(mailbox: Mailbox) -> frozenset[str]:
    return PLACE_LABELS | {"ARCHIVE", *mailbox.user_labels}


def _selected(call: Call, shown: dict[str, Any]) -> dict[str, Any]:
    wanted = call.option("select")
    if not wanted:
        return shown
    names = [name.strip() for name in wanted.split(",")]
    if unknown := [name for name in names if name not in _FIELDS]:
        raise bad_query(f"Could not find a property named '{unknown[0]}' on type 'microsoft.graph.mailFolder'.")
    return {name: shown[name] for name in ("id", *names)}


def _passes(call: Call, folder: Folder) -> bool:
    text = call.option("filter")
    if not text:
        return True
    field, _, value = text.partition(" eq ")
    if field.strip() != "displayName":
        raise bad_query("The sandbox filters folders by displayName only.")
    return folder.name == value.strip().strip("'").replace("''", "'")


ROUTES = (
    Route("graph.mailFolders.list", "GET", "/me/mailFolders", ("Mail.Read", "Mail.ReadBasic"), list_folders),
    Route("graph.mailFolders.get", "GET", "/me/mailFolders/{folder}", ("Mail.Read", "Mail.ReadBasic"), get_folder),
    Route(
        "graph.mailFolders.childFolders",
        "GET",
        "/me/mailFolders/{folder}/childFolders",
        ("Mail.Read", "Mail.ReadBasic"),
        list_folders,
    ),
    Route("graph.mailFolders.create", "POST", "/me/mailFolders", ("Mail.ReadWrite",), create_folder, 201),
    Route(
        "graph.mailFolders.createChild",
        "POST",
        "/me/mailFolders/{folder}/childFolders",
        ("Mail.ReadWrite",),
        create_folder,
        201,
    ),
    Route("graph.mailFolders.delete", "DELETE", "/me/mailFolders/{folder}", ("Mail.ReadWrite",), delete_folder, 204),
)
