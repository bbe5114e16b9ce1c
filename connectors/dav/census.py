"""What lies in a mailbox now, by ids and times alone: the count that what we know is held against.

Folder by folder, those too that are never read (bin, junk, drafts). A message that is moved meanwhile may be told twice,
or not at all: whoever misses one asks after it by its id.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from connectors.contract import CensusPage, Folder, Listed
from connectors.dav.credentials import PROVIDER
from connectors.dav.cursors import CensusPlace
from connectors.dav.folders import Folders, find_folders, scheme_of
from connectors.dav.ids import Items, Scheme, id_items, provider_id_of
from connectors.dav.imap import ImapLine
from connectors.dav.listing import arrival, flags, heads
from connectors.dav.past import search_keys
from connectors.dav.query import in_window
from connectors.errors import CursorExpired, Gone
from connectors.places import pack, unpack

LISTED = 2_000
"""Messages of one page."""


def mail_census(line: ImapLine, since: datetime | None, cursor: str | None) -> CensusPage:
    """The next page of a mailbox; `Mailbox.census`."""
    line.leave()
    folders, scheme = find_folders(line), scheme_of(line)
    counted = _counted(folders)
    place = unpack(CensusPlace, cursor, PROVIDER) if cursor else CensusPlace(tuple(one.provider_id for one in counted))
    if not place.folders:
        return CensusPage((), None, counted, since)
    drafts = folders.drafts
    listed, following = _page(line, place, since, scheme, drafts)
    next_cursor = pack(following) if following.folders else None
    return CensusPage(listed, next_cursor, () if cursor else counted, since)


def _counted(folders: Folders) -> tuple[Folder, ...]:
    read = {one.name for one in folders.read}
    wanted = (one for one in folders.every if one.name in read or one.is_hidden or one.use == "drafts")
    return tuple(Folder(one.name, one.shown, is_read=one.name in read) for one in wanted)


def _page(
    line: ImapLine, place: CensusPlace, since: datetime | None, scheme: Scheme, drafts: str
) -> tuple[tuple[Listed, ...], CensusPlace]:
    folder = place.folders[0]
    behind = CensusPlace(place.folders[1:])
    try:
        validity = line.select(folder)
    except Gone:
        return (), behind
    if place.validity not in (0, validity):
        raise CursorExpired("The mail server has numbered a folder anew.", provider=PROVIDER)
    above = f"UID {place.uid + 1}:*"
    keys = f"{above} {in_window(since, None)}" if since else above
    uids = [uid for uid in search_keys(line, keys) if uid > place.uid]
    some = uids[:LISTED]
    told = heads(line, some, f"{id_items(scheme)} FLAGS INTERNALDATE")
    every = [_listed(items, folder, scheme, is_draft=folder == drafts) for _, items in told]
    is_all_mail = len(uids) > len(some)
    following = replace(place, uid=some[-1], validity=validity) if is_all_mail else behind
    # Drafts that show in another folder too are told with the drafts.
    fitting = (one for one in every if folder == drafts or not one.is_draft)
    return tuple(one for one in fitting if since is None or one.at is None or one.at > since), following


def _listed(items: Items, folder: str, scheme: Scheme, *, is_draft: bool) -> Listed:
    at = arrival(items)
    is_draft = is_draft or r"\draft" in flags(items)
    return Listed(provider_id_of(items, scheme), folder, at.astimezone(UTC) if at else None, is_draft=is_draft)
