"""What runs beside an application is described once: none is forgotten where lost ones or calendars are looked at."""

from __future__ import annotations

from workflows.beside.kinds import Terms, kinds
from workflows.calendars import lagging
from workflows.engine import recovery

KINDS = kinds(Terms(5, 10, 20))


def test_every_kind_is_looked_for_when_it_is_lost() -> None:
    # A run over a register is no application's, and no calendar moves it.
    apart = {recovery.APPLICATIONS, recovery.PROACTIVE}
    assert apart | {kind.recovery for kind in KINDS} == set(recovery.KINDS)


def test_every_kind_is_told_of_a_calendar() -> None:
    assert {lagging.APPLICATIONS, *(kind.lagging for kind in KINDS)} == set(lagging.KINDS)
    assert len(KINDS) == len(lagging.KINDS) - 1
