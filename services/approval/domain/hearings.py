"""Who is heard before a decision, and when (licensing law, arts. 36, 47 and 48; decision record 0031)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from contracts.errors.hearings import (
    HearingAlreadyRequested,
    HearingBeyondLimit,
    HearingByHandler,
    HearingNotHeld,
    HearingNoticeTooShort,
    HearingRequestTooLate,
    HearingRightRuns,
    HearingWaived,
    NoHearingRequested,
    NoHearingRight,
    StatementUnanswered,
)
from services.approval.domain.letters import counted_day

Hearing = TypeVar("Hearing")

APPLICANT = ""
"""Stands for the applicant's side among those who may ask for a hearing."""


@dataclass(frozen=True)
class Right:
    """The right of one person to a hearing of one case. ``request_by`` None: its days have not begun, since nobody has
    ``told`` of it, or what tells of it has not reached them (record 0056). ``provisional``: the calendar of that year
    is not published, so that the day may still move. ``told_on`` None: on which day it was told is not kept.
    """

    person_id: str
    request_by: date | None
    waived: bool
    told: bool = True
    provisional: bool = False
    told_on: date | None = None

    def runs(self, today: date) -> bool:
        """Whether a hearing can still be asked for, or its days are still to begin.

        Nothing lapses against anybody on a provisional day (record 0016).
        """
        return not self.waived and (self.request_by is None or self.provisional or today <= self.request_by)


@dataclass(frozen=True)
class Standing:
    """Where the hearing of a case stands. ``rights``: of everybody who has one; empty where the item gives none."""

    rights: Sequence[Right]
    requested: bool
    held: bool

    def right_of(self, person_id: str) -> Right | None:
        """The right of one person; None: there is none, or it was not told yet."""
        return next((each for each in self.rights if each.person_id == person_id and each.told), None)


def check_request(standing: Standing, person_id: str, today: date, received_on: date | None = None) -> date:
    """The day on which this person asks for a hearing: today, or that on which their letter came in at the hall.

    The five days are those in which it is asked for (licensing law, art. 47), not those in which it is written down.
    Raises NoHearingRight, HearingAlreadyRequested, HearingWaived, HearingRequestTooLate, ReceivedBeforeNotice.
    """
    right = standing.right_of(person_id)
    if right is None:
        raise NoHearingRight("there is no right to a hearing in this case, or it has not been told yet")
    if standing.requested:
        raise HearingAlreadyRequested("a hearing of this case has been asked for: it takes place for everybody")
    if right.waived:
        raise HearingWaived("the right to a hearing was given up")
    last_day = None if right.provisional else right.request_by
    asked_on = counted_day(today, received_on, right.told_on, last_day)
    if not right.runs(asked_on):
        raise HearingRequestTooLate("the days to ask for a hearing are over")
    return asked_on


def check_waive(standing: Standing, person_id: str) -> None:
    """Raise NoHearingRight or HearingAlreadyRequested unless this person has a right to give up."""
    if standing.right_of(person_id) is None:
        raise NoHearingRight("there is no right to a hearing in this case, or it has not been told yet")
    if standing.requested:
        raise HearingAlreadyRequested("a hearing of this case has been asked for: it takes place for everybody")


def check_heard(standing: Standing, today: date) -> None:
    """Raise unless the case may be decided: nobody may ask for a hearing any more, or it was held.

    Raises HearingNotHeld, HearingRightRuns.
    """
    if standing.requested and not standing.held:
        raise HearingNotHeld("a hearing was asked for: the decision rests on its record")
    if not standing.requested and any(right.runs(today) for right in standing.rights):
        unreached = sum(right.request_by is None and not right.waived for right in standing.rights)
        raise HearingRightRuns(
            "a hearing can still be asked for: nothing is decided before those days are over",
            metadata={"unreached": str(unreached)},
        )


def check_answers(stated: Collection[str], answered: Collection[str]) -> None:
    """Raise StatementUnanswered, naming them, unless every view that was stated is answered."""
    missing = [each for each in stated if each not in answered]
    if missing:
        raise StatementUnanswered("every view that was stated is answered in the reasons", metadata={
            "statements": ",".join(missing)})  # fmt: skip


@dataclass(frozen=True)
class Times:
    """In what time a hearing is held: the last day, the working days after the request, the days of notice."""

    hold_by: date
    working_days: Sequence[date]
    notice_days: int

    def earliest(self, today: date) -> date:
        """The first day for which notice given today is early enough; beyond the days known, twice as many days on."""
        ahead = [day for day in self.working_days if day > today]
        if len(ahead) < self.notice_days:
            return today + timedelta(days=2 * self.notice_days)
        return ahead[self.notice_days - 1]


def check_date(times: Times, day: date, today: date) -> None:
    """Raise unless a hearing may be held on a day of which notice is given today.

    One that is late already is held as soon as notice allows: being late does not take the hearing away.
    Raises HearingNoticeTooShort, HearingBeyondLimit.
    """
    earliest = times.earliest(today)
    if day < earliest:
        raise HearingNoticeTooShort(
            "those who take part are told in good time before a hearing", metadata={"earliest": earliest.isoformat()}
        )
    if day > max(times.hold_by, earliest):
        raise HearingBeyondLimit(
            "a hearing is held in its time", metadata={"latest": max(times.hold_by, earliest).isoformat()}
        )


def check_open_hearing(hearing: Hearing | None, *, held: bool) -> Hearing:
    """Return the hearing that is to be held. Raises NoHearingRequested."""
    if hearing is None:
        raise NoHearingRequested("nobody has asked for a hearing of this case")
    if held:
        raise NoHearingRequested("the hearing was held: its record stands")
    return hearing


def check_took_place(time: datetime | None, now: datetime) -> None:
    """Raise HearingNotHeld for a record that is filed before the hearing began, or was announced."""
    if time is None or time > now:
        raise HearingNotHeld("the hearing has not taken place yet")


def check_chair(chair: str, handlers: Collection[str], parties: Collection[str]) -> None:
    """Raise HearingByHandler for who handled the case, or is a party: neither presides (licensing law, art. 48)."""
    if chair in handlers or chair in parties:
        raise HearingByHandler("who handles the case or is a party of it does not preside over its hearing")
