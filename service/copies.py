"""The copies that Warmthread makes by itself of a database that is a file: one a day, and how long any of them stays. What
somebody had taken away is out of all of them after as many days as daily ones are kept, whatever they were made for.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import activity, backup
from service.backup import Backup
from service.context import Context
from service.exclusions import ERASED
from service.schema import Activity, Exclusion
from service.settings import Settings


def days_kept(settings: Settings) -> int:
    """For how many days a copy may hold what was taken away."""
    return max(settings.backups, 1)


def look_after(context: Context, now: datetime, *, up_for: timedelta) -> Backup | None:
    """Makes the daily copy where it is due, and removes copies that hold what was taken away days ago. Doing it again
    does nothing. `now` is real time, `up_for` how long Warmthread has run. Raises as `backup.automatic` does: then none
    is removed, since what is there may be all that there is.
    """
    settings = context.settings
    place, made = settings.database_path, None
    if settings.backups and backup.is_daily_due(place, now, up_for=up_for):
        made = backup.automatic(place, context.vault, backup.DAILY, settings.backups, now)
    if not settings.backups:
        backup.remove_made(place, lambda _: True, backup.DAILY)
    with context.database.reading() as session:
        taken_away = _last_taken_away(session, now - timedelta(days=days_kept(settings)))
    if taken_away is not None:
        # A name that lies ahead is of a clock that went wrong: such a copy may be of any time.
        backup.remove_made(place, lambda at: at < taken_away or at > now)
    return made


def _last_taken_away(session: Session, before: datetime) -> datetime | None:
    """When, until then, somebody was last erased here, or records were removed at somebody's wish."""
    erased = select(func.max(Exclusion.created_at)).where(Exclusion.kind == ERASED, Exclusion.created_at <= before)
    removed = select(func.max(Activity.at)).where(Activity.what == activity.PURGED, Activity.at <= before)
    return max(filter(None, (session.scalar(erased), session.scalar(removed))), default=None)
