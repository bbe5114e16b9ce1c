"""`python -m infra.filling FOLDER`: makes a data folder with as many interviews as a person has after years."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from infra.filling.rows import NOW, Amount, fill
from infra.served import leave, opened, settings_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--interviews", type=int, default=Amount.interviews)
    parser.add_argument("--contacts", type=int, default=Amount.contacts)
    parser.add_argument("--now", type=datetime.fromisoformat, default=NOW)
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True)
    with opened(settings_of(chosen.folder, chosen.now)) as context:
        fill(context, Amount(chosen.interviews, chosen.contacts), chosen.now)
        leave(context, chosen.now)


if __name__ == "__main__":
    main()
