"""What was asked and what was sent: the record that tests read instead of the product's own tables. Counts; decides nothing."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class SentMail:
    """One mail that was accepted for delivery, written down when the work is done, whatever became of the answer."""

    account: str
    via: str
    at: datetime
    submitted: bytes
    stored: bytes
    message_id: str
    thread_id: str
    rfc822_message_id: str
    draft_id: str | None

    @property
    def fingerprint(self) -> str:
        """What makes two sends "the same mail": the bytes the client handed in."""
        return hashlib.sha256(self.submitted).hexdigest()


class Ledger:
    """Calls, answers and units per account and method, and the mails sent."""

    def __init__(self) -> None:
        self._calls: Counter[tuple[str, str]] = Counter()
        self._units: Counter[tuple[str, str]] = Counter()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self.sent: list[SentMail] = []

    def count_call(self, account: str | None, method: str) -> None:
        self._calls[account or "", method] += 1

    def count_answer(self, account: str | None, method: str, status: int) -> None:
        self._answers[account or "", method, status] += 1

    def count_units(self, account: str, method: str, units: int) -> None:
        self._units[account, method] += units

    def forget_calls(self) -> None:
        self._calls.clear()
        self._units.clear()
        self._answers.clear()

    def calls(self, account: str | None = None) -> dict[str, Any]:
        """Sum over one account, or over all when none is named."""
        calls, units, answers = Counter[str](), Counter[str](), dict[str, Counter[str]]()
        for (who, method), number in self._calls.items():
            calls[method] += number if account in (None, who) else 0
        for (who, method), number in self._units.items():
            units[method] += number if account in (None, who) else 0
        for (who, method, status), number in self._answers.items():
            if account in (None, who):
                answers.setdefault(method, Counter())[str(status)] += number
        return {
            "calls": +calls,
            "units": +units,
            "answers": answers,
            "calls_total": calls.total(),
            "units_total": units.total(),
        }

    def list_sent(self, account: str | None = None) -> list[dict[str, Any]]:
        times = Counter((each.account, each.fingerprint) for each in self.sent)
        return [
            {
                "account": each.account,
                "via": each.via,
                "at": each.at.isoformat(),
                "id": each.message_id,
                "threadId": each.thread_id,
                "draftId": each.draft_id,
                "messageId": each.rfc822_message_id,
                "raw": base64.b64encode(each.stored).decode(),
                "submitted": base64.b64encode(each.submitted).decode(),
                "times": times[each.account, each.fingerprint],
            }
            for each in self.sent
            if account in (None, each.account)
        ]
