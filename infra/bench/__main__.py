"""`make bench`: the pages, what reading costs, mail and calendars of real servers, then the pipeline; `--only` takes one.
The other arguments set sizes.

Ends with 1 when a page or a reader is beyond its aim; the pipeline's figures are ratios and only shown.
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from infra.bench import dav, dav_filled, pages, pipeline, reading
from infra.filling.rows import Amount
from service.cli import logs


def main() -> None:
    logs.configure("WARNING")
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=("pages", "reading", "dav", "pipeline"))
    parser.add_argument("--messages", type=int, help="in the mailbox that is read (10,000 by IMAP, else 4,000)")
    parser.add_argument("--meetings", type=int, default=120)
    parser.add_argument("--entries", type=int, default=dav_filled.Amount.entries, help="in the calendar by CalDAV")
    parser.add_argument("--interviews", type=int, default=Amount.interviews, help="in the pages")
    parser.add_argument("--contacts", type=int, default=Amount.contacts)
    chosen = parser.parse_args()
    console, beyond = Console(width=120), 0
    if chosen.only in {None, "pages"}:
        table, beyond = pages.run(Amount(chosen.interviews, chosen.contacts))
        console.print(table)
    if chosen.only in {None, "reading"}:
        tables, missed = reading.run()
        console.print(*tables)
        beyond += missed
    if chosen.only in {None, "dav"}:
        messages = chosen.messages or dav_filled.Amount.messages
        tables, missed = dav.run(dav_filled.Amount(messages, chosen.meetings, chosen.entries))
        console.print(*tables)
        beyond += missed
    if chosen.only in {None, "pipeline"}:
        console.print(pipeline.run(chosen.messages or 4_000, chosen.meetings))
    if beyond:
        sys.exit(1)


if __name__ == "__main__":
    main()
