"""`autostart on|off|status`: whether Warmthread starts when you sign in to this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import typer

from service import autostart
from service.autostart import NotHere, Plan
from service.cli.failures import Refused
from service.cli.output import AsJson, print_json, say
from service.cli.runtime import runtime_of
from service.settings import given_settings

COMMAND = (sys.executable, "-m", "service", "run")
_SECONDS = 60.0


def group() -> typer.Typer:
    """The commands of `warmthread autostart`."""
    app = typer.Typer(help="Start when you sign in to this machine.", no_args_is_help=True)
    app.command("on")(switch_on)
    app.command("off")(switch_off)
    app.command("status")(status)
    return app


def switch_on(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Start Warmthread at every sign-in from now on, and now. Run it again after a setting changed."""
    plan = _plan(ctx)
    if not _can_ask(plan):
        raise Refused(_absent(plan))
    changed = autostart.write(plan)
    for words in _starting(plan, changed=changed):
        _ask(words)
    _tell(plan, as_json=as_json)


def switch_off(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Start it no more, and end the one that was started so."""
    plan = _plan(ctx)
    if plan.is_in_place and _can_ask(plan):
        _ask(_ending(plan), must=False)
    autostart.remove(plan)
    if plan.kind == "systemd" and _can_ask(plan):
        _ask(("systemctl", "--user", "daemon-reload"), must=False)
    _tell(plan, as_json=as_json)


def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Whether it is on, whether it runs, and with which settings."""
    _tell(_plan(ctx), as_json=as_json)


def _plan(ctx: typer.Context) -> Plan:
    try:
        return autostart.plan(runtime_of(ctx).settings, given_settings(), COMMAND, platform=sys.platform)
    except NotHere as reason:
        raise Refused(str(reason)) from None


# --- asking systemd and launchd -----------------------------------------------------------------------------------


def _domain() -> str:
    return f"gui/{os.getuid()}"


def _ending(plan: Plan) -> Sequence[str]:
    if plan.kind == "launchd":
        return "launchctl", "bootout", f"{_domain()}/{autostart.LABEL}"
    return "systemctl", "--user", "disable", "--now", autostart.NAME


def _asking(plan: Plan) -> Sequence[str]:
    """Succeeds where it runs."""
    if plan.kind == "launchd":
        return "launchctl", "print", f"{_domain()}/{autostart.LABEL}"
    return "systemctl", "--user", "is-active", autostart.NAME


def _starting(plan: Plan, *, changed: bool) -> list[Sequence[str]]:
    """What to say to it, in turn; nothing twice where it runs already as it should."""
    if plan.kind == "launchd":
        bootstrap = ("launchctl", "bootstrap", _domain(), str(plan.unit))
        if not _is_running(plan):
            return [bootstrap]
        return [_ending(plan), bootstrap] if changed else []
    enable = ("systemctl", "--user", "enable", autostart.NAME)
    start = ("systemctl", "--user", "restart" if changed else "start", autostart.NAME)
    return [("systemctl", "--user", "daemon-reload"), enable, start]


def _can_ask(plan: Plan) -> bool:
    """Whether the program is there, and for systemd whether this person's own manager answers."""
    if plan.kind == "launchd":
        return shutil.which("launchctl") is not None
    return shutil.which("systemctl") is not None and _ask(("systemctl", "--user", "show-environment"), must=False)


def _is_running(plan: Plan) -> bool:
    return _can_ask(plan) and _ask(_asking(plan), must=False)


def _ask(words: Sequence[str], *, must: bool = True) -> bool:
    """Runs one of their commands. Raises Refused where that has to work and did not."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=_SECONDS)  # noqa: S603 (ours)
    except (OSError, subprocess.TimeoutExpired) as error:
        if must:
            raise Refused(f"{' '.join(words)} did not answer ({type(error).__name__}).") from None
        return False
    if done.returncode and must:
        raise Refused(f"{' '.join(words)} refused: {done.stderr.strip() or done.returncode}")
    return done.returncode == 0


def _absent(plan: Plan) -> str:
    if plan.kind == "launchd":
        return "launchctl is not on this machine."
    return (
        "systemd does not look after your session here. Have your desktop start this at sign-in instead (in its settings, "
        f"under startup applications), with your WARMTHREAD_ settings around it: {' '.join(COMMAND)}"
    )


# --- telling ------------------------------------------------------------------------------------------------------


def _tell(plan: Plan, *, as_json: bool) -> None:
    is_on, runs = plan.is_in_place, _is_running(plan)
    if as_json:
        print_json(_facts(plan, is_on=is_on, runs=runs))
        return
    if not is_on:
        say("Warmthread does not start at sign-in. Switch it on with: warmthread autostart on")
        return
    say(f"Warmthread starts when you sign in{', and runs now' if runs else '; it does not run now'}: {plan.unit}")
    if plan.carried and plan.is_current:
        say(f"It starts with these settings, kept in {plan.settings_file} for you alone: {', '.join(plan.carried)}.")
    elif not plan.is_current:
        say("What is set in this terminal differs from what it starts with. To take it over: warmthread autostart on")
    say("Open the pages with: warmthread open")


def _facts(plan: Plan, *, is_on: bool, runs: bool) -> dict[str, Any]:
    return {
        "on": is_on,
        "running": runs,
        "kind": plan.kind,
        "file": str(plan.unit),
        "settings_file": str(plan.settings_file),
        "settings": list(plan.carried),
        "is_current": is_on and plan.is_current,
    }
