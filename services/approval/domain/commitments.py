"""What follows when a commitment (告知承诺) is checked: the right to be heard, the revocation, the mark.

Source: domain.md, "Evidence"; licensing law, arts. 7 (statement and defence), 46 to 48 (hearing) and 69 (revocation).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from contracts.errors.commitments import (
    NoRevocationProposed,
    OwnFinding,
    StatementPeriodOpen,
    StatementPeriodOver,
)
from contracts.errors.hearings import HearingAlreadyRequested, HearingNotHeld, HearingWaived
from services.approval.domain.hearings import Times, check_took_place

HEARING_TIMES = Times(hold_by=date.max, working_days=(), notice_days=7)
"""Of a hearing before a revocation: seven working days of notice (art. 48), as `Times.earliest` counts them without a
calendar. The law sets no last day here, and until it the grant stands."""
CHECK_STAGE, REVOCATION_STAGE = "@commitment", "@revocation"
"""Stand for a stage in tasks and lights; no stage of the catalogue can be called so."""


class HearingEnding(StrEnum):
    """What came of a hearing that was asked for before a revocation; each lets an approver go on."""

    HELD = "held"
    GIVEN_UP = "given-up"
    NOT_ATTENDED = "not-attended"


@dataclass(frozen=True)
class Standing:
    """Where a granted case stands that was found to rest on a false commitment.

    ``found_by``: the officer who found it. ``upheld``: an approver let the grant stand. ``heard_until``: the last day
    for statements; None while it is not told or may still move. The process, which owns time, says that it is past by
    asking an approver: then it moves no more, whether the year's calendar was published by then or not.
    ``hearing_open``: a hearing was asked for, and what came of it is not on record. ``waived``: the applicant gave up
    being heard, so that nobody waits for that day. ``found_at``: when it was found.
    """

    found_by: str
    upheld: bool
    revoked: bool
    heard_until: date | None
    hearing_open: bool
    waived: bool = False
    found_at: datetime | None = None


def check_statement(standing: Standing | None, today: date) -> None:
    """Raise unless the applicant may state their case today.

    Raises NoRevocationProposed, StatementPeriodOver, HearingWaived.
    """
    proposed = _proposed(standing)
    if proposed.heard_until is not None and today > proposed.heard_until:
        raise StatementPeriodOver("the time for statements is over")
    if proposed.waived:
        raise HearingWaived("the right to be heard was given up")


def check_waive(standing: Standing | None, today: date) -> None:
    """Raise unless the applicant may give up being heard today: a hearing that was asked for has its record first.

    Raises NoRevocationProposed, StatementPeriodOver, HearingWaived, HearingAlreadyRequested.
    """
    check_statement(standing, today)
    if _proposed(standing).hearing_open:
        raise HearingAlreadyRequested("a hearing was asked for: its record says what came of it")


def check_heard(standing: Standing, approver: str, today: date) -> None:
    """Raise StatementPeriodOpen, OwnFinding or HearingNotHeld unless this approver may now revoke the grant."""
    _check_time(standing, approver, today)
    if standing.hearing_open:
        raise HearingNotHeld("a hearing was asked for: the revocation rests on its record")


def check_ending(ending: HearingEnding, hearing_time: datetime | None, now: datetime) -> None:
    """Raise HearingNotHeld for what cannot be on record yet. Only the applicant's own word needs no hearing's time."""
    if ending is not HearingEnding.GIVEN_UP:
        check_took_place(hearing_time, now)


def check_uphold(standing: Standing | None, approver: str, today: date) -> None:
    """Raise NoRevocationProposed, StatementPeriodOpen or OwnFinding.

    What the applicant wanted to be heard for needs no hearing.
    """
    _check_time(_proposed(standing), approver, today)


def _check_time(standing: Standing, approver: str, today: date) -> None:
    if not standing.waived and (standing.heard_until is None or today <= standing.heard_until):
        raise StatementPeriodOpen("the applicant still has time to be heard")
    if approver == standing.found_by:
        raise OwnFinding("another approver than the one who found the commitment false has to do this")


def is_proposed(standing: Standing | None) -> bool:
    """Whether the grant is to be revoked for a false commitment."""
    return standing is not None and not standing.upheld and not standing.revoked


def mark_until(revoked_on: date, days: int) -> date:
    """The last day of a mark that lasts some calendar days."""
    return revoked_on + timedelta(days=days)


def _proposed(standing: Standing | None) -> Standing:
    if standing is None or not is_proposed(standing):
        raise NoRevocationProposed("no revocation for a false commitment is proposed")
    return standing
