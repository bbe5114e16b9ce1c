"""Graph's delegated permissions: how they are written, which ones are known, and which one covers which.

The names are those of learn.microsoft.com/graph/permissions-reference.
"""

from __future__ import annotations

from collections.abc import Iterable

GRAPH = "https://graph.microsoft.com/"
LOGIN = ("openid", "profile", "email", "offline_access")
#: Each permission with the sentence on the consent page.
SENTENCES = {
    "User.Read": "Sign you in and read your profile",
    "Mail.ReadBasic": "Read your mail without its bodies",
    "Mail.Read": "Read your mail",
    "Mail.ReadWrite": "Read and write access to your mail",
    "Mail.Send": "Send mail as you",
    "Calendars.ReadBasic": "Read basic details of your calendars",
    "Calendars.Read": "Read your calendars",
    "Calendars.ReadWrite": "Have full access to your calendars",
    "MailboxSettings.Read": "Read your mailbox settings",
    "MailboxSettings.ReadWrite": "Read and write your mailbox settings",
}
_WIDER = {"Mail.Read": "Mail.ReadWrite", "Calendars.Read": "Calendars.ReadWrite"}


def bare(scope: str, graph: str) -> str:
    """Return a permission's short name; it may be written with Graph's address, or with the sandbox's."""
    for prefix in (GRAPH, f"{graph}/"):
        if scope.startswith(prefix):
            return scope.removeprefix(prefix)
    return scope


def unknown(scopes: Iterable[str]) -> list[str]:
    return [scope for scope in scopes if scope not in SENTENCES and scope not in (*LOGIN, ".default")]


def covers(granted: frozenset[str], needed: tuple[str, ...]) -> bool:
    """Say whether one of the permissions that a call accepts was granted."""
    return any(scope in granted or _WIDER.get(scope) in granted for scope in needed)
