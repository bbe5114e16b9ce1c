"""From the person's yes to the provider's Sent folder and back, through real processes: one mail, in its thread, and the
interview is thanked. A part of `make test-story`: `make test` sends from one process (tests/service/test_outbox.py and
test_outlook_outbox.py, tests/browser/test_reviewing.py).
"""

from __future__ import annotations

import base64
import json
import os
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from infra import demo
from infra.demo import Product
from infra.sandbox.process import run_sandbox
from service import drafting, interviews
from service.accounts import LOCAL_PERSON
from service.context import open_context
from service.settings import load_settings

NINE_DAYS = "2026-03-11T13:00:00Z"
Listed = list[dict[str, object]]


def _listings(product: Product) -> tuple[Listed, Listed]:
    """The interviews and the drafts, out of the same database and without the start of a command."""
    context = open_context(load_settings(product.environment))
    with context.database.reading() as session:
        found = (
            interviews.listing(session, LOCAL_PERSON, include_left_out=False),
            drafting.listing(session, context.vault, LOCAL_PERSON),
        )
    context.database.close()
    return found


@pytest.mark.skipif(not os.environ.get("WHOLE_STORY"), reason="real processes take half a minute: make test-story")
@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_an_approved_draft_is_sent_once_and_its_copy_thanks_the_interview(provider: str, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    arguments = ("--scenario", "month", "--seed", "1", "--now", demo.START, "--clock-file", str(clock))
    with run_sandbox(*demo.ports(provider), *arguments) as sandbox:
        sandbox.control.move_clock(to=NINE_DAYS)
        with demo.run_product(sandbox, tmp_path, {"WARMTHREAD_UNDO_SECONDS": "0"}) as product:
            demo.wait_until(product, NINE_DAYS, "starting", key="now")
            demo.connect(product, sandbox.control_of(provider), provider)
            demo.wait_until(product, NINE_DAYS, "catching up")
            _, drafts = _listings(product)
            draft = next(one for one in drafts if one["kind"] == "thank_you" and one["in_reply_to"])
            shown = json.loads(product.command("drafts", "show", str(draft["id"]), "--json"))
            product.command("drafts", "approve", str(draft["id"]), "--yes", shown["digest"])
            demo.wait_until(product, NINE_DAYS, "sending")
            sandbox.control.move_clock(advance=1800)
            demo.wait_until(product, sandbox.control.state()["now"].replace("+00:00", "Z"), "reading the sent copy")
            logged, left = _listings(product)
        (sent,) = sandbox.control.sent()
    mail = message_from_bytes(base64.b64decode(sent["raw"]), policy=policy.default)
    assert mail["In-Reply-To"] == draft["in_reply_to"]
    assert mail["References"].split() == draft["references"]
    assert mail["Subject"] == draft["subject"]
    assert [one.addr_spec for one in mail["To"].addresses] == draft["to"]
    assert mail.get_content().split() == str(draft["body"]).split()
    thanked = next(one for one in logged if one["id"] == draft["interview"])
    assert thanked["thanked_at"]
    assert thanked["status"] == "held"
    assert draft["id"] not in {one["id"] for one in left if one["state"] == "needs_review"}
