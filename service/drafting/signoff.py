"""How the person signs their own mails: the closing and the name under it, as they stand at the end of what they sent.

Only the last lines of sent mails are looked at, and only lines that are a closing or the person's own name count.
What the person set in the settings goes before anything learned here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from service.drafting.greeting import is_closing, is_only_name

_LINES = 8
"""How far up from the end a closing may stand: a signature block may follow it."""


def learned(endings: Iterable[str], name: str) -> str:
    """The sign-off that these mails end with most often, the earlier one where two are as frequent; "" if none."""
    counts = Counter(found for ending in endings if (found := of_mail(ending, name)))
    return counts.most_common(1)[0][0] if counts else ""


def of_mail(ending: str, name: str) -> str:
    """Closing and name at the end of one mail (two lines), or the name alone as its last line; "" when unsigned."""
    lines = [line.strip() for line in ending.splitlines() if line.strip(" -_–—*")][-_LINES:]
    for above, line in pairwise(lines):
        if is_closing(above) and is_only_name(line, name):
            return f"{above}\n{line}"
    return lines[-1] if lines and is_only_name(lines[-1], name) else ""
