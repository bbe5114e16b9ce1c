"""Where the connector may go, and what it keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.contract import ProviderSettings
from connectors.errors import Misconfigured
from connectors.google.endpoints import calendar_api, endpoints, gmail_api
from connectors.secure import certificates


def test_every_address_is_googles_own_unless_set() -> None:
    where = endpoints(ProviderSettings())
    assert where.auth.startswith("https://accounts.google.com/")
    assert where.token == "https://oauth2.googleapis.com/token"
    assert (where.mail_root, where.calendar_root) == ("", "")
    assert gmail_api("").messages.get(userId="me", id="1").uri.startswith("https://gmail.googleapis.com/gmail/v1/")
    assert calendar_api("").events.list(calendarId="c").uri.startswith("https://www.googleapis.com/calendar/v3/")


def test_one_root_moves_both_apis_and_each_may_have_its_own() -> None:
    both = endpoints(ProviderSettings(root_url="http://127.0.0.1:4100"))
    assert both.mail_root == both.calendar_root == "http://127.0.0.1:4100/"
    apart = endpoints(ProviderSettings(root_url="http://127.0.0.1:1", calendar_root_url="http://localhost:2/"))
    assert (apart.mail_root, apart.calendar_root) == ("http://127.0.0.1:1/", "http://localhost:2/")
    assert gmail_api(apart.mail_root).messages.get(userId="me", id="1").uri.startswith("http://127.0.0.1:1/gmail/v1/")


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        (ProviderSettings(token_url="http://tokens.example/"), "WARMTHREAD_GOOGLE_TOKEN_URL"),
        (ProviderSettings(auth_url="http://127.0.0.1.example/"), "WARMTHREAD_GOOGLE_AUTH_URL"),
        (ProviderSettings(revoke_url="ftp://127.0.0.1/"), "WARMTHREAD_GOOGLE_REVOKE_URL"),
        (ProviderSettings(root_url="http://10.0.0.1/"), "WARMTHREAD_GOOGLE_ROOT_URL"),
        (ProviderSettings(mail_root_url="http://google.example/"), "WARMTHREAD_GMAIL_ROOT_URL"),
        (ProviderSettings(calendar_root_url="nonsense"), "WARMTHREAD_GOOGLE_CALENDAR_ROOT_URL"),
    ],
)
def test_plain_http_beyond_this_machine_is_refused_by_name(settings: ProviderSettings, variable: str) -> None:
    with pytest.raises(Misconfigured, match=variable):
        endpoints(settings)


def test_the_built_api_is_kept() -> None:
    assert gmail_api("http://127.0.0.1:4100/") is gmail_api("http://127.0.0.1:4100/")


def test_a_further_certificate_authority_joins_the_usual_ones(tmp_path: Path) -> None:
    own = tmp_path / "ca.pem"
    own.write_text("-----OWN-----")
    bundle = Path(certificates(str(own))).read_text(encoding="utf-8")
    assert bundle.endswith("-----OWN-----")
    assert bundle.startswith(Path(certificates("")).read_text(encoding="utf-8"))


def test_a_missing_certificate_file_is_named() -> None:
    with pytest.raises(Misconfigured, match="WARMTHREAD_CA_FILE"):
        certificates("/nowhere/ca.pem")
