"""Which drafts a new one is kept apart from: the person's own, by when the meetings ended, whatever came first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from service.context import Context
from service.drafting.memory import Memory, recall
from service.schema import Contact, Draft, Interview
from service.sealed import DraftContent, seal_draft
from tests.service.drafting.alone import BEGINS, Talk, scene_of

SAID = "Your advice to keep a list of questions has stayed with me. Thank you for the time."
ALICE, CHARLIE = "per_alice", "per_charlie"


def put(context: Context, person_id: str, number: int, *, day: int, text: str = SAID, organisation: str = "") -> None:
    """A meeting that ended that day, with a draft that waits."""
    start = BEGINS + timedelta(days=day)
    row_id = f"{person_id}-{number}"
    with context.database.writing(person_id) as session:
        session.add(
            Contact(id=row_id, person_id=person_id, name="Ruth Adler", organisation=organisation, created_at=start)
        )
        session.add(
            Interview(
                id=row_id, person_id=person_id, meeting=row_id, contact_id=row_id, status="held", band="log",
                classification="informational", start=start, end=start + timedelta(minutes=30), first_seen_at=start,
                updated_at=start,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            Draft(
                id=row_id, person_id=person_id, interview_id=row_id, contact_id=row_id, kind="thank_you",
                state="needs_review", sender="a@mail.example", to=["r@office.example"], subject="Thank you",
                content_sealed=seal_draft(
                    context.vault, DraftContent(f"Hi Ruth,\n\n{text} {number}.\n\nBest,\nNoah"), row_id
                ),
                created_at=start, updated_at=start,
            )
        )  # fmt: skip


def memory(context: Context, *, day: int, organisation: str = "") -> Memory:
    """What Alice's draft about a meeting on that day remembers."""
    scene = scene_of(Talk(number=day, organisation=organisation))
    scene.interview.person_id = ALICE
    scene = replace(scene, sender=replace(scene.sender, id=ALICE))
    with context.database.reading() as session:
        return recall(session, context.vault, scene, scene.recipient)


def test_what_was_said_before_is_remembered_without_greeting_and_sign_off(context_on_both: Context) -> None:
    put(context_on_both, ALICE, 1, day=1)
    found = memory(context_on_both, day=3)
    assert found.texts == (f"{SAID} 1.",)
    assert found.repeats("Your advice to keep a list of questions has stayed with me.")


def test_nobody_else_is_remembered(context: Context) -> None:
    put(context, CHARLIE, 1, day=1)
    assert memory(context, day=3).texts == ()


def test_of_later_meetings_only_whole_sentences_are_avoided(context: Context) -> None:
    put(context, ALICE, 1, day=5)
    found = memory(context, day=3)
    assert found.texts == ()
    assert found.repeats("Your advice to keep a list of questions has stayed with me.")
    assert found.likeness("Your advice to keep a list of questions") == 0


def test_a_long_sentence_may_come_again_after_twenty_drafts_but_not_to_one_organisation(context: Context) -> None:
    put(context, ALICE, 1, day=1, organisation="Office of Maps")
    for number in range(2, 23):
        put(context, ALICE, number, day=number, text="Something else altogether stands in every one of these, number")
    sentence = "Your advice to keep a list of questions has stayed with me."
    assert not memory(context, day=30).repeats(sentence)
    assert memory(context, day=30).likeness(sentence) == 1
    assert memory(context, day=30, organisation="Office of Maps").repeats(sentence)
