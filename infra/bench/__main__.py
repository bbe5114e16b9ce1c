"""`make bench`: the pages, what reading costs, then the pipeline; `--only` takes one. The other arguments set sizes.

Ends with 1 when a page or a reader is beyond its aim; the pipeline's figures are ratios and only shown.
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from infra.bench import pages, pipeline, reading
from infra.filling.rows import Amount
from service.cli import logs


def main() -> None:
    logs.configure("WARNING")
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=("pages", "reading", "pipeline"))
    parser.add_argument("--messages", type=int, default=4_000, help="in the mailbox that is read")
    parser.add_argument("--meetings", type=int, default=120)
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
    if chosen.only in {None, "pipeline"}:
        console.print(pipeline.run(chosen.messages, chosen.meetings))
    if beyond:
        sys.exit(1)


if __name__ == "__main__":
    main()
