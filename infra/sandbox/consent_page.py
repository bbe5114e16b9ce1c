"""The consent page as HTML: accounts to choose from, a box per scope to tick, continue or cancel. Knows only what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font-family:system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;line-height:1.5}}
fieldset{{border:1px solid #bbb;border-radius:.5rem;margin:1rem 0}}label{{display:block;padding:.25rem 0}}
button{{font:inherit;padding:.5rem 1.2rem;margin-right:.5rem}}small{{color:#555}}</style></head>
<body>{body}</body></html>
"""


@dataclass(frozen=True)
class ConsentForm:
    """What one provider's page shows: whose it is, who may sign in, and what is asked for, in its words."""

    title: str
    people: list[tuple[str, str]]
    #: Each scope with its sentence.
    wanted: list[tuple[str, str]]
    #: Whether each scope has a box of its own to untick (Google), or all are granted together (Microsoft).
    has_boxes: bool
    #: What the client asked, travelling along in hidden fields.
    hidden: dict[str, str]
    login_hint: str | None
    action: str


def render_consent(form: ConsentForm) -> str:
    """Return the page."""
    people = form.people
    chosen = form.login_hint if form.login_hint in {email for email, _ in people} else people[0][0] if people else None
    accounts = "".join(_account(email, name, is_chosen=email == chosen) for email, name in people)
    boxes = "".join(_box(scope, sentence, form) for scope, sentence in form.wanted)
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in form.hidden.items()
    )
    body = (
        f"<h1>{escape(form.title)}</h1><p><small>A pretend one on this machine. No real account is involved.</small></p>"
        f'<form method="post" action="{escape(form.action)}">{kept}'
        f"<fieldset><legend>Choose an account</legend>{accounts}</fieldset>"
        f"<fieldset><legend>This app wants to</legend>{boxes}</fieldset>"
        '<button name="decision" value="allow">Continue</button><button name="decision" value="cancel">Cancel</button></form>'
    )
    return page(form.title, body)


def error_page(error: str, text: str, status: int) -> str:
    body = f"<h1>Access blocked: authorization error</h1><p>{escape(text)}</p><p>Error {status}: {escape(error)}</p>"
    return page(f"Error {status}: {error}", body)


def page(title: str, body: str) -> str:
    """Return a page around a body that is HTML already."""
    return _PAGE.format(title=escape(title), body=body)


def _account(email: str, name: str, *, is_chosen: bool) -> str:
    checked = " checked" if is_chosen else ""
    return f'<label><input type="radio" name="account" value="{escape(email)}" required{checked}> {escape(name)} &lt;{escape(email)}&gt;</label>'


def _box(scope: str, sentence: str, form: ConsentForm) -> str:
    shown = f"{escape(sentence)} <small>{escape(scope)}</small>"
    if not form.has_boxes:
        return f"<p>{shown}</p>"
    return f'<label><input type="checkbox" name="granted" value="{escape(scope)}" checked> {shown}</label>'
