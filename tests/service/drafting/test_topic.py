"""What a request says the talk is to be about, and what is no topic a draft can name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.records import CalendarEvent
from service.drafting.scene import Entry
from service.drafting.topic import own_path, topic_of
from tests.service.drafting.alone import Talk, scene_of

TOPICS = [
    ("I teach chemistry and have been wondering about museum learning. Could I ask you for half an hour?", "museum learning"),
    ("I work in human resources and am considering career counselling. Have you half an hour?", "career counselling"),
    ("I cannot decide between hearing aid design and concert halls. May I call?", "hearing aid design and concert halls"),
    ("Could you tell me how people come to restoration from my side?", "how people come to restoration from my side"),
    ("Would you tell me what the job is like from inside?", "what the job is like from inside"),
    ("I dream of making audio documentaries. Could I ask you some questions?", "making audio documentaries"),
    ("I'm looking at emergency planning as a next step. Could I call you?", "emergency planning"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "topic"), TOPICS)
def test_a_request_names_its_topic_in_many_ways(asked: str, topic: str) -> None:
    scene = scene_of(Talk(asked=asked))
    found = topic_of(scene, scene.recipient, "en")
    assert found is not None
    assert found.text == topic


@pytest.mark.parametrize(
    "asked",
    [
        "I edit novels and would like to understand how they travel. Could I call?",
        "I saw the exhibition. Could you tell me how people get into that work?",
        "I forecast tomatoes and would like to find out whether that is any use. Could I call you?",
    ],
)
def test_what_points_back_to_other_words_is_no_topic(asked: str) -> None:
    scene = scene_of(Talk(asked=asked))
    assert topic_of(scene, scene.recipient, "en") is None


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        ("Of course! I taught biology for nine years before I crossed over. Friday?", "taught biology for nine years"),
        (
            "I left the museum in 2021 and spent most of the first year learning how to write a quote, so do ask.",
            "left the museum in 2021",
        ),
    ],
)
def test_their_path_is_told_whole_and_without_their_i(answer: str, path: str) -> None:
    scene = scene_of(Talk(answer=answer))
    found = own_path(scene, scene.recipient)
    assert found is not None
    assert found.text == path


def test_a_scheduling_page_asks_what_it_is_about() -> None:
    scene = scene_of(Talk(asked="Could I call you?"))
    entry = Entry(
        "e1",
        CalendarEvent(
            "e1",
            "e1",
            description="What would you like to talk about? Going from museums to heritage consultancy\nBooked with Slotbook.",
        ),
    )
    found = topic_of(replace(scene, entries=(entry,)), scene.recipient, "en")
    assert found is not None
    assert found.text == "going from museums to heritage consultancy"
