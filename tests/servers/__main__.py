"""Says which servers the tests will use, and which browser and proxy; the exit code tells whether one is missing.

Part of `make test`. With `--missing` it prints instead the Debian packages that would bring what is missing.
"""

from __future__ import annotations

import sys

from tests.servers import Missing, chromium, dovecot, nginx, postgres, radicale, redis, smtp_recorder

SERVERS = (
    ("Postgres", "postgresql", postgres.find_binaries),
    ("Redis", "redis-server", redis.find_server),
    ("Chromium", "chromium", chromium.find_browser),
    ("nginx", "nginx-light", nginx.find_nginx),
    ("Dovecot", "dovecot-imapd", dovecot.find_server),
    ("Radicale", "", radicale.find_server),
    ("aiosmtpd", "", smtp_recorder.find_server),
)
"""Each with its Debian package; "" for what comes with the development requirements."""


def main() -> int:
    missing = []
    told = []
    for name, package, find in SERVERS:
        try:
            found = str(find())
        except Missing as error:
            missing.append(package)
            found = str(error)
        told.append(f"  {name}: {found}")
    sys.stdout.write("\n".join([" ".join(filter(None, missing))] if "--missing" in sys.argv else told) + "\n")
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
