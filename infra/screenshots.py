"""Pictures of the pages: the README's few, or every page there is for looking.

    make screenshots                                       docs/pictures/*.png from the demo's month (about 90 s)
    python -m infra.screenshots --all --out DIR            every page: no data, the month, 2,000 interviews;
                                                           360, 768 and 1280 px; light and dark
    … --all --out DIR --state filled --only /drafts --width 360 --theme dark --language de
    … --all --out DIR --data FOLDER                        a data folder instead of the three states
    … --all --out DIR --url LINK                           a running Warmthread: LINK is what `warmthread open` prints

A month that was lived once is kept beside the machine's temporary files and used again. After the pictures comes what
the browser complained of: scripts that broke, policy violations, requests to other hosts, pages wider than the window.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage
from playwright.sync_api import Page as Tab
from sqlalchemy import select

from infra import living
from infra.browser import DESKTOP, page_text, running_browser, watched
from infra.filling.rows import NOW, Amount, fill
from infra.pages import BESIDE, Page, all_pages
from infra.served import Served, leave, opened, serve, settings_of, take_copy
from service.accounts import LOCAL_PERSON
from service.cli import logs
from service.schema import Base, Draft, Interview
from service.sealed import open_draft
from service.web.app import build_app

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
KEPT = Path(tempfile.gettempdir()) / "warmthread-pictures"
STATES = ("empty", "month", "filled")
HEIGHTS = {360: 740, 390: 844, 768: 1024, 1280: 800}
WIDTHS = (360, 768, 1280)
THEMES = ("light", "dark")
LOCALES = {"en": "en-GB", "de": "de-DE"}
README_WIDTHS = (390, 1280)
ON_A_PHONE = ("today", "draft")
STORY_DAYS = 7.4
"""The README shows an evening of the second week, when something is to come and something waits."""
TALLEST = 6_000
"""A page longer than this is cut: nobody looks further, and the file stays small."""


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    width: int
    theme: str
    language: str = "en"

    @property
    def name(self) -> str:
        return f"{self.width}-{self.theme}" + (f"-{self.language}" if self.language != "en" else "")


@contextmanager
def signed_in(browser: Browser, address: str, link: str, look: Look, complaints: list[str]) -> Iterator[Tab]:
    """A tab of a signed-in browser that looks so; what it complains of is added to `complaints`."""
    size = {"width": look.width, "height": HEIGHTS.get(look.width, 800)}
    with watched(
        browser, viewport=size, color_scheme=look.theme, locale=LOCALES[look.language], reduced_motion="reduce"
    ) as opened_browser:
        tab = opened_browser.context.new_page()
        tab.on("console", lambda said: complaints.extend(_complaint(tab, said)))
        tab.on("pageerror", lambda error: complaints.append(f"{tab.url}: {error}"))
        tab.goto(link)
        tab.goto(address)
        yield tab
        complaints += [f"asked of another host: {url}" for url in opened_browser.outside]


def _complaint(tab: Tab, said: ConsoleMessage) -> list[str]:
    """What the console says is wrong; that a page answers "not found" is no complaint."""
    is_one = said.type == "error" and "Failed to load resource" not in said.text
    return [f"{tab.url}: {said.text}"] if is_one else []


def take(tab: Tab, address: str, page: Page, file: Path, complaints: list[str]) -> None:
    """Opens one page and keeps its picture."""
    tab.goto(address.rstrip("/") + page.path)
    too_wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if too_wide > 0:
        complaints.append(f"{page.path}: {too_wide} px wider than the window ({file.stem})")
    height = min(int(tab.evaluate("document.documentElement.scrollHeight")), TALLEST)
    width = int(tab.evaluate("document.documentElement.clientWidth"))
    file.parent.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})


# --- what to look at ----------------------------------------------------------------------------------------------


def folder_of(state: str, again: bool = False) -> Path:
    """A data folder in that state, made once and kept until the tables change."""
    folder = KEPT / f"{state}-{_tables()}"
    if again:
        shutil.rmtree(folder, ignore_errors=True)
    if not (folder / "now").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _MAKERS[state](folder)
    return folder


def _tables() -> str:
    """A short name for the tables as they are now."""
    shape = [
        f"{table.name}.{column.name} {column.type!r}" for table in Base.metadata.sorted_tables for column in table.c
    ]
    return hashlib.sha256("\n".join(shape).encode()).hexdigest()[:12]


def _make_empty(folder: Path) -> None:
    with opened(settings_of(folder, NOW)) as context:
        leave(context, NOW)


def _make_filled(folder: Path) -> None:
    with opened(settings_of(folder, NOW)) as context:
        fill(context, Amount())
        leave(context, NOW)


def _make_month(folder: Path) -> None:
    living.live_month(folder)


def _make_story(folder: Path) -> None:
    living.live_month(folder, days=STORY_DAYS)


_MAKERS = {"empty": _make_empty, "month": _make_month, "filled": _make_filled, "story": _make_story}


@contextmanager
def served_copy(lived: Path) -> Iterator[Served]:
    """The pages over a copy of that folder."""
    with (
        tempfile.TemporaryDirectory(prefix="warmthread-pictures-") as place,
        serve(take_copy(lived, Path(place) / "data")) as served,
    ):
        yield served


def pages_of(served: Served) -> list[Page]:
    """Every page of that Warmthread."""
    with served.context.database.reading() as session:
        return all_pages(build_app(served.context), session, LOCAL_PERSON)


def take_all(browser: Browser, served: Served, looks: list[Look], only: str, out: Path) -> list[str]:
    """Every page in every look; returns the complaints."""
    complaints: list[str] = []
    pages = [page for page in pages_of(served) if page.path.startswith(only)]
    for look in looks:
        with signed_in(browser, served.address, served.link(), look, complaints) as tab:
            for page in pages:
                if not page_text(tab, served.address.rstrip("/") + page.path):
                    continue
                take(tab, served.address, page, out / page.name / f"{out.name}-{look.name}.png", complaints)
        sys.stdout.write(f"{out.name} {look.name}: {len(pages)} pages\n")
        sys.stdout.flush()
    return complaints


def take_running(browser: Browser, link: str, looks: list[Look], only: str, out: Path) -> list[str]:
    """Pages of a running Warmthread, found by following its links once each; a link works once, so one browser looks."""
    complaints: list[str] = []
    parts = urlsplit(link)
    address = f"{parts.scheme}://{parts.netloc}/"
    with signed_in(browser, address, link, looks[0], complaints) as tab:
        pages = _linked(tab, address)
        for look in looks:
            tab.emulate_media(color_scheme=look.theme)  # type: ignore[arg-type]
            tab.set_viewport_size({"width": look.width, "height": HEIGHTS.get(look.width, 800)})
            for page in pages:
                if page.path.startswith(only):
                    take(tab, address, page, out / page.name / f"{look.name}.png", complaints)
    return complaints


def _linked(tab: Tab, address: str) -> list[Page]:
    """The pages that links lead to, two steps deep and of each kind at most three."""
    seen: dict[str, Page] = {path: Page(path.strip("/") or "today", path, path) for path in ("/", *BESIDE[1:])}
    kinds: dict[str, int] = {}
    for start in ["/", *_links(tab, address, "/")]:
        for path in [start, *_links(tab, address, start)]:
            kind = path.rpartition("/")[0]
            if path not in seen and kinds.get(kind, 0) < 3:
                kinds[kind] = kinds.get(kind, 0) + 1
                seen[path] = Page(path.strip("/").replace("/", "-"), path, path)
    return list(seen.values())


def _links(tab: Tab, address: str, path: str) -> list[str]:
    tab.goto(address.rstrip("/") + path)
    found = tab.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    here = [urlsplit(link) for link in found if link.startswith(address)]
    return sorted({link.path for link in here if not link.path.endswith((".ics", ".csv", ".eml"))})


# --- the README's -------------------------------------------------------------------------------------------------


def _best(served: Served) -> dict[str, str]:
    """The pages that show most: a thank-you with much evidence, an interview with much history."""
    context = served.context
    with context.database.reading() as session:
        waiting = session.scalars(select(Draft).where(Draft.state == "needs_review", Draft.kind == "thank_you"))
        draft = max(waiting, key=lambda one: (len(open_draft(context.vault, one).evidence), one.id))
        talks = session.scalars(select(Interview).where(Interview.status.in_(("held", "held_presumed"))))
        talk = max(talks, key=lambda one: (one.reschedules, len(one.history), one.id))
    return {
        "today": "/", "draft": f"/drafts/{draft.id}", "interviews": "/interviews", "interview": f"/interviews/{talk.id}"
    }  # fmt: skip


def take_readmes(browser: Browser, out: Path) -> list[str]:
    """The README's few, each as wide as a window: both themes on a desktop, and two of them on a phone."""
    complaints: list[str] = []
    with served_copy(folder_of("story")) as served:
        pages = _best(served)
        for look in (Look(width, theme) for width in README_WIDTHS for theme in THEMES):
            with signed_in(browser, served.address, served.link(), look, complaints) as tab:
                for name, path in pages.items():
                    if look.width == DESKTOP["width"] or name in ON_A_PHONE:
                        tab.goto(served.address.rstrip("/") + path)
                        out.mkdir(parents=True, exist_ok=True)
                        tab.screenshot(path=out / f"{name}-{look.name}.png")
    return complaints


# --- the command --------------------------------------------------------------------------------------------------


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every page, for looking; without it the README's pictures")
    parser.add_argument("--out", type=Path, default=None, help="where to (default: docs/pictures, or ./pictures)")
    parser.add_argument("--state", action="append", choices=STATES, help="only this one; may be given more than once")
    parser.add_argument("--only", default="/", metavar="PATH", help="only pages whose address begins so")
    parser.add_argument("--width", action="append", type=int, help="only this width; may be given more than once")
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--language", action="append", choices=tuple(LOCALES))
    parser.add_argument("--data", type=Path, help="a data folder to look at instead (it is copied)")
    parser.add_argument("--url", metavar="LINK", help="a one-time link into a Warmthread that runs")
    parser.add_argument("--again", action="store_true", help="make the kept data anew (after a change of rules)")
    return parser.parse_args()


def _looks(chosen: argparse.Namespace) -> list[Look]:
    return [
        Look(width, theme, language)
        for language in chosen.language or ["en"]
        for width in chosen.width or WIDTHS
        for theme in chosen.theme or THEMES
    ]


def _all(browser: Browser, chosen: argparse.Namespace) -> list[str]:
    out: Path = chosen.out or Path("pictures")
    if chosen.url:
        return take_running(browser, chosen.url, _looks(chosen), chosen.only, out)
    folders = (
        {"data": chosen.data} if chosen.data else {one: folder_of(one, chosen.again) for one in chosen.state or STATES}
    )
    complaints = []
    for name, folder in folders.items():
        with served_copy(folder) as served:
            found = take_all(browser, served, _looks(chosen), chosen.only, out / name)
        complaints += [f"{name}: {complaint}" for complaint in found]
    return complaints


def main() -> int:
    logs.configure("WARNING")
    chosen = _arguments()
    with ExitStack() as stack:
        browser = stack.enter_context(running_browser())
        complaints = _all(browser, chosen) if chosen.all else take_readmes(browser, chosen.out or PICTURES)
    for complaint in dict.fromkeys(complaints):
        sys.stdout.write(f"! {complaint}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
