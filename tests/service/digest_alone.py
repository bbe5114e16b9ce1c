"""A process that sends the digests that are due, to be killed at a named point on the way.

`python -m tests.service.digest_alone PERSON NOW` is told where and at which point by the environment.
"""

from __future__ import annotations

import sys
from datetime import datetime

from service import digest
from service.clock import ManualClock
from service.context import open_context
from service.digest import Content, Letter
from service.schema import Person
from service.settings import load_settings
from service.web.letter import write_letter


def write(content: Content, person: Person) -> Letter:
    """The words of a digest, with links to the usual address."""
    return write_letter(content, person, "http://127.0.0.1:8765")


def main() -> None:
    context = open_context(load_settings(), ManualClock(datetime.fromisoformat(sys.argv[2])))
    digest.send_due(context, sys.argv[1], write)
    context.database.close()


if __name__ == "__main__":
    main()
