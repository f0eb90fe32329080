"""By which rules an application is handled, where they changed since it was begun (docs/decisions/0023). Pure.

The bridge notes the newest version in the journal of an application that begins; continued as new or rebuilt it keeps
what it began with, so what a life under way did replays. Read by workflow code through `Course.by_rules`.
"""

from __future__ import annotations

ANSWER_LIGHT = 1
"""The days to answer have a yellow light before silence accepts."""

NO_PROVISIONAL_LAPSE = 2
"""Nothing lapses on a provisional day: it waits for the calendar of the year."""

LIGHTS_BY_CALENDAR = 3
"""A light that a later calendar makes wrong is taken back."""

REGISTERS_WAITED_FOR_ONCE = 4
"""A run that goes on where another stopped does not wait anew for registers that were asked again since."""

REACHED_BEFORE_HEARD = 4
"""The days of an interested party to ask for a hearing count from when it is reached (docs/decisions/0056)."""

REMINDED_WHEN_DUE = 4
"""Nobody is reminded again at once of what is to come late because a calendar has moved its day (decision 0016)."""

EVERY_LIGHT_BY_CALENDAR = 4
"""So is that of the days to answer, and of the days to hand a result over."""

NEWEST = REGISTERS_WAITED_FOR_ONCE
"""The version that applications begin with."""
