"""The proxy that breaks IMAP and SMTP lets everything pass until it is told what to strike, and then strikes just that."""

from __future__ import annotations

import imaplib
import smtplib
from collections.abc import Iterator

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from infra.sandbox.certificates import trusting
from tests.servers import Missing, refuse_or_skip
from tests.servers.cutting import Cutting, Ending, cutting_imap, cutting_smtp
from tests.servers.dovecot import Dovecot, running_dovecot
from tests.servers.smtp_recorder import Recorder, running_recorder

MAYA = "maya@castellanos.example"
LETTER = b"Subject: Hello\r\n\r\nA1 OK is what {12}\r\n this mail says.\r\n"
CUT = (OSError, imaplib.IMAP4.abort)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    try:
        with running_dovecot() as running:
            yield running
    except Missing as missing:
        refuse_or_skip(missing)


@pytest.fixture
def imap(server: Dovecot) -> Iterator[Cutting]:
    server.add(MAYA, "secret")
    with cutting_imap(server.port) as proxy:
        yield proxy


@pytest.fixture
def client(imap: Cutting) -> Iterator[IMAPClient]:
    made = IMAPClient("127.0.0.1", imap.port, ssl=False, timeout=30)
    made.login(MAYA, "secret")
    yield made
    made.shutdown()


def letters(server: Dovecot) -> int:
    with server.signed_in(MAYA) as client:
        return int(client.select_folder("INBOX")[b"EXISTS"])


def test_everything_passes_and_is_counted(client: IMAPClient, imap: Cutting) -> None:
    for _ in range(3):
        client.append("INBOX", LETTER)
    client.select_folder("INBOX")
    bodies = client.fetch([1, 2, 3], ["BODY.PEEK[]"])
    assert [one[b"BODY[]"] for one in bodies.values()] == [LETTER] * 3
    client.idle()
    client.idle_done()
    assert imap.count("^APPEND") == 3
    assert imap.count_answers(r"FETCH .*BODY\[\]") == 3
    assert imap.count("^DONE") == 0


@pytest.mark.parametrize(
    ("ending", "lies_there"), [(Ending.BEFORE, 0), (Ending.AFTER, 1), (Ending.RESET, 1), (Ending.HALF, 1)]
)
def test_a_cut_command_was_done_or_not_as_was_told(
    client: IMAPClient, imap: Cutting, server: Dovecot, ending: Ending, lies_there: int
) -> None:
    imap.strike('^APPEND "?INBOX', ending)
    with pytest.raises(CUT):
        client.append("INBOX", LETTER)
    assert letters(server) == lies_there


@pytest.mark.parametrize(("ending", "lies_there"), [(Ending.INSTEAD, 1), (Ending.INSTEAD_AFTER, 2)])
def test_a_command_answered_by_somebody_else_leaves_the_connection_good(
    client: IMAPClient, imap: Cutting, server: Dovecot, ending: Ending, lies_there: int
) -> None:
    imap.strike("^APPEND", ending, words="NO [UNAVAILABLE] Come back later", nth=2)
    client.append("INBOX", LETTER)
    with pytest.raises(IMAPClientError, match="Come back later"):
        client.append("INBOX", LETTER)
    client.noop()
    assert imap.count("^NOOP") == 1
    assert letters(server) == lies_there


def test_one_mail_of_several_in_an_answer_is_struck(client: IMAPClient, imap: Cutting) -> None:
    for _ in range(3):
        client.append("INBOX", LETTER)
    client.select_folder("INBOX")
    imap.strike(r"FETCH .*BODY\[\]", Ending.INSTEAD, words="BAD Too fast", nth=2, is_of_answers=True)
    with pytest.raises(IMAPClientError, match="Too fast"):
        client.fetch([1, 2, 3], ["BODY.PEEK[]"])
    assert len(client.fetch([1, 2, 3], ["BODY.PEEK[]"])) == 3
    imap.strike(r"FETCH .*BODY\[\]", Ending.HALF, nth=3, is_of_answers=True)
    with pytest.raises(CUT):
        client.fetch([1, 2, 3], ["BODY.PEEK[]"])


def test_a_server_that_is_restarted_cuts_its_clients_and_is_found_again(
    client: IMAPClient, imap: Cutting, server: Dovecot
) -> None:
    server.restart()
    with pytest.raises(CUT):
        client.noop()
    with IMAPClient("127.0.0.1", imap.port, ssl=False, timeout=30) as again:
        again.login(MAYA, "secret")


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with running_recorder() as running:
        yield running


@pytest.fixture
def smtp(recorder: Recorder) -> Iterator[Cutting]:
    recorder.begin_afresh()
    recorder.people[MAYA] = "secret"
    with cutting_smtp(recorder.port) as proxy:
        yield proxy


def send(proxy: Cutting) -> None:
    with smtplib.SMTP("127.0.0.1", proxy.port, timeout=30) as client:
        client.login(MAYA, "secret")
        client.sendmail(MAYA, ["ana@acme.example"], b"Subject: Hello\r\n\r\n.\r\nHello.\r\n")


def test_mail_passes_and_its_content_is_a_command(smtp: Cutting, recorder: Recorder) -> None:
    send(smtp)
    assert len(recorder.received) == 1
    assert (smtp.count("^DATA"), smtp.count("^CONTENT")) == (1, 1)


@pytest.mark.parametrize(
    ("where", "ending", "taken"),
    [
        ("^DATA", Ending.BEFORE, 0),
        ("^CONTENT", Ending.BEFORE, 0),
        ("^CONTENT", Ending.AFTER, 1),
        ("^CONTENT", Ending.RESET, 1),
    ],
)
def test_a_cut_before_or_after_the_content_decides_whether_it_was_taken(
    smtp: Cutting, recorder: Recorder, where: str, ending: Ending, taken: int
) -> None:
    smtp.strike(where, ending)
    with pytest.raises((OSError, smtplib.SMTPException)):
        send(smtp)
    assert len(recorder.received) == taken
    send(smtp)
    assert len(recorder.received) == taken + 1


def test_a_refusal_after_the_content_was_taken(smtp: Cutting, recorder: Recorder) -> None:
    smtp.strike("^CONTENT", Ending.INSTEAD_AFTER, words="451 4.3.0 Something went wrong")
    with pytest.raises(smtplib.SMTPDataError):
        send(smtp)
    assert len(recorder.received) == 1


def test_inside_tls_everything_passes(smtp: Cutting, recorder: Recorder) -> None:
    smtp.strike("^DATA", Ending.BEFORE)
    with smtplib.SMTP("127.0.0.1", smtp.port, timeout=30) as client:
        client.starttls(context=trusting(str(recorder.authority)))
        client.login(MAYA, "secret")
        client.sendmail(MAYA, ["ana@acme.example"], b"Subject: Hello\r\n\r\nHello.\r\n")
    assert len(recorder.received) == 1
