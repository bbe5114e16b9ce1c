"""The composition root: hands the workers to the command line. The only file that sees everything."""

from __future__ import annotations

import sys

from service.cli.app import invoke
from service.cli.runtime import Runtime
from workers.runner import Runner, queue_answers


def main() -> None:
    """The `warmthread` command."""
    sys.exit(invoke(sys.argv[1:], Runtime(engine=Runner, queue_answers=queue_answers)))


if __name__ == "__main__":
    main()
