"""What was built to choke a program is put aside with its reason while the rest goes on, and what leaves the house is the
person's words alone.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape

from infra.bench.bombs import CALENDARS, MAILS
from tests.security.house import House
from tests.security.test_bombs import attached, fates, send, watched

WORST = (
    "1,000 nested parts", "mails packed into mails 28 times", "20,000 addresses", "one encoded word of 240 KiB",
    "entities in entities", "a calendar of 20 MiB in base64",
)  # fmt: skip
WORST_CALENDARS = ("every second", "50,000 attendees")
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
}  # fmt: skip


def test_ps_21_what_would_choke_a_reader_is_put_aside_and_the_rest_goes_on(house: House) -> None:
    """Mails and calendars built to take a reader's time are done with or put aside; a talk beside them is found at once."""
    bombs = {name: MAILS[name]() for name in WORST} | {name: attached(CALENDARS[name]()) for name in WORST_CALENDARS}
    with watched(house) as pulse:
        sent, asked = send(house, bombs, ["bomba"])
    told = fates(house, sent)
    assert set(told.values()) <= {"quarantined", "set aside", "stored"}, told
    assert told["1,000 nested parts"] == "quarantined"
    assert [house.interview_with(address) is not None for address in asked] == [True]
    assert set(pulse.answers) == {200}


def test_ps_21_what_was_put_aside_is_shown_with_its_reason(house: House) -> None:
    """Whatever cannot be read is counted and listed with its reason, and can be tried once more or let go."""
    sent = str(house.control.deliver(raw=MAILS["1,000 nested parts"]())["id"])
    house.settle()
    (row,) = [one for one in house.rows("quarantine") if one["provider_id"] == sent]
    page = unescape(house.get(f"/health/{row['account_id']}/unreadable").text)
    assert row["reason"].split(".")[0] in page
    again = house.post(f"/health/{row['account_id']}/retry", kind=row["kind"], record=sent)
    assert again.status_code in (200, 303), again.text
    house.settle()
    (row,) = [one for one in house.rows("quarantine") if one["provider_id"] == sent]
    assert row["attempts"] >= 2


def test_ps_23_what_leaves_is_the_persons_words_without_pixel_link_or_advert(house: House) -> None:
    """A sent mail is plain text, word for word what was approved: no picture, no link of ours, no line about us."""
    draft = house.written_to("poppy")
    assert house.approve(draft).code == 0
    house.move(1)
    house.settle()
    (sent,) = house.sent_to(draft["to"][0])
    mail = message_from_bytes(sent["raw"], policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail.get_content_type() == "text/plain"
    assert " ".join(mail.get_content().split()) == " ".join(draft["body"].split())
    assert {name for name in mail.keys() if not name.startswith("X-Google")} <= HEADERS  # noqa: SIM118 (names as told)
    assert re.findall(rb"(?i)https?://|<img|<html|warmthread|unsubscribe", sent["raw"]) == []
