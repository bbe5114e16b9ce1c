"""What a provider offers (Authorization, Mailbox, Calendar) and what it is lent from above (TokenStore, RateBudget).

Words: a *change* is one upsert or removal that a connector reports; a *page* is a bounded number of changes with the
*cursor* to go on from, an opaque string that may expire. *Backfill* is a bounded read of the past (`search`); *poll*
is one incremental read (`changes`); a *census* lists what is there and reads none of it. A connector never holds a
queue, a database or an interview. One object of these classes serves one account, on one thread at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from connectors.errors import ConsentLost
from connectors.records import Address, CalendarEvent, Message
from connectors.windows import Window

Known = Callable[[Sequence[str]], set[str]]
"""Lent by the caller: of these provider ids, which are stored or set aside already and need not be read again."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do at all; what one consent allows is in `Grant`."""

    mailbox: bool
    calendar: bool
    sends: bool
    is_file: bool = False
    revokes: bool = True
    """Disconnecting ends the consent at the provider; where not, the person does that on the provider's own page."""
    device_code: bool = False
    """The consent may be given on another machine (`DeviceAuthorization`)."""
    keeps_drafts: bool = False
    """A mailbox draft can be put there, changed in place and read back."""
    tells_of_drafts: bool = False
    """`MailPage.are_drafts_touched` is told; where not, mailbox drafts have to be looked at now and then."""
    copies_sent: bool = False
    """The copy in Sent is put there by us and not by the provider: a mail whose answer was lost may be out, and yet nothing
    of it lies there.
    """
    hears_news: bool = False
    """The mailbox may tell by itself that something came (`HearingMailbox`)."""
    stays_open: bool = False
    """Its objects keep a connection that is dear to make: they are used from poll to poll, and end when let go."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked instead of sending the person to a consent page; `Authorization.adopt` gets the answers
    as one JSON object, by `name`.
    """

    name: str
    label: str
    kind: Literal["address", "password", "text", "link"] = "text"
    """`address` is the person's own mail address, a `link` the secret address of something."""
    is_optional: bool = False
    is_further: bool = False
    """Asked only of somebody who wants to say more than is needed as a rule."""
    hint: str = ""

    @property
    def is_secret(self) -> bool:
        """Whether its answer opens the account: it is kept sealed and never shown again."""
        return self.kind in ("password", "link")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person wants to let us do, chosen before the provider asks. Sending needs the mail to be read."""

    mail: bool = True
    calendar: bool = True
    sending: bool = True


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Grant:
    """What the person agreed to: scopes asked for and granted, and what that allows."""

    asked: tuple[str, ...]
    granted: tuple[str, ...]
    can_read_mail: bool
    can_read_calendar: bool
    can_send: bool


@dataclass(frozen=True, slots=True)
class MessageChange:
    """A message that is there now, or (`message` is None) one that was removed, or one that cannot be read."""

    provider_id: str
    message: Message | None = None
    unreadable: str = ""
    """Why this one can never be read; the caller quarantines it. "" otherwise."""


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """A calendar event that is there now (also a cancelled one of which the details are known), or, with
    `calendar_event` None, one that was deleted and of which only the id is known.
    """

    provider_id: str
    calendar_event: CalendarEvent | None = None
    unreadable: str = ""
    deleted: datetime | None = None
    """When it was deleted, where the provider says so."""


@dataclass(frozen=True, slots=True)
class MailPage:
    """One bounded step through a mailbox. `next_cursor` None = nothing more (only `search` ends)."""

    changes: tuple[MessageChange, ...]
    next_cursor: str | None
    listed: int = 0
    """How many ids the provider listed in this step, known ones included."""
    is_caught_up: bool = True
    """False: another page waits at once."""
    are_drafts_touched: bool = False
    """A mailbox draft may have been changed, sent or deleted in this step (`Capabilities.tells_of_drafts`)."""


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """One bounded step through a calendar.

    `is_complete_list` on the last page of a full read: what was stored of this calendar and window but came on none
    of that read's pages has been deleted.
    """

    changes: tuple[CalendarChange, ...]
    next_cursor: str
    is_caught_up: bool = True
    is_complete_list: bool = False
    reaches: Window | None = None
    """With a complete list: the time that it is complete for."""


@dataclass(frozen=True, slots=True)
class MailQuery:
    """A bounded look into the past, newest first.

    `addresses`: any mail from, to or copied to one of them. `phrases`: any mail with one of these phrases.
    `with_invites`: any mail with a calendar attached. `threads`: every message of these provider threads.
    `answered_with`: what others wrote in conversations in which the person wrote one of these phrases. The parts are
    OR-ed; with all of them empty, everything in the window. A provider that cannot tell gives rather too much.
    """

    since: datetime
    until: datetime | None = None
    addresses: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    with_invites: bool = False
    threads: tuple[str, ...] = ()
    answered_with: tuple[str, ...] = ()
    not_to: tuple[str, ...] = ()
    """Domains: what the person wrote to these does not count for `answered_with`."""
    has_taken_part: bool = False
    """Only of conversations in which the person wrote as well."""
    message_id: str = ""
    """With a value: only the mail of this RFC Message-ID, wherever it lies (how a sent copy is looked for)."""

    @property
    def is_everything(self) -> bool:
        """Nothing in particular is looked for."""
        asked = (self.addresses, self.phrases, self.with_invites, self.threads, self.answered_with)
        return not any(asked)


def quoted(phrases: Iterable[str], meaning: re.Pattern[str]) -> Iterator[str]:
    """Each phrase once, in double quotes, without what has a `meaning` of its own to the provider's search."""
    for phrase in dict.fromkeys(phrases):
        words = meaning.sub(" ", phrase).strip()
        if words:
            yield f'"{words}"'


@dataclass(frozen=True, slots=True)
class CalendarInfo:
    """One calendar that the account gives access to."""

    provider_id: str
    name: str
    timezone: str
    is_primary: bool
    is_own: bool
    """Owned or writable by the person; others' calendars are offered but not chosen by default."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One part of a mailbox, as a census counts it."""

    provider_id: str
    name: str
    is_read: bool
    """False: nothing that lies in it is ever read (junk, bin, drafts)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One record of which a listing told that it is there, and nothing of what it says."""

    provider_id: str
    folder: str = ""
    """`Folder.provider_id`; "" in calendars."""
    at: datetime | None = None
    """When a mail arrived, or a calendar event begins; None where the listing does not tell."""
    is_draft: bool = False
    is_off: bool = False
    """A calendar event that was called off."""


@dataclass(frozen=True, slots=True)
class CensusPage:
    """One bounded step through what a provider has. `next_cursor` None = that was all."""

    listed: tuple[Listed, ...]
    next_cursor: str | None
    folders: tuple[Folder, ...] = ()
    """On the first page of a mailbox: every part of it."""
    since: datetime | None = None
    until: datetime | None = None
    """The window that was asked for; None for no edge."""


@dataclass(frozen=True, slots=True)
class SentCopy:
    """What the provider says of a mail that went out."""

    provider_id: str
    thread_id: str
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class UnsentDraft:
    """A mailbox draft as it lies at the provider, unsent."""

    draft_id: str
    """Another one than was asked for where a mail program of the person's saved it as a new one."""
    revision: str
    """Another one whenever somebody changed it; that its words are others, only its words tell."""
    thread_id: str
    message: Message | None
    """None where the revision is the one that the caller knows."""
    has_files: bool = False
    """Something is attached or set into it; told with the message."""


class TokenStore(Protocol):
    """Where one account's sealed tokens lie; lent to the connector, which alone knows their shape."""

    def load(self) -> str:
        """The tokens as the connector saved them last."""

    def save(self, tokens: str) -> None:
        """Replaces what was loaded, durably, before this returns. What came there since, as of a new consent, stays."""

    def alone(self) -> AbstractContextManager[None]:
        """While inside, nobody else refreshes this account's tokens, in no process; waits for its turn.

        For providers that hand out a new refresh token with every use: two refreshes at once would lose one.
        Raises SlowDown when the turn does not come.
        """


class RateBudget(Protocol):
    """The account's shared allowance of calls; survives restarts."""

    def spend(self, units: int, *, operation: str) -> None:
        """Takes `units` from the allowance before a call. Raises SlowDown when there is not enough yet."""

    def throttled(self, retry_after: float) -> None:
        """The provider itself said to wait: every caller of this account waits that many seconds."""

    def told_time(self, at: datetime) -> None:
        """What the provider's own clock says, as an answer told it just now."""


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """The page to send the person to, and what must be kept (sealed, single use) until they come back."""

    url: str
    state: str
    code_verifier: str
    scopes: tuple[str, ...]
    nonce: str = ""
    """What the provider's token must repeat, for one that signs in by OpenID Connect."""


@dataclass(frozen=True, slots=True)
class Authorized:
    """A consent that came back: the tokens to keep, whose they are, and what they allow."""

    tokens: str
    email: str
    name: str
    grant: Grant
    subject: str = ""
    """Who it is to the provider for ever, whatever the address is called; "" where it does not say."""


class Authorization(Protocol):
    """How an account is connected, checked and disconnected."""

    def begin(self, *, redirect_uri: str, wanted: Wanted, login_hint: str = "") -> AuthorizationRequest:
        """Makes the address of one consent for what is wanted. Raises Misconfigured when no client is set up."""

    def finish(self, *, redirect_uri: str, code: str, request: AuthorizationRequest) -> Authorized:
        """Trades the code for tokens. Raises ConsentLost (refused, expired, replayed) or TryAgain."""

    def adopt(self, credentials: str) -> Authorized:
        """Takes credentials made elsewhere: a file's text, or the answers to the provider's questions. Raises
        ConsentLost or Misconfigured; for answers OwnNetwork, SlowDown and TryAgain too, and where one answer is to
        blame the operation ends in the question's name: `adopt.password`.
        """

    def revoke(self, tokens: str) -> None:
        """Ends the consent at the provider. Already ended is fine; nothing happens where `Capabilities.revokes` is
        False. Raises TryAgain.
        """

    def why_refused(self, error: str, description: str) -> ConsentLost | None:
        """What to tell somebody whom the consent page sent back without a code, from the two values in that address,
        which are a stranger's text: AdminMustAgree where it is the organisation's no, ConsentLost for another rule of
        the provider; None when they simply said no, or nothing better can be told.
        """


class AskingAuthorization(Protocol):
    """What an Authorization offers beside it where the provider asks questions (`Entry.asks`)."""

    def answered(self, tokens: str) -> Mapping[str, str]:
        """What the person answered when these tokens were made, so that it need not be typed again: nothing that is
        secret, and nothing that was found without them. Raises ConsentLost.
        """


@dataclass(frozen=True, slots=True)
class DeviceRequest:
    """A consent to be given on another machine: where to go there, and the code to type in."""

    url: str
    code: str
    kept: str
    """What `finish_device` needs; sealed if it is stored at all."""


class DeviceAuthorization(Protocol):
    """The consent of a machine without a browser (RFC 8628), where `Capabilities.device_code` says so."""

    def begin_device(self, *, wanted: Wanted) -> DeviceRequest:
        """Asks for a code. Raises Misconfigured, TryAgain."""

    def finish_device(self, request: DeviceRequest) -> Authorized:
        """Waits until the person has agreed. Raises ConsentLost (refused, or the code ran out) or TryAgain."""


class Mailbox(Protocol):
    """One account's mail. Every call may raise ConsentLost, SlowDown or TryAgain."""

    def start(self) -> str:
        """A cursor of *now*, to be taken and stored before any search, so that nothing falls between."""

    def changes(self, cursor: str, known: Known) -> MailPage:
        """What happened since `cursor`, at most about 100 messages. Raises CursorExpired."""

    def search(self, query: MailQuery, cursor: str | None, known: Known) -> MailPage:
        """The next page of a bounded look into the past, newest first; at most about 100 messages are read. Raises
        CursorExpired when the look has to be begun anew.
        """

    def read_again(self, provider_ids: Sequence[str]) -> tuple[MessageChange, ...]:
        """These messages once more, as they are now: for what could not be read before. At most 100 at a time."""

    def census(self, since: datetime | None, cursor: str | None) -> CensusPage:
        """The next page of everything that lies there now and arrived after `since` (None: ever): ids, nothing is read.
        A mail may be told twice. Raises CursorExpired when the listing has to be begun anew.
        """

    def own_addresses(self) -> tuple[Address, ...]:
        """The addresses the provider confirms as the person's own, the main one first."""

    def create_mailbox_draft(self, mime: bytes, *, thread_id: str) -> str:
        """Puts frozen bytes into the provider's drafts and returns the mailbox draft's id. Never repeated by
        anybody: TryAgain means that it may or may not have been created, SlowDown that it surely was not.
        """

    def send_mailbox_draft(self, draft_id: str, *, approved: bytes = b"") -> SentCopy:
        """Sends that mailbox draft. Raises Gone when it is not there (sent already, or deleted): look in Sent.
        TryAgain means that it may or may not have gone out, SlowDown that it surely did not.

        `approved` are the bytes that it was created from. Where the mail is handed over anew to be sent, these go out and
        nothing else; other providers send what lies there.
        """

    def has_mailbox_draft(self, draft_id: str) -> bool:
        """Whether the mailbox draft still lies unsent."""

    def read_mailbox_draft(self, draft_id: str, *, known_revision: str = "") -> UnsentDraft | None:
        """The mailbox draft as it is now; None when it does not lie there unsent (sent, or deleted)."""

    def update_mailbox_draft(self, draft_id: str, mime: bytes, *, thread_id: str) -> str:
        """Puts other words, subject and recipients in place of those that lie there, in that thread where the provider
        can move it, and returns the new revision. What is written is the same each time, so that this may be repeated.
        Raises Gone.
        """

    def delete_mailbox_draft(self, draft_id: str) -> None:
        """Removes an unsent mailbox draft; already gone is fine."""

    def find_mailbox_drafts(self, message_id: str) -> tuple[str, ...]:
        """Ids of unsent mailbox drafts whose Message-ID header is this (how an unclear creation is resolved)."""

    def find_sent(self, message_id: str, *, thread_id: str, since: datetime) -> tuple[Message, ...]:
        """Copies in Sent with this Message-ID, else those of this thread sent since then."""


class HearingMailbox(Mailbox, Protocol):
    """A mailbox that may tell by itself that something came, where `Capabilities.hears_news` says so."""

    def wait_for_news(self, timeout: float) -> bool:
        """Waits at most so many seconds; True when something came since the first call. A hint: what it is, `changes`
        tells. Called again and again, what comes between two calls is told by the next. Raises Unsupported where this
        server tells nothing.
        """


class Calendar(Protocol):
    """One account's calendars. Every call may raise ConsentLost, SlowDown or TryAgain."""

    def calendars(self) -> tuple[CalendarInfo, ...]:
        """All calendars of the account."""

    def changes(self, calendar_id: str, cursor: str | None, *, since: datetime) -> CalendarPage:
        """The next page of changes; with cursor None a full read of everything that ends after `since`.
        Series come as their occurrences, never as masters. Raises CursorExpired, and its kind ReadAnew when the full
        read's window has to move on or `since` lies before it.
        """

    def census(self, calendar_id: str, within: str, cursor: str | None) -> CensusPage:
        """The next page of everything that lies there now, ids and times, in the window of `within`, a cursor of
        `changes`: under the same ids as there. An entry may be told twice. Raises Gone where the calendar is no longer
        to be seen, and CursorExpired when the listing has to be begun anew.
        """


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """What a provider may be told from the environment; "" = the provider's own. Times are seconds.

    Not every provider has every one: Microsoft's `auth_url` is the authority, of which it says the other addresses.
    """

    client_id: str = ""
    client_secret: str = ""
    root_url: str = ""
    mail_root_url: str = ""
    calendar_root_url: str = ""
    auth_url: str = ""
    token_url: str = ""
    revoke_url: str = ""
    ca_file: str = ""
    timeout: float = 60.0
    is_local: bool = True
    """One person's own machine; where others use it too, no server on its own network may be connected."""


class Provider(Protocol):
    """One provider folder's front door: what `registry.load` returns."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def authorization(self, settings: ProviderSettings) -> Authorization: ...

    def mailbox(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> Mailbox: ...

    def calendar(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> Calendar: ...
