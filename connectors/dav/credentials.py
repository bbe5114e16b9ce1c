"""What one account of this provider is: its servers, and the login and password for them. The sealed text holds this.

A server is kept as it was found and tried when the account was connected, so that no poll looks for it again. A line
without TLS is for this machine alone: anything else that claims one is refused here, before a password can leave.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from connectors.errors import ConsentLost
from connectors.secure import is_loopback

PROVIDER = "dav"

Security = Literal["tls", "starttls", "none"]

_UNREADABLE = "The stored servers and password cannot be read. Connect again."


@dataclass(frozen=True, slots=True)
class Server:
    """Where one service is. Raises ValueError for a line without TLS to another machine."""

    host: str
    port: int
    security: Security

    def __post_init__(self) -> None:
        if not self.host or not 0 < self.port < 65_536 or self.security not in get_args(Security):
            raise ValueError("no server")
        if self.security == "none" and not self.is_here:
            raise ValueError("without TLS only this machine is spoken to")

    @property
    def is_here(self) -> bool:
        """Named as a server on this machine."""
        return is_loopback(f"//[{self.host}]" if ":" in self.host else f"//{self.host}")


@dataclass(frozen=True, slots=True)
class Credentials:
    """One account. `imap` None: calendars only; `caldav` "": mail only; `smtp` None: nothing can be sent."""

    address: str
    login: str
    password: str = field(repr=False)
    name: str = ""
    imap: Server | None = None
    smtp: Server | None = None
    caldav: str = ""
    """An address to begin the search for calendars at: the principal, where it was found."""
    own_network: bool = False
    """The person agreed that these servers are on their own network or machine."""
    smtp_login: str = ""
    """Where sending takes another login than reading; "" = the same. `login_to_send` is the one to use."""
    caldav_login: str = ""
    """The same for calendars: `login_to_calendars`."""
    is_sent_filed: bool = False
    """The server that takes a mail to send puts the copy into Sent itself, as far as is known."""
    others: tuple[str, ...] = ()
    """Further addresses of the person, as a server told."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What the person answered, without the password."""

    @property
    def login_to_send(self) -> str:
        return self.smtp_login or self.login

    @property
    def login_to_calendars(self) -> str:
        return self.caldav_login or self.login


def to_text(credentials: Credentials) -> str:
    """The text to seal."""
    return json.dumps({key: value for key, value in asdict(credentials).items() if value})


def credentials_in(text: str) -> Credentials:
    """The credentials that `to_text` wrote. Raises ConsentLost for anything else."""
    try:
        fields: dict[str, Any] = json.loads(text)
        servers = {key: _server(fields.get(key)) for key in ("imap", "smtp")}
        return Credentials(**{**fields, **servers, "others": tuple(fields.get("others", ()))})
    except (ValueError, TypeError, AttributeError):
        # What went wrong may quote the password.
        raise ConsentLost(_UNREADABLE, provider=PROVIDER) from None


def _server(fields: Mapping[str, Any] | None) -> Server | None:
    return Server(**fields) if fields else None
