"""The person's language on screen: sentences through gettext, dates and numbers through Babel.

English is the source, the translations come from `catalogues`. An unknown sentence is shown as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta, get_timezone_location
from babel.numbers import format_decimal

from service.web.catalogues import LANGUAGES, catalogue
from service.web.sentences import translated
from service.zones import zone_of

_LOCALES = {"en": "en_GB", "de": "de_DE"}


@dataclass(frozen=True, slots=True)
class Words:
    """One person's language, zone and `now` (aware UTC)."""

    language: str
    zone: str
    now: datetime

    def _(self, msgid: str, **values: object) -> str:
        """The sentence in the person's language, its named parts filled in."""
        said = catalogue(self.language).gettext(msgid)
        return said % values if values else said

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """The sentence for that number, which is its part `n` (and `num`, as templates name it)."""
        said = catalogue(self.language).ngettext(one, many, number)
        written = self.number(number)
        return said % {"n": written, "num": written, **values}

    def talk(self, title: str, name: str) -> str:
        """What a conversation is called; one without a title of its own is named after whom it is with."""
        return title or (self._("Talk with %(name)s", name=name) if name else self._("A conversation"))

    def sentence(self, text: str) -> str:
        """A sentence that the service stored in English."""
        return translated(self.language, text)

    def day(self, instant: datetime, zone: str = "") -> str:
        """Such as `Tue 3 Mar 2026`, in the person's zone or another."""
        return format_skeleton("yMMMEd", self._local(instant, zone), locale=self.locale)

    def long_day(self, instant: datetime, zone: str = "") -> str:
        """Such as `Tuesday 3 March`, without the year where it is this one."""
        local = self._local(instant, zone)
        if local.year != self._local(self.now, zone).year:
            return format_date(local.date(), "full", locale=self.locale)
        known = self.locale.datetime_skeletons
        # German has no pattern of its own for the whole name of the day.
        whole = str(known.get("MMMMEEEEd") or str(known["MMMMEd"]).replace("E", "EEEE"))
        return format_date(local.date(), whole, locale=self.locale)

    def month(self, instant: datetime, zone: str = "") -> str:
        """Such as `March 2026`."""
        return format_skeleton("yMMMM", self._local(instant, zone), locale=self.locale)

    def hour(self, instant: datetime, zone: str = "") -> str:
        """Such as `14:30`."""
        return format_time(self._local(instant, zone), "HH:mm", locale=self.locale)

    def date(self, instant: datetime, zone: str = "") -> str:
        """The date in short, such as `3 Mar 2026`."""
        return format_date(self._local(instant, zone).date(), "medium", locale=self.locale)

    def relative(self, instant: datetime) -> str:
        """Such as `in 3 hours` or `2 days ago`."""
        return format_timedelta(instant - self.now, add_direction=True, threshold=0.95, locale=self.locale)

    def length(self, span: timedelta) -> str:
        """Such as `3 hours`."""
        return format_timedelta(abs(span), threshold=0.95, locale=self.locale)

    def place(self, zone: str) -> str:
        """The city that names a zone, such as `New York`."""
        return get_timezone_location(zone_of(zone), locale=self.locale, return_city=True)

    def number(self, number: float) -> str:
        """With the separators of the language."""
        return format_decimal(number, locale=self.locale)

    @property
    def locale(self) -> Locale:
        """Babel's locale for what is not in a catalogue."""
        return Locale.parse(_LOCALES[self.language])

    def _local(self, instant: datetime, zone: str) -> datetime:
        return instant.astimezone(zone_of(zone or self.zone))


def best_language(chosen: str, accepted: str) -> str:
    """The language to speak: the person's choice, else the first that the browser's Accept-Language names."""
    if chosen in LANGUAGES:
        return chosen
    named = [part.split(";")[0].strip().lower()[:2] for part in accepted.split(",")[:20]]
    return next((one for one in named if one in LANGUAGES), LANGUAGES[0])
