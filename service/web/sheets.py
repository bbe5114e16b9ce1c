"""An old tracking sheet brought in: handed over, looked at before anything is made, brought in, and taken back.

What was handed over waits sealed until the person says yes. How its columns are read stands in the address of the
preview, so that changing it is only another look.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import Response

from service import by_hand, sheet_rows, sheet_shelf
from service.clock import real_now
from service.sheet_rows import Planned, Preview
from service.sheet_shelf import NoSuchSheet
from service.tracking_sheet import FIELDS, LARGEST, MOST_COLUMNS, NotASheet, Sheet, decoded, read_sheet
from service.web.paging import paged
from service.web.sentences import N_
from service.web.visit import NotFound, Refused, Visit, Visiting, pages_router
from service.word_of_person import NoSuchCorrection

SHOWN = 50
VERDICTS = ("new", "known", "barred", "no")
ONLY_BARRED = N_("What is new in this sheet is with somebody on your never-log list. Tick that you want it added too.")
Columns = Annotated[list[str] | None, Query(max_length=MOST_COLUMNS)]
Told = Annotated[str, Query(max_length=20)]


def routes() -> APIRouter:
    """From the sheet to conversations, and back."""
    router = pages_router()
    _add_handing_over(router)

    @router.get("/interviews/import/{token}")
    def look(
        visit: Visiting,
        token: str,
        c: Columns = None,
        order: Told = "",
        show: Told = "",
        page: Told = "1",
    ) -> Response:
        sheet = _sheet(visit, token)
        found = _preview(visit, sheet, c or [], order)
        return _shown(visit, token, sheet, found, show, int(page) if page.isascii() and page.isdigit() else 1)

    @router.post("/interviews/import/{token}")
    def bring_in(
        visit: Visiting,
        token: str,
        c: Annotated[list[str] | None, Form(max_length=MOST_COLUMNS)] = None,
        order: Annotated[str, Form(max_length=20)] = "",
        barred: Annotated[str, Form(max_length=10)] = "",
    ) -> Response:
        return _bring_in(visit, token, c or [], order, with_barred=barred == "on")

    @router.post("/interviews/imports/{batch}/undo")
    def undo(visit: Visiting, batch: str) -> Response:
        try:
            with visit.writing("undo_sheet") as session:
                taken = by_hand.take_back_batch(session, visit.person_id, batch, visit.now)
        except NoSuchCorrection:
            raise NotFound(N_("There is nothing to take back.")) from None
        told = visit.words.ngettext(
            "One conversation was taken back.", "%(n)s conversations were taken back.", taken.gone
        )
        if taken.kept:
            told += " " + visit.words.ngettext(
                "One stays: you wrote about it since.", "%(n)s stay: you wrote about them since.", taken.kept
            )
        return visit.back("/interviews", told)

    return router


def _add_handing_over(router: APIRouter) -> None:
    @router.get("/interviews/import")
    def form(visit: Visiting) -> Response:
        return visit.page("interviews/import", error="", text="")

    @router.post("/interviews/import")
    def hand_over(
        visit: Visiting,
        file: Annotated[UploadFile | None, File()] = None,
        text: Annotated[str, Form(max_length=LARGEST)] = "",
    ) -> Response:
        data = file.file.read(LARGEST + 1) if file is not None else b""
        try:
            told = decoded(data)[0] if data.strip() else text
            read_sheet(told)
        except NotASheet as error:
            sentence = visit.words.sentence(str(error))
            return visit.page("interviews/import", 422, error=sentence, text=text[:20_000])
        token = sheet_shelf.put(visit.context.settings.data_dir, visit.context.vault, visit.person_id, told, real_now())
        return visit.back(f"/interviews/import/{token}")


def _sheet(visit: Visit, token: str) -> Sheet:
    """Raises NotFound."""
    try:
        told = sheet_shelf.get(visit.context.settings.data_dir, visit.context.vault, visit.person_id, token, real_now())
    except NoSuchSheet:
        raise NotFound(N_("This sheet is no longer here. Hand it over once more.")) from None
    return read_sheet(told)


def _preview(visit: Visit, sheet: Sheet, columns: list[str], order: str) -> Preview:
    said = [column if column in FIELDS else "" for column in columns]
    reading = sheet_rows.reading_of(sheet, said, order)
    with visit.reading() as session:
        return sheet_rows.preview(session, visit.context.vault, visit.person_id, sheet, reading, visit.zone, visit.now)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet, what it is taken for, and what stands first in it."""

    name: str
    meaning: str
    sample: str


def _shown(visit: Visit, token: str, sheet: Sheet, found: Preview, show: str, number: int) -> Response:
    rows: list[Planned] = found.of(show) if show in VERDICTS else list(found.rows)
    last = max(1, -(-len(rows) // SHOWN))
    number = max(1, min(number, last))
    first = (number - 1) * SHOWN
    here = f"/interviews/import/{token}"
    said = [("c", column) for column in found.reading.columns] + [("order", found.reading.order)]
    counts = {verdict: len(found.of(verdict)) for verdict in VERDICTS}

    def address(shown: str, page: int) -> str:
        return f"{here}?{urlencode([*said, ('show', shown), ('page', str(page))])}"

    return visit.page(
        "interviews/preview",
        here=here,
        sheet=sheet,
        found=found,
        rows=rows[first : first + SHOWN],
        counts=counts,
        show=show,
        shows=[(one, address(one, 1)) for one in ("", *VERDICTS) if one != "barred" or counts[one]],
        columns=_columns(sheet, found),
        meanings=_meanings(visit),
        paging=paged(number, SHOWN, len(rows[first : first + SHOWN]), len(rows), partial(address, show)),
    )


def _columns(sheet: Sheet, found: Preview) -> list[Column]:
    return [
        Column(name, meaning, next(iter(sheet.column(number)), "")[:80])
        for number, (name, meaning) in enumerate(zip(sheet.header, found.reading.columns, strict=True))
    ]


def _meanings(visit: Visit) -> list[tuple[str, str]]:
    _ = visit.words._
    texts = {
        "name": _("Name"),
        "first_name": _("First name"),
        "last_name": _("Last name"),
        "email": _("Address"),
        "company": _("Organisation"),
        "topic": _("What about"),
        "date": _("Day"),
        "time": _("Hour"),
        "minutes": _("Length"),
        "status": _("Status"),
        "notes": _("Notes"),
        "thanked": _("Thank-you sent"),
        "introduced_by": _("Introduced by"),
    }
    return [("", _("leave out")), *((one, texts[one]) for one in FIELDS)]


def _bring_in(visit: Visit, token: str, columns: list[str], order: str, *, with_barred: bool) -> Response:
    sheet = _sheet(visit, token)
    said = [column if column in FIELDS else "" for column in columns]
    reading = sheet_rows.reading_of(sheet, said, order)
    with visit.writing("bring_in_sheet") as session:
        vault = visit.context.vault
        found = sheet_rows.preview(session, vault, visit.person_id, sheet, reading, visit.zone, visit.now)
        if not found.to_add(with_barred=with_barred):
            raise Refused(ONLY_BARRED if found.of("barred") else N_("Nothing in this sheet is new."))
        batch, number = sheet_rows.bring_in(session, vault, visit.person_id, found, visit.now, with_barred=with_barred)
    sheet_shelf.drop(visit.context.settings.data_dir, token)
    told = visit.words.ngettext("One conversation was added.", "%(n)s conversations were added.", number)
    return visit.back("/interviews", told, undo=f"/interviews/imports/{batch}/undo")
