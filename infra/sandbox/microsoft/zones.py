"""Time zones as Outlook names them: Windows' own names, and IANA's, in both directions."""

from __future__ import annotations

from datetime import tzinfo
from functools import cache

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from infra.sandbox.microsoft.errors import GraphError
from infra.sandbox.recurrence import zone


def read_zone(name: str) -> tzinfo:
    """Return the zone of either kind of name, or raise Graph's 400."""
    try:
        return zone(WINDOWS_TO_OLSON.get(name, name))
    except ValueError as error:
        raise GraphError(
            400, "TimeZoneNotSupportedException", f"A valid TimeZone value must be specified: {name}"
        ) from error


def windows_name(name: str) -> str:
    """Return what Outlook calls an IANA zone; one that Windows does not know keeps its name."""
    return _windows().get(name, name)


@cache
def _windows() -> dict[str, str]:
    return {olson: windows for windows, olson in reversed(WINDOWS_TO_OLSON.items())}
