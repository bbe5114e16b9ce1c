"""Plays one written-down situation through the real pipeline, on a clock of its own, and reads what came of it.

`case` turns the file into records with their times, `play` delivers them one by one into a fresh database and lets
the same actors work as in `run`, `outcome` says what the database holds in the end. No network, no Redis.
"""

from __future__ import annotations

from service.simulation.play import Engine, simulate

__all__ = ["Engine", "simulate"]
