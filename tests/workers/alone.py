"""A process that works off what waits in a database and tells which events its actors really worked on.

`python -m tests.workers.alone` is told where by the environment, begins at a line on standard input, and prints the
subjects as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from service.context import open_context
from service.settings import load_settings
from workers import pipeline
from workers.middleware import Job
from workers.runner import Runner


def main() -> None:
    worked: list[int] = []

    def counted(work: Callable[[Job], None]) -> Callable[[Job], None]:
        def work_and_count(job: Job) -> None:
            worked.append(job.event.id)
            work(job)

        work_and_count.__name__ = work.__name__
        return work_and_count

    for name in ("match", "interview", "draft"):
        setattr(pipeline, name, counted(getattr(pipeline, name)))
    context = open_context(load_settings())
    with Runner(context) as runner:
        print("ready", flush=True)
        sys.stdin.readline()
        runner.settle()
    context.database.close()
    print(json.dumps(worked))


if __name__ == "__main__":
    main()
