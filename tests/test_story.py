"""One person's month, provider to provider: what is logged at the end is what really happened, nothing else is, and
every interview has a draft or a reason why none is due. In `make test-story` another month goes through the processes
that `make demo` starts.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.accounts import LOCAL_PERSON
from service.context import open_context
from service.schema import FollowUp, Interview
from service.settings import load_settings
from tests import month

SEEDS = [1, 2] if os.environ.get("WHOLE_STORY") else [2]
"""`make test-story` lives through both months, the first by processes; `make test` looks at the one that the browser's
tests live through anyway."""
ASKED_AT_MOST = {1: 0, 2: 2}
"""True interviews that a person may be asked about instead of seeing them logged, for each seed."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_month_is_logged_as_it_happened(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = month.kept(seed, month.shared_folder(tmp_path_factory))
    interviews = kept.interviews
    complaints = [(what, wrong) for what, is_hard, wrong in month.compare(kept.truth, interviews) if not is_hard]
    asked = [what for what, wrong in complaints if wrong == "asked about instead of logged"]
    false = [what for what, wrong in complaints if "but is none" in wrong or "never happened" in wrong]
    wrong = [told for told in complaints if told[0] not in {*asked, *false}]
    logged = [one for one in interviews if one["status"] not in {"proposed", "not_logged"}]
    assert false == []
    assert wrong == []
    assert len(asked) <= ASKED_AT_MOST[seed], asked
    assert len(logged) >= 14
    assert kept.after_a_sync == [interviews, kept.drafts]
    _assert_every_end_has_a_draft_or_a_reason(kept.folder)


def _assert_every_end_has_a_draft_or_a_reason(folder: Path) -> None:
    context = open_context(load_settings({}, data_dir=folder))
    with context.database.reading() as session:
        ended = session.query(Interview).where(
            Interview.person_id == LOCAL_PERSON,
            Interview.band == "log",
            Interview.status.in_(("held", "held_presumed", "no_show", "cancelled")),
        )
        told = {row.interview_id for row in session.query(FollowUp).where(FollowUp.person_id == LOCAL_PERSON)}
        without = [row.title for row in ended if row.id not in told and not row.data.get("same_as")]
    context.database.close()
    assert without == []
