"""Moved: the starter lives beside the sandbox, since the demo uses it too. Import from infra.sandbox.process."""

from infra.sandbox.process import Control as Control
from infra.sandbox.process import ControlError as ControlError
from infra.sandbox.process import Sandbox as Sandbox
from infra.sandbox.process import run_sandbox as run_sandbox
from infra.sandbox.process import stop as stop
