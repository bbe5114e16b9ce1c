"""Says which servers the tests will use; the exit code tells whether one is missing. Part of `make test`."""

from __future__ import annotations

import sys

from tests.servers import Missing, postgres, redis


def main() -> int:
    missing = 0
    for name, find in (("Postgres", postgres.find_binaries), ("Redis", redis.find_server)):
        try:
            found = str(find())
        except Missing as error:
            missing = 1
            found = str(error)
        sys.stdout.write(f"  {name}: {found}\n")
    return missing


if __name__ == "__main__":
    sys.exit(main())
