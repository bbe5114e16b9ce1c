"""Plain HTTP to the sandbox's Graph, and msal unchanged; every answer of Graph is checked against its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import msal
import requests

from infra.sandbox.certificates import trusting
from infra.sandbox.process import Sandbox
from tests.sandbox.microsoft.contract import check_answer

ALL = ("User.Read", "Mail.ReadWrite", "Mail.Send", "Calendars.ReadWrite", "MailboxSettings.Read")
CALLBACK = "http://127.0.0.1:8765/microsoft/callback"
IMMUTABLE = 'IdType="ImmutableId"'


@dataclass
class Graph:
    """One account at one sandbox's Graph."""

    base: str
    http: httpx2.Client
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, verb: str, path: str, **more: Any) -> httpx2.Response:
        """One call; `path` is below the version, or one of Graph's own links. `prefer` is a header, `json` and `content` a body."""
        url = path if path.startswith("http") else self.base + path
        headers = {**self.headers, **more.pop("headers", {})}
        if "prefer" in more:
            headers["Prefer"] = more.pop("prefer")
        response = self.http.request(verb, url, headers=headers, **more)
        self._check(url, response)
        return response

    def get(self, path: str, **more: Any) -> dict[str, Any]:
        """Return the object at that path; anything but success fails."""
        return self._made("GET", path, **more)

    def post(self, path: str, body: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        return self._made("POST", path, json=dict(body or {}), **more)

    def mime(self, path: str, encoded: bytes, **more: Any) -> dict[str, Any]:
        return self._made("POST", path, content=encoded, headers={"Content-Type": "text/plain"}, **more)

    def patch(self, path: str, **fields: Any) -> dict[str, Any]:
        return self._made("PATCH", path, json=fields)

    def refused(self, verb: str, path: str, **more: Any) -> tuple[int, str]:
        """Return status and code of a call that must fail."""
        response = self.ask(verb, path, **more)
        return response.status_code, response.json()["error"]["code"]

    def pages(self, path: str, **more: Any) -> list[dict[str, Any]]:
        """Return every page of a listing or of one delta round."""
        found = [self.get(path, **more)]
        while "@odata.nextLink" in found[-1]:
            found.append(self.get(found[-1]["@odata.nextLink"], **more))
        return found

    def round(self, path: str, **more: Any) -> tuple[list[dict[str, Any]], str]:
        """Return the items of one delta round, and the link to the next."""
        pages = self.pages(path, **more)
        return [each for page in pages for each in page["value"]], str(pages[-1]["@odata.deltaLink"])

    def batch(self, *requests_: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the answers of one $batch by id."""
        return {each["id"]: each for each in self.post("/$batch", {"requests": list(requests_)})["responses"]}

    def _made(self, verb: str, path: str, **more: Any) -> dict[str, Any]:
        response = self.ask(verb, path, **more)
        assert response.status_code < 300, response.text
        found: dict[str, Any] = response.json() if response.content else {}
        return found

    def _check(self, url: str, response: httpx2.Response) -> None:
        parts = urlsplit(url)
        if "json" not in response.headers.get("content-type", ""):
            return
        below = parts.path.partition("/v1.0")[2]
        check_answer(below, _first_query(url), response.status_code, response.json())


def _first_query(url: str) -> dict[str, str]:
    """Return the parameters; a delta link keeps $select in its token, so its items may be partial as well."""
    query = dict(parse_qsl(urlsplit(url).query))
    is_going_on = "$skiptoken" in query or "$deltatoken" in query
    return query | ({"$select": ""} if is_going_on else {})


def http(sandbox: Sandbox) -> httpx2.Client:
    return httpx2.Client(verify=trusting(sandbox.ca_file), trust_env=False, timeout=20, follow_redirects=False)


def graph(sandbox: Sandbox, *scopes: str, account: str | None = None, line: httpx2.Client | None = None) -> Graph:
    token = sandbox.control_of("microsoft").credentials(*(scopes or ALL), account=account)["token"]
    return Graph(sandbox.addresses["graph"], line or http(sandbox), {"Authorization": f"Bearer {token}"})


def session(sandbox: Sandbox) -> requests.Session:
    """Return what msal is handed as its http_client: the CA bundles that the environment names do not count."""
    made = requests.Session()
    made.trust_env = False
    made.verify = sandbox.ca_file
    return made


def confidential(sandbox: Sandbox, *, tenant: str = "common", secret: str | None = None) -> Any:
    at = sandbox.addresses
    return msal.ConfidentialClientApplication(
        at["client_id"],
        at["client_secret"] if secret is None else secret,
        authority=f"{sandbox.microsoft}/{tenant}",
        instance_discovery=False,
        http_client=session(sandbox),
    )


def public(sandbox: Sandbox, *, tenant: str = "common") -> Any:
    return msal.PublicClientApplication(
        sandbox.addresses["public_client_id"],
        authority=f"{sandbox.microsoft}/{tenant}",
        instance_discovery=False,
        http_client=session(sandbox),
    )


def answer(redirect: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(redirect).query))


def sign_in(sandbox: Sandbox, app: Any, *scopes: str, **order: Any) -> dict[str, Any]:
    """Go the whole way: address, the person's clicks, code, tokens."""
    flow = app.initiate_auth_code_flow(list(scopes or ("Mail.Read",)), redirect_uri=CALLBACK, response_mode="form_post")
    back = sandbox.control.consent(flow["auth_uri"], **order)
    found: dict[str, Any] = app.acquire_token_by_auth_code_flow(flow, answer(back))
    return found
