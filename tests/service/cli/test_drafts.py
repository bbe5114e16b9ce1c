"""Approving from the command line: the whole text is shown, a person is asked, a script needs the digest."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import text

from service.context import Context
from service.schema import Draft
from tests.service.cli.conftest import BODY, Cli, add_account, add_draft, digest_of, state_of

SHAPE = {
    "id", "kind", "state", "interview", "to", "cc", "from", "subject", "in_reply_to", "references", "body", "language",
    "send_at", "evidence", "needs_user_input",
}  # fmt: skip


class Terminal(io.StringIO):
    """A person at a keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def context(cli: Cli) -> Context:
    opened = cli.context()
    add_account(opened)
    return opened


@pytest.fixture
def draft(context: Context) -> str:
    return add_draft(context)


def test_an_empty_list_says_so(cli: Cli) -> None:
    cli.begin()
    assert cli("drafts").out == "Nothing waits for you.\n"
    assert cli("drafts", "--json").json == []


def test_the_list_has_the_shape_that_scripts_rely_on(cli: Cli, draft: str) -> None:
    listed = cli("drafts", "--json").json
    assert [one["id"] for one in listed] == [draft]
    assert set(listed[0]) >= SHAPE
    assert "dana@hall.example" in cli("drafts").out


def test_show_prints_the_whole_mail_its_grounds_and_its_digest(cli: Cli, context: Context, draft: str) -> None:
    out = cli("drafts", "show", draft[:8]).out
    for part in ("From: maya@reed.example", "To: dana@hall.example", "Subject: Thank you", BODY, "the first bridge"):
        assert part in out
    assert digest_of(context, draft) in out
    assert cli("drafts", "show", draft, "--json").json["digest"] == digest_of(context, draft)


def test_a_strangers_words_in_a_draft_cannot_hide_anything_from_the_reader(cli: Cli, context: Context) -> None:
    add_draft(context, "drf_evil", "Hi\x1b[8m invisible \x1b[0m\u202e!")
    out = cli("drafts", "show", "drf_evil").out
    assert "\x1b" not in out
    assert "invisible" in out


def test_a_wrong_digest_is_refused_and_nothing_changes(cli: Cli, context: Context, draft: str) -> None:
    answer = cli("drafts", "approve", draft, "--yes", "0123456789abcdef")
    assert answer.code == 1
    assert "changed since you saw it" in answer.err
    assert state_of(context, draft) == "needs_review"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("to", ["däna@hall.example"], "“däna@hall.example” cannot be written into a mail"),
        ("subject", "x" * 1_200, "cannot be written as a mail: look at the subject"),
    ],
)
def test_what_cannot_be_written_as_a_mail_is_refused_with_what_to_do(
    cli: Cli, context: Context, draft: str, column: str, value: object, said: str
) -> None:
    with context.database.writing("per_local") as session:
        setattr(session.get_one(Draft, draft), column, value)
    answer = cli("drafts", "approve", draft, "--yes", digest_of(context, draft))
    assert answer.code == 1
    assert said in answer.err
    assert "copy the text into your own mail" in answer.err
    assert state_of(context, draft) == "needs_review"


def test_without_a_terminal_nobody_can_say_yes(
    cli: Cli, context: Context, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert cli("drafts", "approve", draft).code == 2
    assert cli("drafts", "approve", draft, "--json").code == 2
    assert state_of(context, draft) == "needs_review"


def test_the_right_digest_puts_it_on_hold_and_undo_takes_it_back(cli: Cli, context: Context, draft: str) -> None:
    told = cli("drafts", "approve", draft, "--yes", digest_of(context, draft), "--json").json
    assert (told["draft"], told["state"]) == (draft, "held")
    assert state_of(context, draft) == "approved"
    assert cli("drafts", "--json").json == []
    assert draft in cli("drafts").out
    assert cli("drafts", "undo", draft).code == 0
    assert state_of(context, draft) == "needs_review"
    assert cli("drafts", "undo", draft).code == 1


@pytest.mark.parametrize(("said", "becomes"), [("--sent", "sent"), ("--not-sent", "unclear")])
def test_an_unclear_mail_is_settled_by_what_the_person_found(
    cli: Cli, context: Context, draft: str, said: str, becomes: str
) -> None:
    assert cli("drafts", "settle", draft, said).code == 1, "it waits for a review: nothing is unclear"
    assert cli("drafts", "settle", draft).code == 2
    cli("drafts", "approve", draft, "--yes", digest_of(context, draft))
    with context.database.writing("per_local") as session:
        session.execute(text("UPDATE approvals SET state = 'unclear', looks = 1"))
    assert "still being looked for" in cli("drafts", "settle", draft, said).err
    with context.database.writing("per_local") as session:
        session.execute(text("UPDATE approvals SET looks = 6"))
    assert "Noted" in cli("drafts", "settle", draft, said).out
    assert state_of(context, draft) == becomes


def test_a_person_sees_the_mail_before_being_asked(
    cli: Cli, context: Context, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    answer = cli("drafts", "approve", draft)
    assert answer.code == 1
    assert answer.out.index(BODY) < answer.out.index("Send this mail?")
    assert state_of(context, draft) == "needs_review"
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert cli("drafts", "approve", draft).code == 0
    assert state_of(context, draft) == "approved"


def test_the_default_answer_is_no(cli: Cli, context: Context, draft: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("\n"))
    assert cli("drafts", "approve", draft).code == 1
    assert state_of(context, draft) == "needs_review"


def test_the_planned_time_is_kept_when_asked_for(cli: Cli, context: Context, draft: str) -> None:
    told = cli("drafts", "approve", draft, "--yes", digest_of(context, draft), "--at-planned-time", "--json").json
    assert told["send_at"] == "2026-03-07T11:00:00Z"


def test_any_edit_voids_the_digest(cli: Cli, context: Context, draft: str, tmp_path: Path) -> None:
    before = digest_of(context, draft)
    text = tmp_path / "text"
    text.write_text("My own words.\n")
    assert cli("drafts", "edit", draft, "--body-file", str(text)).code == 0
    shown = cli("drafts", "show", draft, "--json").json
    assert (shown["body"], shown["edited"]) == ("My own words.\n", True)
    assert cli("drafts", "approve", draft, "--yes", before).code == 1
    assert state_of(context, draft) == "needs_review"


def test_an_edit_can_come_through_a_pipe_and_change_the_subject(
    cli: Cli, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("From a pipe."))
    changed = cli("drafts", "edit", draft, "--subject", "Thanks", "--body-file", "-", "--json").json
    assert (changed["subject"], changed["body"]) == ("Thanks", "From a pipe.")


def test_an_empty_text_is_refused(cli: Cli, draft: str, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text(" \n")
    assert cli("drafts", "edit", draft, "--body-file", str(tmp_path / "empty")).code == 2
    assert cli("drafts", "show", draft, "--json").json["body"] == BODY


def test_the_editor_is_used_when_no_text_is_given(cli: Cli, draft: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.edit", lambda body, **_: body.replace("Hi", "Dear"))
    assert cli("drafts", "edit", draft, "--json").json["body"].startswith("Dear Dana")
    monkeypatch.setattr("click.edit", lambda *_, **__: None)
    assert cli("drafts", "edit", draft).code == 1


def test_a_dismissed_draft_is_gone_from_the_list(cli: Cli, context: Context, draft: str) -> None:
    assert cli("drafts", "dismiss", draft, "--reason", "We spoke.").code == 0
    assert state_of(context, draft) == "dismissed"
    assert cli("drafts", "--json").json == []
    assert [one["reason"] for one in cli("drafts", "--all", "--json").json] == ["We spoke."]
    assert cli("drafts", "approve", draft, "--yes", "x").code == 1


def test_nothing_can_be_approved_that_no_account_can_send(cli: Cli) -> None:
    context = cli.context()
    draft = add_draft(context)
    answer = cli("drafts", "approve", draft, "--yes", digest_of(context, draft))
    assert answer.code == 1
    assert "No connected mailbox may send" in answer.err
