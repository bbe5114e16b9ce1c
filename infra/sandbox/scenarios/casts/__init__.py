"""The people whose months are told: one file per person, with everybody she writes with and what they say."""

from infra.sandbox.scenarios.casts.ffion import CAST as FFION
from infra.sandbox.scenarios.casts.maya import CAST as MAYA

CASTS = (MAYA, FFION)
