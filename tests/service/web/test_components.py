"""The components that every page is made of, rendered by themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from service.web.pages import TEMPLATES
from service.web.words import Words

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
IMPORTED = "heading, banner, status, moment, span, address, form, act, field, why, decision, evidence, diff"
HOSTILE = '"><script>alert(1)</script>'


def shown(source: str, language: str = "en", **values: Any) -> str:
    """A piece of a page."""
    visit = SimpleNamespace(zone="Europe/Berlin", now=NOW, form_token="the-token", language=language)
    template = TEMPLATES.from_string(f'{{% from "components/all.html" import {IMPORTED} with context %}}{source}')
    return template.render(visit=visit, words=Words(language, visit.zone, NOW), **values)


def test_a_decision_says_why_and_offers_to_change_and_undo() -> None:
    page = shown(
        '{% call decision("status", why=["You declined it."], change="/x", undo="/x/undo") %}Left out{% endcall %}'
    )
    assert 'data-decision="status"' in page
    assert "You declined it." in page
    assert '<a class="change" href="/x" data-key="e">Change</a>' in page
    assert 'action="/x/undo" method="post"' in page
    assert 'name="form_token" value="the-token"' in page


def test_a_decision_that_cannot_be_undone_yet_says_so() -> None:
    page = shown('{% call decision("x", why=["a"], change="/x", undo="/y", can_undo=false) %}{% endcall %}')
    assert "There is nothing to undo yet." in page
    assert "<form" not in page


def test_a_decision_without_an_undo_of_its_own_names_what_undoes_it() -> None:
    page = shown('{% call decision("x", why=["a"], change="/x", change_label="Review") %}{% endcall %}')
    assert "To undo it, use “Review”." in page


def test_a_reason_comes_with_its_quote_and_in_the_persons_language() -> None:
    reason = {"text": "You declined it.", "evidence": {"source": "msg:msg_1", "quote": "I cannot make it"}}
    page = shown("{{ why([reason]) }}", "de", reason=reason)
    assert "Sie haben abgesagt." in page
    assert "I cannot make it" in page
    assert "eine E-Mail" in page
    assert "msg_1" not in page


@pytest.mark.parametrize(
    "source",
    [
        "{{ heading(bad, bad, bad) }}",
        '{{ banner("note", bad, "/x", bad) }}',
        "{{ status(bad) }}",
        "{{ address(bad, bad) }}",
        "{{ field(bad, bad, bad, hint=bad, error=bad, maxlength=bad) }}",
        "{{ act(bad, bad, value=bad) }}",
        "{% call form(bad, hx_post=bad) %}{{ bad }}{% endcall %}",
        '{{ evidence({"quote": bad, "source": bad, "href": "/x"}, bad) }}',
        '{{ diff(bad, bad ~ "x") }}',
        "{{ why([bad]) }}",
    ],
)
def test_hostile_text_stays_text(source: str) -> None:
    page = shown(source, bad=HOSTILE)
    assert "<script" not in page
    assert HOSTILE not in page


def test_every_status_has_a_word_and_a_shape() -> None:
    for word in ("held", "cancelled", "needs_review", "unclear", "needs_consent", "anything_else"):
        page = shown("{{ status(word) }}", word=word)
        assert 'class="shape" aria-hidden="true"' in page
        assert page.rpartition("</span>")[0].rpartition(">")[2].strip()


def test_a_time_is_told_in_both_zones_only_where_they_differ() -> None:
    there = shown('{{ span(now, none, "America/New_York") }}', now=NOW)
    assert "10:00" in there
    assert "(04:00 in New York)" in there
    assert "(" not in shown('{{ span(now, none, "Europe/Berlin") }}', now=NOW)


def test_a_missing_time_is_said() -> None:
    assert "no time yet" in shown("{{ moment(none) }}{{ span(none, none) }}")


def test_the_hint_and_the_error_are_tied_to_their_field() -> None:
    page = shown('{{ field("mail", "Address", hint="Yours.", error="No.") }}')
    assert 'aria-describedby="mail-hint mail-error" aria-invalid="true"' in page
    assert 'id="mail-hint"' in page
    assert 'id="mail-error"' in page
