"""What Warmthread itself puts where it also reads, and how it is known again: entries of the private calendar feed, and
the daily digest that the person mails to themselves. None of it is ever a record of an interview.
"""

from __future__ import annotations

from connectors.records import Message

_FEED = "@feed.warmthread.invalid"
_DIGEST = "<warmthread-digest."


def feed_uid(kind: str, row_id: str) -> str:
    """The UID of an entry of the feed: the same for the same thing, whatever happens to it."""
    return f"{kind}.{row_id}{_FEED}"


def is_from_feed(ical_uid: str) -> bool:
    """Whether a calendar entry came from the feed; calendars keep the UID of what they subscribe to."""
    return ical_uid.strip().lower().endswith(_FEED)


def digest_message_id(secret: str, domain: str) -> str:
    """The Message-ID of a digest. The digest goes to nobody but the person, so it may say what it is."""
    return f"{_DIGEST}{secret}@{domain}>"


def is_digest(message: Message) -> bool:
    """Whether a mail says of itself that it is a digest, by its header or its Message-ID. Whether it is the person's
    own, its sender tells.
    """
    return message.is_digest or message.message_id.strip().lower().startswith(_DIGEST)
