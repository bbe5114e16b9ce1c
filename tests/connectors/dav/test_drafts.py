"""Mailbox drafts in a folder that knows no changes: which mail there is ours, and what is never taken for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.contract import UnsentDraft
from connectors.dav.drafts import Drafts
from connectors.dav.imap import ImapLine
from connectors.errors import Gone, SlowDown, TryAgain
from tests.connectors.dav.conftest import workshop_over
from tests.connectors.dav.workshop import MAYA, DavWorkshop
from tests.connectors.workshop import Budget, mail
from tests.servers import Missing, refuse_or_skip
from tests.servers.cutting import Ending
from tests.servers.dovecot import BARE, GERMAN, running_dovecot
from tests.servers.radicale import Radicale
from tests.servers.smtp_recorder import Recorder

BEN, QUESTION, OURS = "ben@floodworks.example", "<q1@floodworks.example>", "<p1@castellanos.example>"


def answer(text: str, message_id: str = OURS, reply_to: str = QUESTION) -> bytes:
    return mail(MAYA, BEN, "Re: Coffee?", text, message_id=message_id, reply_to=reply_to)


def drafts_of(workshop: DavWorkshop) -> Drafts:
    return Drafts(ImapLine(workshop.credentials(MAYA), workshop.settings, Budget()))


def put(workshop: DavWorkshop, raw: bytes, folder: str = "Drafts") -> None:
    """The person's own mail program saves a draft."""
    with workshop.imap.signed_in(MAYA) as client:
        client.append(folder, raw, [rb"\Draft"])


def lying(workshop: DavWorkshop, folder: str = "Drafts") -> list[bytes]:
    with workshop.imap.signed_in(MAYA) as client:
        client.select_folder(folder)
        uids = client.search("NOT DELETED")
        return [items[b"BODY[]"] for items in client.fetch(uids, ["BODY.PEEK[]"]).values()] if uids else []


def text_of(draft: UnsentDraft | None) -> str:
    assert draft is not None
    assert draft.message is not None
    return draft.message.text.strip()


@pytest.fixture
def drafts(workshop: DavWorkshop) -> Drafts:
    return drafts_of(workshop)


@pytest.fixture
def ours(drafts: Drafts) -> str:
    return drafts.create(answer("Thank you."))


@pytest.fixture(scope="module")
def german(recorder: Recorder, radicale: Radicale) -> Iterator[DavWorkshop]:
    """A server that says nothing but what RFC 3501 asks for, with folders in German."""
    try:
        with (
            running_dovecot(capabilities=BARE, specials=GERMAN) as imap,
            workshop_over(imap, recorder, radicale) as made,
        ):
            made.specials = GERMAN
            yield made
    except Missing as missing:
        refuse_or_skip(missing)


# --- which is ours ----------------------------------------------------------------------------------------------------


def test_a_draft_saved_anew_under_another_message_id_is_followed(
    workshop: DavWorkshop, drafts: Drafts, ours: str
) -> None:
    workshop.edit_draft(MAYA, "Many thanks.", new_message_id=True)
    found = drafts.read(ours, "")
    assert text_of(found) == "Many thanks."
    assert found is not None
    assert found.draft_id != ours
    assert text_of(drafts.read(found.draft_id, "")) == "Many thanks."
    drafts.delete(found.draft_id)
    assert lying(workshop) == []


def test_what_is_followed_is_only_read(workshop: DavWorkshop, drafts: Drafts, ours: str) -> None:
    """It may as well be another answer of the person's: nothing is sent, changed or removed on a guess."""
    workshop.edit_draft(MAYA, "Many thanks.", new_message_id=True)
    before = lying(workshop)
    assert not drafts.has(ours)
    with pytest.raises(Gone):
        drafts.only(ours)
    with pytest.raises(Gone):
        drafts.update(ours, answer("Thanks."))
    drafts.delete(ours)
    assert lying(workshop) == before


@pytest.mark.servers
def test_of_two_answers_to_the_same_mail_none_is_taken_for_ours(
    workshop: DavWorkshop, drafts: Drafts, ours: str
) -> None:
    workshop.delete_draft(MAYA)
    for number in range(2):
        put(workshop, answer("Mine.", f"<own{number}@castellanos.example>"))
    assert drafts.read(ours, "") is None


@pytest.mark.servers
def test_a_first_mail_is_known_by_its_own_message_id_alone(workshop: DavWorkshop, drafts: Drafts) -> None:
    ours = drafts.create(mail(MAYA, BEN, "Hello", message_id=OURS))
    workshop.delete_draft(MAYA)
    put(workshop, mail(MAYA, BEN, "Hello", message_id="<own@castellanos.example>"))
    assert drafts.read(ours, "") is None


@pytest.mark.servers
def test_a_message_id_that_only_holds_ours_is_another(workshop: DavWorkshop, drafts: Drafts, ours: str) -> None:
    put(workshop, answer("Not ours.", f"<x{OURS[1:]}", "<q9@x.example>"))
    assert drafts.find(OURS) == (ours,)
    assert drafts.find("<p1@castellanos>") == ()
    assert drafts.find('<"\\ () {5}@x.example>') == ()


@pytest.mark.servers
def test_what_is_marked_as_deleted_does_not_lie_there(workshop: DavWorkshop, drafts: Drafts, ours: str) -> None:
    with workshop.imap.signed_in(MAYA) as client:
        client.select_folder("Drafts")
        client.add_flags(client.search(), [rb"\Deleted"])
    assert (drafts.has(ours), drafts.read(ours, ""), drafts.find(OURS)) == (False, None, ())


@pytest.mark.servers
def test_a_folder_that_was_numbered_anew_is_no_other_draft_but_another_revision(
    workshop: DavWorkshop, drafts: Drafts, ours: str
) -> None:
    before = drafts.read(ours, "")
    workshop.imap.renumber(MAYA, "Drafts")
    after = drafts_of(workshop).read(ours, "")
    assert before is not None
    assert after is not None
    assert (after.draft_id, text_of(after)) == (before.draft_id, text_of(before))
    assert after.revision != before.revision


# --- putting and changing ---------------------------------------------------------------------------------------------


@pytest.mark.servers
@pytest.mark.parametrize("ending", [Ending.BEFORE, Ending.AFTER, Ending.RESET, Ending.HALF])
@pytest.mark.parametrize("command", ["^APPEND", "^UID STORE", "EXPUNGE"])
def test_a_change_that_breaks_off_and_is_made_again_leaves_one_draft(
    workshop: DavWorkshop, drafts: Drafts, ours: str, command: str, ending: Ending
) -> None:
    workshop.imap_line.strike(command, ending)
    try:
        drafts.update(ours, answer("Thank you so much."))
    except (TryAgain, SlowDown):
        drafts.update(ours, answer("Thank you so much."))
    assert text_of(drafts.read(ours, "")) == "Thank you so much."
    assert len(lying(workshop)) == 1
    assert drafts.find(OURS) == (ours,)


def test_a_creation_before_which_nobody_could_sign_in_surely_did_nothing(workshop: DavWorkshop) -> None:
    workshop.imap_line.strike("^LOGIN", Ending.BEFORE)
    drafts = drafts_of(workshop)
    with pytest.raises(SlowDown):
        drafts.create(answer("Thank you."))
    assert drafts.find(OURS) == ()


@pytest.mark.servers
def test_a_folder_that_was_renamed_meanwhile_is_found_again(workshop: DavWorkshop, drafts: Drafts, ours: str) -> None:
    with workshop.imap.signed_in(MAYA) as client:
        client.rename_folder("Drafts", "Entwuerfe")
    drafts.create(answer("Another.", "<p2@castellanos.example>"))
    assert len(lying(workshop)) == 1
    assert lying(workshop, "Entwuerfe")


@pytest.mark.servers
def test_the_person_sees_it_as_a_draft_that_is_no_news(workshop: DavWorkshop, ours: str) -> None:
    assert ours
    with workshop.imap.signed_in(MAYA) as client:
        client.select_folder("Drafts")
        (flags,) = client.get_flags(client.search()).values()
    assert {rb"\Draft", rb"\Seen"} <= set(flags)


@pytest.mark.servers
def test_in_a_mailbox_in_german_without_any_extension_it_works_as_well(german: DavWorkshop) -> None:
    german.begin_afresh()
    drafts = drafts_of(german)
    ours = drafts.create(answer("Danke."))
    drafts.update(ours, answer("Vielen Dank."))
    assert text_of(drafts.read(ours, "")) == "Vielen Dank."
    assert [b"Vielen Dank" in one for one in lying(german, "Entwürfe")] == [True]
    drafts.delete(ours)
    assert lying(german, "Entwürfe") == []
