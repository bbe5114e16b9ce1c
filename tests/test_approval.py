"""From the person's yes to the provider's Sent folder and back: one mail, in its thread, and the interview is thanked."""

from __future__ import annotations

import base64
import json
from email import message_from_bytes
from pathlib import Path

from infra import demo
from infra.sandbox.process import run_sandbox

NINE_DAYS = "2026-03-11T13:00:00Z"


def test_an_approved_draft_is_sent_once_and_its_copy_thanks_the_interview(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    arguments = ("--scenario", "month", "--seed", "1", "--now", demo.START, "--clock-file", str(clock))
    with run_sandbox(*arguments) as sandbox:
        sandbox.control.move_clock(to=NINE_DAYS)
        with demo.run_product(sandbox, tmp_path, {"WARMTHREAD_UNDO_SECONDS": "0"}) as product:
            demo.wait_until(product, NINE_DAYS, "starting", key="now")
            demo.connect(product, sandbox.control)
            demo.wait_until(product, NINE_DAYS, "catching up")
            drafts = json.loads(product.command("drafts", "--json"))
            draft = next(one for one in drafts if one["kind"] == "thank_you" and one["in_reply_to"])
            shown = json.loads(product.command("drafts", "show", draft["id"], "--json"))
            product.command("drafts", "approve", draft["id"], "--yes", shown["digest"])
            demo.wait_until(product, NINE_DAYS, "sending")
            sandbox.control.move_clock(advance=1800)
            demo.wait_until(product, sandbox.control.state()["now"].replace("+00:00", "Z"), "reading the sent copy")
            interviews = json.loads(product.command("interviews", "--json"))
            left = json.loads(product.command("drafts", "--json"))
        (sent,) = sandbox.control.sent()
    mail = message_from_bytes(base64.b64decode(sent["raw"]))
    assert mail["In-Reply-To"] == draft["in_reply_to"]
    assert mail["References"].split() == draft["references"]
    assert mail["Subject"] == draft["subject"]
    assert mail["To"].endswith(f"<{draft['to'][0]}>")
    thanked = next(one for one in interviews if one["id"] == draft["interview"])
    assert thanked["thanked_at"]
    assert thanked["status"] == "held"
    assert draft["id"] not in {one["id"] for one in left if one["state"] == "needs_review"}
