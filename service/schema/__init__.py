"""Every table, in the order in which data flows through the house.

Each row belongs to one person (`person_id`); ids are short texts, made from what identifies the thing where a replay
must find the same row again. Sealed columns (`…_sealed`) hold what `vault` made, with `table|id|column` as the row.
"""

from __future__ import annotations

from service.schema.follow_up import Approval, Ask, Draft, DraftVersion, FollowUp, MailboxDraft, Wording
from service.schema.interviews import Alert, Correction, Decision, Interview, Note, Task
from service.schema.moving import Event, Lease
from service.schema.people import Contact, ContactPair, Identity, Introduction, Pointer
from service.schema.reading import (
    Allowance,
    AuditRun,
    ChosenCalendar,
    Cursor,
    FileImport,
    MessageCopy,
    Observation,
    Quarantined,
    Reading,
    SetAside,
    StoredCalendarEvent,
    StoredMessage,
)
from service.schema.table import Base, Json, derived_id, new_id
from service.schema.telling import Activity, Digest
from service.schema.voice import EditSign, WritingSample
from service.schema.who import Account, BrowserSession, ConsentRequest, Exclusion, OwnAddress, Person, SignInLink

__all__ = [
    "Account",
    "Activity",
    "Alert",
    "Allowance",
    "Approval",
    "Ask",
    "AuditRun",
    "Base",
    "BrowserSession",
    "ChosenCalendar",
    "ConsentRequest",
    "Contact",
    "ContactPair",
    "Correction",
    "Cursor",
    "Decision",
    "Digest",
    "Draft",
    "DraftVersion",
    "EditSign",
    "Event",
    "Exclusion",
    "FileImport",
    "FollowUp",
    "Identity",
    "Interview",
    "Introduction",
    "Json",
    "Lease",
    "MailboxDraft",
    "MessageCopy",
    "Note",
    "Observation",
    "OwnAddress",
    "Person",
    "Pointer",
    "Quarantined",
    "Reading",
    "SetAside",
    "SignInLink",
    "StoredCalendarEvent",
    "StoredMessage",
    "Task",
    "Wording",
    "WritingSample",
    "derived_id",
    "new_id",
]
