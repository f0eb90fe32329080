"""The matter 事: what stays the same while an application is handled, as it was filed and pinned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import ApplicationSubmitted
from onetrip.process.v1.workflow_pb2 import StartApplication
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.legal_limits import receipt_day
from workflows.limits.process_clock import ProcessClock


@dataclass(frozen=True)
class Case:
    """One department's piece of work 办件: an item of the bundle, or the item itself.

    `needs` are the codes of the bundle's items that must be granted before it starts.
    """

    id: str
    item: catalog.ServiceItem
    needs: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The item's code."""
        return self.item.code


@dataclass(frozen=True)
class Matter:
    """An application with the definition, calendar and clock it is handled by."""

    submitted: ApplicationSubmitted
    calendar: WorkingCalendar
    clock: ProcessClock
    cases: tuple[Case, ...]

    @classmethod
    def of(cls, start: StartApplication) -> Matter:
        """Reads what a workflow is started with. Raises ValueError for a calendar that contradicts itself."""
        return cls(
            submitted=start.submitted,
            calendar=WorkingCalendar.from_message(start.calendar),
            clock=ProcessClock(start.clock),
            cases=cases_of(start.submitted),
        )

    @property
    def application_id(self) -> str:
        """The application."""
        return self.submitted.application_id

    @property
    def definition(self) -> catalog.ServiceItem:
        """The item or bundle in the version filed under."""
        return self.submitted.definition

    @property
    def received_on(self) -> date:
        """The day of receipt: day 0 of the completeness notice."""
        return self.receipt(self.submitted.receive_time.ToDatetime(UTC))

    @property
    def arrived_on(self) -> date:
        """The date on which it arrived, whatever counts as its receipt: a day off keeps nobody from being in time."""
        return receipt_day(self.calendar, self.submitted.receive_time.ToDatetime(UTC))

    def receipt(self, arrived_at: datetime) -> date:
        """The day that counts as the receipt of what arrived at an instant, by the rule it was filed under."""
        rule = self.definition.limits.receipt_on_days_off
        deferred = rule == catalog.RECEIPT_ON_DAYS_OFF_NEXT_WORKING_DAY
        return receipt_day(self.calendar, arrived_at, deferred=deferred)

    @property
    def accepted_by_window(self) -> bool:
        """Whether the lead department's window accepts, instead of verification alone."""
        return self.definition.acceptance == catalog.ACCEPTANCE_MODE_WINDOW

    def case(self, case_id: str) -> Case | None:
        """The case with this id."""
        return next((case for case in self.cases if case.id == case_id), None)

    def days(self, limit: str) -> int:
        """A limit of the whole application in working days: the definition's, else the longest of its items."""
        own: int = getattr(self.definition.limits, limit)
        return own or max(getattr(case.item.limits, limit) for case in self.cases)

    def today(self, now: datetime) -> date:
        """The date of an instant of the process."""
        return self.calendar.date_of(now)


def case_id(application_id: str, item_code: str) -> str:
    """The id of a case; approval makes the same."""
    return f"{application_id}.{item_code}"


def cases_of(submitted: ApplicationSubmitted) -> tuple[Case, ...]:
    """The cases of an application: one for an item, one for each item of a bundle."""
    definition = submitted.definition
    application_id = submitted.application_id
    if definition.kind != catalog.ITEM_KIND_BUNDLE:
        return (Case(case_id(application_id, definition.code), definition),)
    return tuple(
        Case(case_id(application_id, entry.item.code), entry.item, tuple(entry.needs)) for entry in definition.items
    )
