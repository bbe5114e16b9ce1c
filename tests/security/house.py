"""A `warmthread run` of its own beside the sandbox, as a person has it: browsed by HTTP, told by the command line, with
mail that arrives and time that is moved. Knows no promise; the tests beside it ask.
"""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import httpx2

from infra import demo
from infra.demo import Product
from infra.sandbox.process import Control, Sandbox, run_sandbox
from service.accounts import LOCAL_PERSON
from service.cli.app import invoke
from service.cli.runtime import Runtime
from service.context import Context, open_context
from service.settings import Settings, load_settings
from tests.rows import Rows
from tests.rows import everything as all_rows
from tests.rows import rows as rows_of
from tests.security import egress
from tests.service.sandboxed import Desk
from workers.runner import Runner

START = "2026-03-02T13:00:00Z"
"""A Monday morning: when a house is raised."""
MOMENT = 2.0
"""Seconds of product time after which whatever arrived was polled."""
PATIENCE = 600.0
"""Seconds until all that was sent has to be worked off, however busy the machine is: how soon is no matter of these tests."""
QUICK = {
    "WARMTHREAD_POLL_SECONDS": "0.5",
    "WARMTHREAD_UNDO_SECONDS": "0",
    "WARMTHREAD_LOOK_SECONDS": "0.05",
    "WARMTHREAD_LOG_LEVEL": "DEBUG",
}
Answer = httpx2.Response


@dataclass(frozen=True)
class Told:
    """What one command said and returned."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class House:
    """One person's Warmthread and the provider that it reads."""

    sandbox: Sandbox
    product: Product
    folder: Path
    """What the product wrote lies in `folder/data`; its log beside."""
    browser: httpx2.Client
    """Signed in; follows no redirect."""

    # --- browsing ---

    def get(self, path: str, **headers: str) -> Answer:
        """A page. Headers with a value of "" are left out."""
        return self.browser.get(path, headers=headers)

    def post(
        self,
        path: str,
        form: Mapping[str, Any] | None = None,
        *,
        files: Any = None,
        headers: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> Answer:
        """A click on one of its pages, with the form's token and the page's origin; `headers` may set them to ""."""
        if files is None:
            sent = {"Origin": self.address, "X-Form-Token": self.form_token()} | dict(headers or {})
        else:
            sent = {"Origin": self.address} | dict(headers or {})
            fields = {"form_token": self.form_token(), **fields}
        carried = {name: value for name, value in sent.items() if value}
        return self.browser.post(path, data={**(form or {}), **fields}, files=files, headers=carried)

    @property
    def address(self) -> str:
        """Without a slash at its end."""
        return f"http://127.0.0.1:{self.product.port}"

    def form_token(self, browser: httpx2.Client | None = None) -> str:
        """What the forms of that browser's pages carry; of the person's own, unless another is named."""
        found = demo.FORM_TOKEN.search((browser or self.browser).get("/settings").text)
        return found[1] if found else ""

    def visitor(self) -> httpx2.Client:
        """A browser that nobody signed in; to be used as a context manager."""
        return _browser(self.product)

    def sign_in(self, browser: httpx2.Client | None = None) -> None:
        """Opens a new one-time link, as `warmthread open` prints it."""
        link = self.cli("open", "--json").json["sign_in"]
        (browser or self.browser).get(link)

    # --- the command line ---

    def cli(self, *words: str, typed: str = "", real: bool = False) -> Told:
        """`warmthread …` on the same data: in this process, or with `real` in one of its own; `typed` is its input."""
        if real:
            return self._by_process(words, typed)
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), mock.patch("sys.stdin", io.StringIO(typed)):
            code = invoke(words, Runtime(engine=Runner, load=self.settings))
        return Told(code, out.getvalue(), err.getvalue())

    def _by_process(self, words: tuple[str, ...], typed: str) -> Told:
        run = subprocess.run(
            [sys.executable, "-m", "service", *words],
            cwd=demo.ROOT,
            env=dict(self.product.environment),
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Told(run.returncode, run.stdout, run.stderr)

    def settings(self) -> Settings:
        """As the product reads them."""
        return load_settings(self.product.environment)

    @contextmanager
    def opened(self) -> Iterator[Context]:
        """What is stored, looked at from outside while the product works."""
        context = open_context(self.settings())
        try:
            yield context
        finally:
            context.database.close()

    # --- what happens to the person ---

    @property
    def control(self) -> Control:
        return self.sandbox.control

    @contextmanager
    def desk(self, provider: str = "google") -> Iterator[Desk]:
        """The person's mailbox there, for mail and events of any kind (tests.service.sandboxed)."""
        with self.opened() as context:
            found = [one for one in rows_of(context, "accounts") if one["provider"] == provider]
            account_id = found[0]["id"] if found else ""
            yield Desk(context, self.sandbox.control_of(provider), LOCAL_PERSON, account_id)

    def deliver(self, sender: str, subject: str, text: str, *, provider: str = "google", **more: Any) -> str:
        """A mail arrives now; returns the provider's id. `more`: to, headers, at, message_id, labels, thread."""
        more = {"message_id": f"<{os.urandom(8).hex()}@test.example>", **more}
        with self.desk(provider) as desk:
            return desk.deliver(sender, subject, text, **more)

    def talk(self, name: str, *, hours: float = 24.0, provider: str = "google", **event: Any) -> str:
        """NAME@poe.example asks for a talk and it stands in the calendar `hours` from now; returns that address."""
        address = f"{name}@poe.example"
        text = "Would you have 20 minutes for an informational interview? I would love to hear about your path."
        sender = f"{name.title()} Poe <{address}>"
        self.deliver(sender, "A question", f"Hi Alex,\n\n{text}\n\n{name.title()}", provider=provider)
        with self.desk(provider) as desk:
            desk.put_talk(name, self.now() + timedelta(hours=hours), **event)
        return address

    def connect(self, provider: str = "google") -> None:
        """Clicks through the consent and waits until the mailbox is read."""
        answer = self.post(f"/connect/{provider}", mail="on", calendar="on", sending="on")
        back = self.sandbox.control_of(provider).consent(answer.headers["location"])
        answer = self.get(back.removeprefix(self.address))
        assert answer.status_code < 400, answer.text
        self.settle()

    def now(self) -> datetime:
        """The product's time."""
        return datetime.fromisoformat(self.control.state()["now"])

    def move(self, hours: float) -> None:
        """Lets so much time pass, and waits until everything that came of it is done."""
        self.control.move_clock(advance=hours * 3600)
        self.settle()

    def settle(self, as_of: str = "") -> dict[str, Any]:
        """Waits until all that arrived until now (or that instant) was read and worked off; says what `/idle` says."""
        if not as_of:
            self.control.move_clock(advance=MOMENT)
            as_of = self.now().isoformat().replace("+00:00", "Z")
        return demo.wait_until(self.product, as_of, "settling", patience=PATIENCE)

    # --- looking at it ---

    def rows(self, table: str) -> Rows:
        """Every row of that table, in a fixed order; opened from outside."""
        with self.opened() as context:
            return rows_of(context, table)

    def everything(self, *, leave_out: tuple[str, ...] = ()) -> dict[str, Rows]:
        """Every row of every table, without those columns: to compare before with after."""
        with self.opened() as context:
            return all_rows(context, leave_out=leave_out)

    def interviews(self) -> list[dict[str, Any]]:
        """As `warmthread interviews --all --json` lists them."""
        listed: list[dict[str, Any]] = self.cli("interviews", "--all", "--json").json
        return listed

    def interview_with(self, address: str) -> dict[str, Any] | None:
        """The one with that person, if there is one."""
        found = (one for one in self.interviews() if (one["contact"] or {}).get("email") == address)
        return next(found, None)

    def drafts_to(self, address: str) -> list[dict[str, Any]]:
        """Those that wait for review or are on their way, as `warmthread drafts --json` lists them."""
        return [one for one in self.cli("drafts", "--json").json if address in one["to"]]

    def written_to(self, name: str, **event: Any) -> dict[str, Any]:
        """A talk with NAME took place an hour ago and was confirmed; the draft that waits to be sent after it."""
        address = self.talk(name, hours=1, **event)
        self.settle()
        self.move(2)
        found = self.interview_with(address)
        assert found is not None, f"the talk with {name} was not logged"
        assert self.cli("interviews", "set", found["id"], "held").code == 0
        self.settle()
        (draft,) = self.drafts_to(address)
        return draft

    def approve(self, draft: Mapping[str, Any]) -> Told:
        """`warmthread drafts approve` of the text as it is shown."""
        shown = self.cli("drafts", "show", draft["id"], "--json").json
        return self.cli("drafts", "approve", draft["id"], "--yes", shown["digest"], "--json")

    def sent_to(self, address: str) -> list[dict[str, Any]]:
        """What the provider sent there, from its own books: its bytes as `raw`, how often as `times`."""
        sent = ({**one, "raw": base64.b64decode(one["raw"])} for one in self.control.sent())
        return [one for one in sent if address.encode() in one["raw"].partition(b"\n\n")[0]]

    def ways(self) -> list[egress.Way]:
        """Every way out that its processes took so far."""
        return egress.ways(self.folder)

    def allowed(self) -> set[int]:
        """The ports of this machine that it may speak to: the provider's, and its own pages'."""
        return {*egress.ports_of(self.sandbox), self.product.port}

    def log(self) -> str:
        """What the product printed, with its log at DEBUG."""
        return self.product.log.read_text(encoding="utf-8")


def _browser(product: Product) -> httpx2.Client:
    address = f"http://127.0.0.1:{product.port}"
    return httpx2.Client(base_url=address, follow_redirects=False, trust_env=False, timeout=60)


@contextmanager
def raised_house(
    folder: Path, more: Mapping[str, str] | None = None, *, provider: str = "google", connected: bool = True
) -> Iterator[House]:
    """A house of one's own, for a test that tears it down: `provider` google, microsoft or both; `more` are further
    environment variables. Connected to the first of them, unless not wished.
    """
    clock = ("--now", START, "--clock-file", str(folder / "clock"))
    with (
        run_sandbox(*demo.ports(provider), "--scenario", "none", "--no-quota", *clock) as sandbox,
        demo.run_product(sandbox, folder, QUICK | egress.watching(folder) | dict(more or {})) as product,
        _browser(product) as browser,
    ):
        demo.wait_until(product, START, "starting", key="now")
        house = House(sandbox, product, folder, browser)
        house.sign_in()
        if connected:
            house.connect(demo.PROVIDERS[provider][0])
        yield house
