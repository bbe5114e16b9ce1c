"""Reading files: taken in while they arrive, straight into the data folder, and shown with how far they are.

A form's body is taken apart here and not by the framework, which would first lay all of it down elsewhere: the form
token stands before the files, and without it not one byte of them is kept.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from service import imports, uploads
from service.schema import FileImport
from service.uploads import NotTaken, Receiving
from service.web.sentences import N_
from service.web.visit import (
    FORM_TOKEN,
    FORM_TOKEN_HEADER,
    NoFormToken,
    NotFound,
    Refused,
    Visit,
    Visiting,
    pages_router,
    signed_in,
)

PATH = "/connect/files"
LIVE = frozenset({uploads.WAITING, uploads.READING})
_LONGEST_FIELD = 200
_MOST_FILES = 50
_BROKEN = N_("The files did not arrive whole. Hand them in once more.")
_NONE = N_("Choose at least one file.")


def routes() -> list[APIRouter]:
    """The page, and where the files arrive."""
    return [_pages(), _arriving()]


def _pages() -> APIRouter:
    router = pages_router()

    @router.get(PATH)
    def show(visit: Visiting) -> Response:
        return _page(visit)

    @router.get(f"{PATH}/progress")
    def progress(visit: Visiting) -> Response:
        with visit.reading() as session:
            found = uploads.listing(session, visit.person_id)
        return visit.part("connect/_imports", imports=found, is_live=_is_live(found))

    @router.post(f"{PATH}/{{import_id}}/mine")
    def mine(
        visit: Visiting,
        import_id: str,
        own: Annotated[list[str] | None, Form()] = None,
        other: Annotated[str, Form(max_length=1000)] = "",
    ) -> Response:
        written = [part for part in other.replace(",", " ").split() if part]
        try:
            with visit.writing("answer_import") as session:
                uploads.answer(session, visit.person_id, import_id, [*(own or []), *written])
        except LookupError:
            raise NotFound(N_("There is no such import.")) from None
        except ValueError as error:
            raise Refused(str(error)) from None
        return visit.back(PATH, visit.words._("Thank you. Reading goes on."))

    @router.post(f"{PATH}/{{import_id}}/leave")
    def leave(visit: Visiting, import_id: str) -> Response:
        try:
            uploads.leave(visit.context, visit.person_id, import_id)
        except LookupError:
            raise NotFound(N_("There is no such import.")) from None
        except ValueError as error:
            raise Refused(str(error)) from None
        return visit.back(PATH, visit.words._("Taken off the list. What was read of it stays."))

    return router


def _page(visit: Visit, status: int = 200, problems: Sequence[tuple[str, str]] = ()) -> Response:
    with visit.reading() as session:
        found = uploads.listing(session, visit.person_id)
    return visit.page(
        "connect/files",
        status,
        imports=found,
        is_live=_is_live(found),
        problems=problems,
        limit=visit.context.settings.upload_bytes,
        days=(90, 365, imports.ALL_DAYS),
        all_days=imports.ALL_DAYS,
    )


def _is_live(found: Sequence[FileImport]) -> bool:
    return any(row.state in LIVE for row in found)


# --- arriving ---------------------------------------------------------------------------------------------------


def _arriving() -> APIRouter:
    # Not `pages_router`: its check of the form token would read the whole body first.
    router = APIRouter(dependencies=[Depends(signed_in)])

    @router.post(PATH)
    async def receive(request: Request, visit: Visiting) -> Response:
        with _Arrival(visit, request) as arrival:
            try:
                async for data in request.stream():
                    await run_in_threadpool(arrival.take, data)
            except (ClientDisconnect, MultipartParseError):
                arrival.problems.append(("", _BROKEN))
            arrival.refuse_without_token()
        if arrival.problems or not arrival.taken:
            problems = arrival.problems or [("", _NONE)]
            return await run_in_threadpool(_page, visit, 400, problems)
        return RedirectResponse(PATH, 303)

    return router


class _Arrival:
    """A form while it comes in: fields into memory, files to their place, one after the other."""

    def __init__(self, visit: Visit, request: Request) -> None:
        self._visit, self._files = visit, ExitStack()
        self._fields: dict[str, bytes] = {}
        self._headers: dict[str, str] = {}
        self._header, self._value = b"", b""
        self._field, self._name = "", ""
        self._coming: Receiving | None = None
        self._is_ours = self._is_token(request.headers.get(FORM_TOKEN_HEADER, "").encode())
        self.taken: list[str] = []
        self.problems: list[tuple[str, str]] = []
        self._parser = self._parser_of(request.headers.get("content-type", ""))
        self._announced = int(request.headers.get("content-length", "0") or 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def take(self, data: bytes) -> None:
        """The next bytes of the body. Raises MultipartParseError, NoFormToken."""
        if data:
            self._parser.write(data)

    def refuse_without_token(self) -> None:
        """Raises NoFormToken when no token of this session's forms came along."""
        if not self._is_ours:
            raise NoFormToken

    def _parser_of(self, content_type: str) -> MultipartParser:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or b"boundary" not in options:
            self.refuse_without_token()
            raise Refused(_BROKEN)
        return MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._begin_part,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._begin_content,
                "on_part_data": self._content,
                "on_part_end": self._end_part,
            },
        )

    def _is_token(self, given: bytes) -> bool:
        return hmac.compare_digest(given, self._visit.form_token.encode())

    def _begin_part(self) -> None:
        self._headers, self._header, self._value = {}, b"", b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._header.decode("latin-1").lower()] = self._value.decode("utf-8", "replace")
        self._header, self._value = b"", b""

    def _begin_content(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", ""))
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        name = options.get(b"filename")
        self._coming, self._name = None, "" if name is None else name.decode("utf-8", "replace")
        if self._name:
            self._begin_file()

    def _begin_file(self) -> None:
        self.refuse_without_token()
        if len(self.taken) + len(self.problems) >= _MOST_FILES:
            self._refuse(N_("Hand in at most 50 files at once."))
            return
        days = self._fields.get("days", b"").decode("ascii", "ignore")
        span = min(int(days), imports.ALL_DAYS) if days.isdigit() and int(days) else imports.ALL_DAYS
        try:
            uploads.refuse_without_room(self._visit.context.settings, 0 if self.taken else self._announced)
        except NotTaken as refused:
            self._refuse(str(refused))
            return
        coming = Receiving(self._visit.context, self._visit.person_id, self._name, days=span)
        self._coming = self._files.enter_context(coming)

    def _content(self, data: bytes, start: int, end: int) -> None:
        if self._coming is not None:
            try:
                self._coming.write(data[start:end])
            except NotTaken as refused:
                self._refuse(str(refused))
        elif not self._name and len(self._fields.get(self._field, b"")) < _LONGEST_FIELD:
            self._fields[self._field] = self._fields.get(self._field, b"") + data[start:end]

    def _end_part(self) -> None:
        if self._field == FORM_TOKEN and not self._name:
            self._is_ours = self._is_ours or self._is_token(self._fields.get(FORM_TOKEN, b""))
        if self._coming is None:
            return
        try:
            self.taken.append(self._coming.finish())
        except NotTaken as refused:
            self._refuse(str(refused))
        self._drop()

    def _refuse(self, why: str) -> None:
        self.problems.append((self._name, why))
        self._drop()

    def _drop(self) -> None:
        self._files.close()
        self._coming = None
