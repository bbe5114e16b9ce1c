"""A lived month in a data folder, as `make demo` lives it, for whoever wants to look at it afterwards.

Both processes are gone at the end; the folder remembers at what time it was left, and nothing in it needs Google
again until something is polled.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from infra import demo
from infra.sandbox.process import run_sandbox
from infra.served import CLOCK


def live_month(folder: Path, *, seed: int = 1, days: float = 31, start: str = demo.START) -> None:
    """Lives the first `days` of the month of that seed and leaves its data in `folder`."""
    with tempfile.TemporaryDirectory(prefix="warmthread-month-") as place:
        room = Path(place)
        arguments = ("--scenario", "month", "--seed", str(seed), "--now", start, "--clock-file", str(room / "clock"))
        with run_sandbox(*arguments) as sandbox, demo.run_product(sandbox, room) as product:
            demo.wait_until(product, start, "starting", key="now")
            demo.connect(product, sandbox.control)
            demo.live_the_month(product, sandbox.control, Console(quiet=True), days)
        shutil.copytree(room / "data", folder, dirs_exist_ok=True)
    left = datetime.fromisoformat(start) + timedelta(days=days)
    (folder / CLOCK).write_text(json.dumps(left.isoformat()), encoding="ascii")
