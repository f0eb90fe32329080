"""What a random life is about: what is filed, of which item, and what the registers hold. The life is the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from onetrip.catalog.v1 import catalog_pb2 as catalog
from workflows.tests import filings
from workflows.tests.rules.case_model import About
from workflows.tests.rules.days import Days
from workflows.tests.rules.model import Model
from workflows.tests.rules.parts_model import LATE, LATE_PAPER
from workflows.tests.rules.registers import add_paper
from workflows.tests.rules.visits_model import Promised

# Documents that the item needs, and others that its window may want.
PAPERS = ("lease", "layout", "photo")
PROOFS = ("proof-0", "proof-1", "proof-2")
HELD_PROOF = "licence"
# What the applicant may sign a commitment for instead of giving it (告知承诺).
COMMITTED = "deed"
# One feeds the next, which feeds the last; another needs nothing.
BUNDLE = {"record": (), "household": ("record",), "card": ("household",), "stand": ()}
# Those whose item gives a right to a hearing: one at once, one that begins last.
HEARD = ("record", "card")
# Two stages, the second after the first, each with a limit in working days.
STAGES = (("papers", 4), ("review", 6))
# A calendar that some lives are told of midway.
LOADED = 2026
ONE_VISIT = Promised()


@dataclass(frozen=True)
class Nature:
    """What is filed, and what for."""

    filed_at: datetime
    by_window: bool = False
    heard: bool = False
    lacking: frozenset[str] = frozenset()
    """Which documents no register has a record of."""
    held_as: str = "fresh"
    """How a register holds the others: fresh, stale or contradictory."""
    away: int = 0
    """For how many rounds of verification it does not answer."""
    promised: bool = False
    committed: bool = False
    courier: bool = False
    bundle: bool = False
    loads: bool = False
    """Whether the calendar of the next year is published only later."""
    yellow: int = 0
    """From how many percent of a limit its light is yellow; 0: the item names none."""
    licence_days: int = 0
    """How many days are left of the licence that is renewed; 0: it is no renewal."""
    staged: bool = False
    """Whether its stages have limits of their own."""
    visits: Promised = ONE_VISIT

    @property
    def item(self) -> str:
        """Its name among the definitions."""
        names = {"bundle": self.bundle, "heard": self.heard, "staged": self.staged, "renewal": bool(self.licence_days)}
        return "-".join([*(name for name, so in names.items() if so), "window" if self.by_window else "simple"])

    @property
    def expires(self) -> date | None:
        """The last day of the licence."""
        return self.filed_at.date() + timedelta(days=self.licence_days) if self.licence_days else None

    @property
    def held(self) -> frozenset[str]:
        """The documents that a register holds."""
        only_the_applicant = {*self.lacking, *PROOFS}
        only_the_applicant |= {LATE_PAPER} if self.promised else set()
        only_the_applicant |= {COMMITTED} if self.committed else set()
        return frozenset({*PAPERS, HELD_PROOF, LATE_PAPER, COMMITTED} - only_the_applicant)

    @property
    def words(self) -> str:
        """How the table says that it is filed."""
        late = f" with {LATE_PAPER} to come" if self.promised else ""
        committed = f" committing to {COMMITTED}" if self.committed else ""
        expiring = f" expiring {self.expires}" if self.expires else ""
        before = f" before {LOADED} is published" if self.loads else ""
        return f"filed {self.item}{late}{committed}{expiring}{before}{' by courier' if self.courier else ''}"

    def definition(self) -> catalog.ServiceItem:
        """The item or bundle."""
        items = {about.code: self._item(about) for about in self._cases}
        if not self.bundle:
            return next(iter(items.values()))
        entries = ((items[about.code], about.needs) for about in self._cases)
        return filings.bundle(*entries, window=self.by_window)

    def model(self, days: Days) -> Model:
        """What the rules say of it."""
        return Model(
            days, by_window=self.by_window, lacking=self.lacking, away=self.away, late=self.promised and self._late,
            renews=self._renews, expires=self.expires, courier=self.courier, cases=self._cases,
            yellow=80 if self.bundle else self.yellow or 80,
        )  # fmt: skip

    @property
    def _cases(self) -> list[About]:
        """The cases: of a bundle each shows something else."""
        stages = STAGES if self.staged else (("review", 0),)
        if not self.bundle:
            return [About("permit", heard=self.heard, yellow=self.yellow or 80, stages=stages)]
        return [
            About(code, f" of {code}", needs, self.heard and code in HEARD, self.yellow or 80, stages)
            for code, needs in BUNDLE.items()
        ]

    @property
    def _late(self) -> str:
        """The case whose result waits for what comes late; in a bundle it may not even have begun."""
        return "household" if self.bundle else "permit"

    @property
    def _renews(self) -> str:
        return "stand" if self.bundle else "permit"

    def _item(self, about: About) -> catalog.ServiceItem:
        """One item; the first has what is asked for."""
        before, stages = (), list[catalog.Stage]()
        for code, days in about.stages:
            stages.append(filings.stage(code, *before, days=days))
            before = (code,)
        made = filings.item(about.code, window=self.by_window, hearing=about.heard, stages=stages)
        made.limits.yellow_percent = self.yellow
        if not about.needs and about.code != "stand":
            self._add_papers(made)
        if about.code == self._late:
            add_paper(made, filings.late_paper(LATE_PAPER, LATE), held=LATE_PAPER in self.held)
        if self.licence_days and about.code == self._renews:
            made.renewal.CopyFrom(catalog.Renewal(expires_on_fact="expires_on", ask_before_days=30))
        return made

    def _add_papers(self, item: catalog.ServiceItem) -> None:
        """What it needs, in the order of the notice; then what the window may want, one of which a register holds."""
        for code in sorted(PAPERS):
            add_paper(item, catalog.Material(code=code, required=True), held=code in self.held)
        for code in (*PROOFS, HELD_PROOF):
            add_paper(item, catalog.Material(code=code), held=code in self.held)
        add_paper(item, catalog.Material(code=COMMITTED, required=True), held=COMMITTED in self.held)
