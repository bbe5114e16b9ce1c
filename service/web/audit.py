"""What became of everything: what was read, added up, and held against what the providers have.

A click on "count" or "repair" is a row that the workers find; the page shows how far they are, and keeps the last result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from connectors.errors import Misconfigured
from service import accounts, audits
from service.accounts import FILES
from service.audit import audit
from service.audits import Audited
from service.proof import MAIL as OF_MAIL
from service.proof import Part
from service.proving import NotCountable
from service.schema import Account
from service.web.first_sync import NO_ACCOUNT
from service.web.provider_words import named
from service.web.sentences import N_
from service.web.set_aside import CALENDAR, MAIL, rules_of
from service.web.visit import NotFound, Refused, Visit, Visiting, pages_router
from service.web.words import Words

_FOLDERS = {"all": N_("All mail"), "drafts": N_("Drafts"), "spam": N_("Spam"), "trash": N_("Bin")}
"""Google's own folders, which it names in no language; Microsoft names its folders in the mailbox's."""
NAMED = 20


@dataclass(frozen=True, slots=True)
class Place:
    """One folder or calendar as the page shows it: how many are there, and where each of them went."""

    name: str
    is_mail: bool
    part: Part
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The count of one account as the page shows it."""

    account_id: str
    provider: str
    can_count: bool
    audited: Audited
    places: tuple[Place, ...] = ()
    lost: tuple[str, ...] = ()
    """Ids of what is missing or gone, the first of them."""


def routes() -> APIRouter:
    """The page, the part of it that moves while a count is made, and the two wishes."""
    router = pages_router()

    @router.get("/health/audit")
    def accounted(visit: Visiting) -> Response:
        with visit.reading() as session:
            found = audit(session, visit.person_id, visit.now)
            known = {one.id: one for one in accounts.listing(session, visit.person_id)}
            counted = audits.of_person(session, visit.person_id)
        rules = {
            one.id: {kind: rules_of(visit.words, one, kind) for kind in (MAIL, CALENDAR)} for one in found.accounts
        }
        shown = {one.id: _shown(visit.words, known[one.id], counted) for one in found.accounts}
        proofs = (one.audited.proof for one in shown.values())
        is_all_there = all(proof.agrees for proof in proofs if proof)
        return visit.page("health/audit", audit=found, rules=rules, shown=shown, is_all_there=is_all_there)

    @router.get("/health/{account_id}/counted")
    def counted(visit: Visiting, account_id: str) -> Response:
        with visit.reading() as session:
            try:
                account = accounts.owned_account(session, visit.person_id, account_id)
            except Misconfigured:
                raise NotFound(NO_ACCOUNT) from None
            found = audits.of_person(session, visit.person_id)
        return visit.part("health/_counted", one=_shown(visit.words, account, found))

    @router.post("/health/{account_id}/count")
    def count(visit: Visiting, account_id: str) -> Response:
        return _wish(visit, account_id, is_repair=False)

    @router.post("/health/{account_id}/repair")
    def repair(visit: Visiting, account_id: str) -> Response:
        return _wish(visit, account_id, is_repair=True)

    return router


def _wish(visit: Visit, account_id: str, *, is_repair: bool) -> Response:
    try:
        with visit.writing("ask_audit") as session:
            audits.ask(session, visit.person_id, account_id, visit.now, is_repair=is_repair)
    except Misconfigured:
        raise NotFound(NO_ACCOUNT) from None
    except NotCountable:
        raise Refused(N_("Only a connected account can be counted.")) from None
    told = visit.words._("What is missing is read once more.") if is_repair else visit.words._("It is being counted.")
    return visit.back(f"/health/audit#{account_id}", told)


def _shown(words: Words, account: Account, counted: Mapping[str, Audited]) -> Shown:
    one = counted.get(account.id) or Audited(account.id, "")
    can_count = account.provider != FILES and account.connection_state == "connected"
    provider = named(words, account)
    if one.proof is None:
        return Shown(account.id, provider, can_count, one)
    places = tuple(
        _place(words, part) for part in one.proof.parts if part.listed or part.is_read or part.kind != OF_MAIL
    )
    lost = [provider_id for part in one.proof.parts for provider_id in part.missing_ids] + list(one.proof.vanished_ids)
    return Shown(account.id, provider, can_count, one, places, tuple(lost[:NAMED]))


def _place(words: Words, part: Part) -> Place:
    is_mail = part.kind == OF_MAIL
    name = words._(_FOLDERS[part.id]) if is_mail and part.id in _FOLDERS else part.name or part.id
    return Place(name, is_mail, part, tuple(_places(words, part)))


def _places(words: Words, part: Part) -> list[str]:
    """Where the records of one part went, each with its number; what is missing stands apart."""
    _, aside = words._, sum(part.set_aside.values())
    told = (
        (part.kept, _("%(number)s kept", number=words.number(part.kept))),
        (aside, _("%(number)s set aside", number=words.number(aside))),
        (part.unreadable, _("%(number)s unreadable", number=words.number(part.unreadable))),
        (part.unopened, _("%(number)s older and never opened", number=words.number(part.unopened))),
        (part.drafts, _("%(number)s drafts", number=words.number(part.drafts))),
        (part.called_off, _("%(number)s called off", number=words.number(part.called_off))),
        (part.not_read, _("%(number)s never read here", number=words.number(part.not_read))),
        (part.arriving, _("%(number)s just arriving", number=words.number(part.arriving))),
    )
    return [sentence for number, sentence in told if number]
