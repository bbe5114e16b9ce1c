"""The consent page as HTML: accounts to choose from, a box per scope to tick, continue or cancel. Knows only what it is given."""

from __future__ import annotations

from html import escape

from infra.sandbox.tokens import LOGIN_SCOPES

_SENTENCES = {
    "https://www.googleapis.com/auth/gmail.readonly": "View your email messages and settings",
    "https://www.googleapis.com/auth/gmail.send": "Send email on your behalf",
    "https://www.googleapis.com/auth/gmail.compose": "Manage drafts and send emails",
    "https://www.googleapis.com/auth/gmail.modify": "Read, compose, and send emails from your Gmail account",
    "https://www.googleapis.com/auth/gmail.metadata": "View your email message metadata such as labels and headers, but not the email body",
    "https://www.googleapis.com/auth/calendar.readonly": "See and download any calendar you can access using your Google Calendar",
    "https://www.googleapis.com/auth/calendar.events.readonly": "View events on all your calendars",
}
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font-family:system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;line-height:1.5}}
fieldset{{border:1px solid #bbb;border-radius:.5rem;margin:1rem 0}}label{{display:block;padding:.25rem 0}}
button{{font:inherit;padding:.5rem 1.2rem;margin-right:.5rem}}small{{color:#555}}</style></head>
<body>{body}</body></html>
"""


def render_consent(
    people: list[tuple[str, str]], scopes: tuple[str, ...], hidden: dict[str, str], login_hint: str | None, action: str
) -> str:
    """Return the page; everything the client asked travels along in hidden fields."""
    chosen = login_hint if login_hint in {email for email, _ in people} else (people[0][0] if people else None)
    accounts = "".join(_account(email, name, is_chosen=email == chosen) for email, name in people)
    boxes = "".join(_box(scope) for scope in scopes if scope not in LOGIN_SCOPES)
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in hidden.items()
    )
    body = (
        "<h1>Sign in with the sandbox Google</h1><p><small>A pretend Google on this machine. No real account is involved.</small></p>"
        f'<form method="post" action="{escape(action)}">{kept}'
        f"<fieldset><legend>Choose an account</legend>{accounts}</fieldset>"
        f"<fieldset><legend>This app wants to</legend>{boxes}</fieldset>"
        '<button name="decision" value="allow">Continue</button><button name="decision" value="cancel">Cancel</button></form>'
    )
    return _PAGE.format(title="Sign in with the sandbox Google", body=body)


def error_page(error: str, text: str, status: int) -> str:
    body = f"<h1>Access blocked: authorization error</h1><p>{escape(text)}</p><p>Error {status}: {escape(error)}</p>"
    return _PAGE.format(title=f"Error {status}: {escape(error)}", body=body)


def _account(email: str, name: str, *, is_chosen: bool) -> str:
    checked = " checked" if is_chosen else ""
    return f'<label><input type="radio" name="account" value="{escape(email)}" required{checked}> {escape(name)} &lt;{escape(email)}&gt;</label>'


def _box(scope: str) -> str:
    sentence = _SENTENCES.get(scope, scope)
    return f'<label><input type="checkbox" name="granted" value="{escape(scope)}" checked> {escape(sentence)} <small>{escape(scope)}</small></label>'
