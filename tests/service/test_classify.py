"""What is an informational talk, what only looks like one, and what may be stored at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.records import Invite
from service import classify
from service.addresses import address_key
from service.classify import Facts, Said, Surroundings
from service.context import Context
from service.speech import Act, acts, instead, reads
from service.wording import Reading
from tests.service.mailroom import Mailroom, attendee, mail, meeting
from tests.service.threads import ALICE, NEGATIVE, POSITIVE, START, Thread

OWN = Surroundings(
    own=frozenset({"alice@alice.example", "alice@work.example"}), own_organisations=frozenset({"work.example"})
)
SAM = "Sam Adeyemi <sam@brightwell.example>"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def played(context: Context, thread: Thread) -> Mailroom:
    """The thread delivered as it happened; its mail read once more when its meeting is known, as a look does."""
    room = Mailroom(context)
    records = thread.records()
    for record in (*records, *records):
        room.deliver(record, now=START - timedelta(hours=20))
    room.step(START + timedelta(days=1))
    return room


@pytest.mark.parametrize("thread", POSITIVE, ids=lambda thread: thread.name)
def test_an_informational_talk_is_logged_by_itself(context: Context, thread: Thread) -> None:
    interview = played(context, thread).only()
    assert (interview.band, interview.classification, interview.status) == ("log", "informational", "held_presumed")
    assert interview.role == ("host" if thread.name.startswith("host") else "seeker")
    assert interview.reasons
    assert sum(reason["points"] for reason in interview.reasons) == interview.score


@pytest.mark.parametrize("thread", NEGATIVE, ids=lambda thread: thread.name)
def test_what_only_looks_like_one_is_left_out_under_its_own_name(context: Context, thread: Thread) -> None:
    room = played(context, thread)
    rows = room.interviews()
    assert all((row.status, row.classification) == ("not_logged", thread.kind) for row in rows)
    if rows:
        assert f"classified_as_{thread.kind}" in room.alerts()


def test_structure_alone_asks_and_never_logs() -> None:
    facts = Facts(
        contact="sam@brightwell.example",
        outside=("sam@brightwell.example",),
        start=NOW,
        end=NOW + timedelta(minutes=30),
    )
    assert classify.classify(facts).band == "ask"


def test_a_note_and_the_persons_word_decide_whatever_the_score() -> None:
    screen = Facts(contact="k@x.example", outside=("k@x.example",), against=instead("Phone screen with our recruiter"))
    assert classify.classify(screen).band == "leave"
    assert classify.classify(replace(screen, has_note=True)).band == "log"
    assert classify.classify(replace(screen, has_note=True, is_note_of_hiring=True)).band == "leave"
    assert classify.classify(replace(screen, person_says="yes")).band == "log"
    coffee = Facts(contact="k@x.example", outside=("k@x.example",), acts=acts("Informational interview"))
    told = classify.classify(replace(coffee, person_says="sales"))
    assert (told.band, told.kind) == ("leave", "sales")


def test_every_reason_that_rests_on_words_carries_them() -> None:
    text = "I'd love to hear how you got into it. Would you have 20 minutes?"
    said = Said("user", NOW, "msg:1", acts(text))
    found = classify.classify(Facts(contact="a@b.example", outside=("a@b.example",), mails=(said,)))
    request = next(reason for reason in found.reasons if reason.rule == "own_request")
    assert request.quote in text
    assert request.as_json()["evidence"] == {"source": "msg:1", "quote": request.quote}


def test_colleagues_cost_points_but_are_no_veto() -> None:
    text = "Could I pick your brain for 20 minutes about your path into strategy?"
    said = Said("user", NOW - timedelta(days=1), "msg:1", acts(text), reads=reads(text))
    inside = Facts(
        contact="bo@work.example",
        outside=("bo@work.example",),
        own_organisations=frozenset({"work.example"}),
        mails=(said,),
        start=NOW,
        end=NOW + timedelta(minutes=30),
    )
    outside = replace(inside, own_organisations=frozenset())
    assert classify.classify(inside).band == "log"
    assert classify.classify(outside).score == classify.classify(inside).score + 3


def test_whoever_asked_first_makes_the_other_one_the_host() -> None:
    ask = acts("Would you have 20 minutes to tell me how you got into teaching?")
    mine, theirs = Said("user", NOW, "msg:1", ask), Said("contact", NOW + timedelta(days=1), "msg:2", ask)
    assert classify.role_of(Facts(mails=(mine, theirs))) == "seeker"
    assert classify.role_of(Facts(mails=(replace(mine, at=NOW + timedelta(days=2)), theirs))) == "host"
    assert classify.role_of(Facts(default_role="host")) == "host"


# --- candidates ----------------------------------------------------------------------------------------------------


def rule_of_mail(around: Surroundings = OWN, **more: object) -> classify.Candidacy:
    fields: dict[str, object] = {"sender": SAM, "to": ALICE, "date": NOW, "text": "Hello there."}
    return classify.candidate_message(mail(**(fields | more)), around)  # type: ignore[arg-type]


def test_a_request_of_ones_own_is_a_candidate_and_its_people_are_looked_up() -> None:
    text = "I'm exploring public health. Would you have 20 minutes to tell me about your path?"
    found = rule_of_mail(sender=ALICE, to=SAM, text=text, own=("alice@alice.example",))
    assert found.is_candidate
    assert found.wants_mail
    assert [person.email for person in found.people] == ["sam@brightwell.example"]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Your order has shipped.", {}),
        ("Coffee at 4? x", {}),
        ("Learn how to advance your career in 20 minutes! Would you be open to a call?", {"is_bulk": True}),
        ("Would you have 20 minutes for a demo of our platform? I'd love to hear about your role.", {}),
        ("Would you have 20 minutes to tell me about your path?", {"sender": "no-reply@lists.example"}),
        ("Out of office until Monday.", {"is_automatic": True}),
        ("Thank you for applying! Would you have 30 minutes to talk about your experience?", {}),
        ("Meeting notes attached, see you at the stand-up.", {"sender": "bo@work.example", "to": "alice@work.example"}),
    ],
)
def test_ordinary_mail_is_set_aside(text: str, more: dict[str, object]) -> None:
    assert not rule_of_mail(OWN, text=text, **more).is_candidate


@pytest.mark.parametrize("word", ["mail-", "write.", "a", "a_", "1", "contact ", "mail a@", "a@b.", "sam@x.example "])
def test_a_mail_of_one_endless_word_is_read_through_once(word: str) -> None:
    """Were each of its letters a beginning of its own to look from, this test would not end."""
    assert not rule_of_mail(text=f"The list is at pat@else.example. {word * (1_000_000 // len(word))}").is_candidate


def test_mail_with_somebody_of_interest_and_mail_in_a_followed_thread_are_kept() -> None:
    around = replace(OWN, people=frozenset({"sam@brightwell.example"}), message_keys=frozenset({"<m1@x>"}))
    assert rule_of_mail(around).is_candidate
    first = mail(ALICE, "Pat <pat@else.example>", NOW, "…", message_id="<m1@x>")
    assert classify.candidate_message(mail("pat@else.example", ALICE, NOW, "Yes.", reply_to=first), around).is_candidate
    assert not rule_of_mail(around, is_bulk=True).is_candidate


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("Ask Ines, she's fine with you mailing her: ines@tide.example. Say it was me.", True),
        ("Melden Sie sich gern bei Ines, ines@tide.example.", True),
        ("Tu peux lui écrire de ma part : ines@tide.example", True),
        ("Puedes escribirle a Ines, ines@tide.example.", True),
        ("The invoice goes to billing@tide.example, thanks.", False),
        ("Ask Ines, she's fine with it.", False),
        ("She's happy to help: ines@tide.example or joe@tide.example.", False),
    ],
)
def test_a_mail_that_hands_on_one_persons_address_and_says_to_write_there_is_kept(text: str, is_kept: bool) -> None:
    assert rule_of_mail(text=text).is_candidate == is_kept


def test_the_mail_that_began_a_followed_thread_is_kept_though_it_is_read_last() -> None:
    around = replace(OWN, thread_keys=frozenset({"<root@x>"}))
    assert rule_of_mail(around, message_id="<Root@x>").is_candidate


def test_an_invite_in_a_mail_is_judged_as_a_meeting() -> None:
    invite = Invite("REQUEST", (meeting("u", START, [attendee(ALICE), attendee(SAM)], organizer=SAM),))
    assert rule_of_mail(invites=(invite,)).is_candidate
    cleaning = meeting("v", START, [attendee(ALICE), attendee(SAM)], organizer=SAM, summary="Dental cleaning")
    assert not rule_of_mail(invites=(Invite("REQUEST", (cleaning,)),)).is_candidate


EVENTS = {
    "a talk with one outside person": (True, {"people": [SAM]}),
    "a colleague's weekly": (False, {"people": ["Bo <bo@work.example>"], "summary": "Bo / Alice weekly sync"}),
    "coffee with a colleague": (True, {"people": ["Bo <bo@work.example>"], "summary": "Coffee chat Bo / Alice"}),
    "a stand-up of colleagues": (False, {"people": [f"p{n}@work.example" for n in range(4)], "summary": "Stand-up"}),
    "a webinar of a robot": (False, {"people": [], "organizer": "webinars@zoom.us", "summary": "Webinar"}),
    "a crowd": (False, {"people": [f"p{n}@place{n}.example" for n in range(14)]}),
    "a whole day": (False, {"people": [SAM], "is_all_day": True}),
    "the dentist": (False, {"people": ["Dr. Kern <kern@kern.example>"], "summary": "Dentist"}),
    "an own note that names a talk": (True, {"people": [], "summary": "Coffee with Sam Adeyemi"}),
    "an own note about anything": (False, {"people": [], "summary": "Write report"}),
    "a phone screen is stored so that it can be seen": (True, {"people": [SAM], "summary": "Phone screen - Analyst"}),
    "a room only": (False, {"people": ["room-2@resource.work.example"], "summary": "Focus"}),
}  # fmt: skip


@pytest.mark.parametrize("name", EVENTS)
def test_calendar_events_are_judged_by_who_takes_part(name: str) -> None:
    is_candidate, more = EVENTS[name]
    people = [attendee(one) for one in more.pop("people", [])]  # type: ignore[attr-defined]
    found = classify.candidate_calendar_event(meeting("u", START, [attendee(ALICE), *people], **more), OWN)  # type: ignore[arg-type]
    more["people"] = [one.address.email for one in people]  # type: ignore[index]
    assert found.is_candidate is is_candidate
    assert found.rule


def test_mail_is_not_looked_up_for_a_plain_hiring_event() -> None:
    screen = meeting("u", START, [attendee(ALICE), attendee(SAM)], summary="Phone screen - Analyst")
    assert not classify.candidate_calendar_event(screen, OWN).wants_mail
    assert classify.candidate_calendar_event(replace(screen, summary="Sam / Alice"), OWN).wants_mail


def test_surroundings_are_one_persons_own(context: Context) -> None:
    room = played(context, POSITIVE[0])
    with context.database.reading() as session:
        mine = classify.surroundings(session, room.person_id)
        others = classify.surroundings(session, "per_bob")
    assert address_key("d.osei@northgate.example") in mine.people
    assert mine.message_keys
    assert others == Surroundings()


# --- who asks whom -------------------------------------------------------------------------------------------------

MAYA = "maya@lake.example"


def between(*mails: Said, **more: object) -> classify.Classification:
    known = {"contact": MAYA, "outside": (MAYA,), "contact_name": "Maya Lake", "own_names": ("Alice Moreau",)}
    times = {"start": NOW + timedelta(days=9), "end": NOW + timedelta(days=9, minutes=30)}
    return classify.classify(Facts(mails=mails, **(known | times | more)))  # type: ignore[arg-type]


def said(by: str, text: str, day: float = 0, **more: object) -> Said:
    at = NOW + timedelta(days=day)
    return Said(by, at, f"msg:{by}{day}", acts(text), instead(text), reads(text), **more)  # type: ignore[arg-type]


WARM = "I'd love to hear about your journey. Would you have 20 minutes for a coffee?"


def test_the_same_warm_words_are_a_talk_of_the_person_who_writes_them_and_a_question_from_anybody_else() -> None:
    mine = between(said("user", WARM), said("contact", "Happy to.", 1))
    theirs = between(said("contact", WARM), said("user", "OK, Wednesday.", 1))
    assert (mine.band, theirs.band) == ("log", "ask")


def test_whoever_writes_first_for_an_organisation_is_left_out() -> None:
    text = f"{WARM} We help schools with registers, and our customers love it."
    assert between(said("contact", text), said("user", "OK.", 1)).band == "leave"


def test_a_learner_who_writes_from_an_address_of_their_own_is_a_host_talk() -> None:
    text = "I'm a student and would love to hear how you became a pilot. Could we talk for 20 minutes?"
    student = between(said("contact", text), contact="maya@gmail.com", outside=("maya@gmail.com",))
    assert student.band == "log"
    assert between(said("contact", text)).band == "ask"


def test_an_offer_to_tell_of_their_own_way_answers_a_request_made_elsewhere() -> None:
    told = between(said("contact", "Re your message: happy to tell you how I got in. Wednesday at 3?"))
    assert (told.band, _rules(told) & {"they_began", "their_offer"}) == ("log", {"their_offer"})


def test_an_invite_that_a_calendar_sent_opens_no_conversation() -> None:
    assert "they_began" not in _rules(between(said("contact", "", is_letter=False)))
    assert "they_began" in _rules(between(said("contact", "Hello there")))


@pytest.mark.parametrize("name", ["Tom Moreau", "Tante Inge"])
def test_family_is_private_whatever_they_ask(name: str) -> None:
    assert "family" in _rules(between(said("contact", WARM), contact_name=name))


def test_thanks_afterwards_do_not_make_a_talk_what_it_was_not() -> None:
    after = said("user", "Thank you for telling me how you moved into the team.", 10)
    assert not _rules(between(after)) & {"explicit_words", "own_request"}


def test_what_a_programme_brought_together_is_never_logged_unasked() -> None:
    paired = Said("other", NOW, "msg:p", sender="mentoring@law.example")
    offer = said("contact", "Delighted. I'll tell you how I got into it.", 1)
    assert between(paired, offer).band != "log"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (
            "I'd like to learn the cello. Have you half an hour a week for me, and what do you charge?",
            "Gladly, Mondays.",
        ),
        ("Ich möchte Russisch lernen. Hätten Sie einmal die Woche eine halbe Stunde für mich?", "Gern, montags."),
        ("J'aimerais apprendre l'aquarelle. Auriez-vous une demi-heure, et à quel tarif ?", "Avec plaisir, lundi."),
        ("Me gustaría aprender inglés. ¿Tendrías media hora para mí, y cuánto cobras?", "Claro, el lunes."),
        (
            "Would you have half an hour to tell me what my lease means?",
            "Friday at 11, the first half hour is free of charge.",
        ),
    ],
)
def test_lessons_and_services_that_are_paid_for_are_left_out(asked: str, answered: str) -> None:
    found = between(said("user", asked), said("contact", answered, 1))
    assert (found.band, found.kind) == ("leave", "other")


@pytest.mark.parametrize(
    "text",
    [
        "Could I have half an hour of your time about the VAT on second-hand tractors?",
        "Hätten Sie eine halbe Stunde, um mir zu erklären, was ein Kredit kosten würde?",
        "Auriez-vous une demi-heure pour m'expliquer comment se passe une succession ?",
        "¿Tendrías media hora para explicarme qué préstamo me conviene?",
    ],
)
def test_a_matter_of_ones_own_is_left_out_whoever_is_asked(text: str) -> None:
    found = between(said("user", text), said("contact", "Thursday at 10, in the office.", 1))
    assert (found.band, found.kind) == ("leave", "personal")


def test_work_that_has_to_do_with_such_matters_may_be_asked_about() -> None:
    asked = said("user", "Could I have half an hour to hear about your work as a notary, and how you got into it?")
    assert between(asked, said("contact", "Gladly, Thursday.", 1)).band == "log"


def test_a_price_in_the_conversation_is_asked_about_where_the_way_into_the_work_is() -> None:
    asked = said("user", "Would you have 20 minutes to tell me how you became a tutor? What do you charge, by the way?")
    assert between(asked, said("contact", "Happy to.", 1)).band == "ask"


@pytest.mark.parametrize(
    "text",
    [
        "Have you got twenty minutes this week? I would like your advice on the year 9 timetable.",
        "Hättest du diese Woche eine halbe Stunde? Ich brauche deinen Rat wegen der Remittenden.",
        "Aurais-tu une demi-heure cette semaine ? J'ai besoin de ton avis sur l'atelier.",
        "¿Tienes media hora esta semana? Necesito tu consejo con el horario de segundo.",
    ],
)
def test_a_colleague_whose_advice_is_wanted_on_the_work_is_no_talk_about_their_way(text: str) -> None:
    inside = {"own_organisations": frozenset({"lake.example"}), "title": "Alice / Maya"}
    assert between(said("user", text), said("contact", "Sure, Thursday.", 1), **inside).band != "log"


READS_ELSE = Reading("hires", 0.8, "I am in the third year of my second postdoc.")


def test_how_one_sentence_reads_does_not_outweigh_a_plain_request_but_what_it_says_does() -> None:
    asked = said("user", "Could you spare me half an hour? How did you become an editor, and what do you miss?")
    doubted = replace(asked, against=(Act("reads_hiring", READS_ELSE.quote),), reads=(*asked.reads, READS_ELSE))
    yes = said("contact", "Glad to. The 15th at 5?", 1)
    found = between(doubted, yes)
    assert (found.band, "like_others" in _rules(found)) == ("log", True)
    applied = replace(asked, against=instead("I am writing to apply for the position you posted."))
    assert between(applied, yes).band == "ask"


def test_likeness_alone_logs_nothing_that_nobody_s_words_lean_to() -> None:
    hello = said(
        "user", "I am in Glasgow next week. Coffee? I want to hear all about the house. Half an hour, an hour."
    )
    found = between(hello, said("contact", "YES. Tuesday", 1), contact="maya@gmail.com", acts=acts("Coffee Maya"))
    assert found.band == "ask"


def _rules(found: classify.Classification) -> set[str]:
    return {reason.rule for reason in found.reasons}
