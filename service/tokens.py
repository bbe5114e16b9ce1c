"""Where an account's tokens lie, sealed, and whose turn it is to renew them: lent to connectors, which alone know their
shape.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from sqlalchemy import select

from connectors.errors import ConsentLost, SlowDown
from service import leases
from service.clock import real_now
from service.context import Context
from service.schema import Account
from service.vault import KeyMissing, Vault

TURN_SECONDS = 30.0
"""How long one worker may renew an account's tokens before another takes its turn."""
_LOOK_EVERY_SECONDS = 0.02


def token_row(account_id: str) -> str:
    """What the tokens are bound to: sealed for one account they open for no other."""
    return f"accounts|{account_id}|tokens"


def seal_tokens(vault: Vault, account_id: str, tokens: str) -> bytes:
    """The tokens as they are kept."""
    return vault.seal(tokens, row=token_row(account_id))


class SealedTokens:
    """The TokenStore of one account."""

    def __init__(self, context: Context, account_id: str, person_id: str) -> None:
        self._context, self._account_id, self._person_id = context, account_id, person_id
        self._loaded: str | None = None
        """As they lay there when they were last loaded or saved by this one."""

    def load(self) -> str:
        with self._context.database.reading() as session:
            living = (Account.id == self._account_id, Account.connection_state != "disconnected")
            sealed = session.scalar(select(Account.tokens_sealed).where(*living))
        if sealed is None:
            raise ConsentLost("This account is disconnected. Connect it again.")
        self._loaded = self._open(sealed)
        return self._loaded

    def save(self, tokens: str) -> None:
        with self._context.database.writing(self._person_id, "save_tokens") as session:
            account = session.get(Account, self._account_id)
            if account is None or account.connection_state == "disconnected" or self._is_another(account):
                return
            account.tokens_sealed = seal_tokens(self._context.vault, self._account_id, tokens)
        self._loaded = tokens

    def _is_another(self, account: Account) -> bool:
        """Whether somebody else put tokens there since: of the person's new consent none of the former ones are made."""
        if self._loaded is None:
            return False
        if account.tokens_sealed is None:
            return True
        # The text and not the bytes: those change when everything is sealed anew under a newer key. A process that does
        # not know that key yet cannot tell, and keeps what it renewed: the former tokens may have ended with that.
        with suppress(KeyMissing):
            return self._open(account.tokens_sealed) != self._loaded
        return False

    def _open(self, sealed: bytes) -> str:
        return self._context.vault.open(sealed, row=token_row(self._account_id))

    @contextmanager
    def alone(self) -> Iterator[None]:
        # A lease in the database, because another worker may be another process; no transaction is held meanwhile.
        name, owner = f"tokens:{self._account_id}", leases.new_owner()
        deadline = real_now() + timedelta(seconds=2 * TURN_SECONDS)
        while not self._has_turn(name, owner):
            if real_now() > deadline:
                raise SlowDown("Another worker is renewing this account's permission.", retry_after=TURN_SECONDS)
            time.sleep(_LOOK_EVERY_SECONDS)
        try:
            yield
        finally:
            with self._context.database.writing(self._person_id, "tokens_turn") as session:
                leases.step_down(session, name, owner=owner)

    def _has_turn(self, name: str, owner: str) -> bool:
        with self._context.database.writing(self._person_id, "tokens_turn") as session:
            return leases.lead(session, name, owner=owner, real_now=real_now(), seconds=TURN_SECONDS)
