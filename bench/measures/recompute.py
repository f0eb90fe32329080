"""A calendar comes into force while many applications are open: until when each is computed by it, and the cost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import processes
from bench.figures import Sample
from bench.ground import Ground, Size
from bench.openings import Openings
from bench.results import Result
from cli import calendar_loading
from workflows.calendars import lagging
from workflows.calendars import store as calendars

MILLISECONDS = 1000
LOOK_SECONDS = 0.25
MEMORY_EVERY_SECONDS = 5.0
PROBES, PROBE_SECONDS = 30, 0.5
WINDOW_SECONDS = 5.0
# Three times as many open: a cost that grew with their number would be three.
LINEAR = 1.5
WANTED = (20_000, 100_000)
# Days off that no notice knows, each within every limit that runs; one for each load.
DAYS_AHEAD = (7, 8, 9, 10, 11)
NOTE = (
    "Process, PostgreSQL, Kafka and Temporal's development server; the parts that are told of it do not run."
    " Applications are opened in bulk, accepted and with an officer; the product's own command puts a calendar into"
    " force that moves three dates of each; the clock runs from the first that has moved to the last. Ours: with all of"
    " them open, the reference: with a third. Spread: the middle half of windows of five seconds. Seconds for more are"
    " extrapolated: that many times the time of one."
)
PROBE_NOTE = (
    "Applications that begin one after the other meanwhile: from the call that starts a workflow to the end of its"
    " first task. The reference: the same before it. Spread: the middle half."
)


async def measure(ground: Ground, size: Size) -> list[Result]:
    """Return what one application costs, and how long a new one waits meanwhile."""
    async with _openings(ground) as openings:
        few = size.open // 3
        await openings.open(few)
        await openings.calm()
        first = await _Load(ground, openings, few, 0).run()
        await openings.open(size.open - few)
        await openings.calm()
        quiet = await _probed(openings, 0, PROBES)
        second = await _Load(ground, openings, size.open, 1).run()
    return [_cost(first, second), _waiting(quiet, second)]


@asynccontextmanager
async def _openings(ground: Ground) -> AsyncIterator[Openings]:
    openings = await Openings.of(ground.stack)
    try:
        yield openings
    finally:
        await openings.close()


@dataclass
class _Load:
    """One calendar coming into force. `moved`: (seconds, applications that have moved) as it was seen."""

    ground: Ground
    openings: Openings
    open: int
    number: int
    preview_seconds: float = 0.0
    moved: list[tuple[float, int]] = field(default_factory=list)
    probes: list[float] = field(default_factory=list)
    before_mib: float = 0.0
    most_mib: float = 0.0

    async def run(self) -> _Load:
        """Preview, put into force, watch until nobody lags behind."""
        url = self.ground.stack.database_url("process")
        self.before_mib = self.most_mib = self._memory()
        with TemporaryDirectory() as folder:
            file = await _year_file(self.openings, Path(folder), self.number)
            began = time.perf_counter()
            preview = await calendar_loading.preview_of(url, file)
            self.preview_seconds = time.perf_counter() - began
            await calendar_loading.apply(url, preview, "bench")
        watchers = [asyncio.create_task(each) for each in (self._weigh(), self._probe())]
        try:
            await self._watch(preview.version)
        finally:
            for each in watchers:
                each.cancel()
            await asyncio.gather(*watchers, return_exceptions=True)
        return self

    @property
    def seconds(self) -> float:
        """From the first that has moved to the last."""
        return self.moved[-1][0] - self.moved[0][0]

    @property
    def each(self) -> float:
        """Milliseconds of one application."""
        return self.seconds / (self.moved[-1][1] - self.moved[0][1]) * MILLISECONDS

    @property
    def windows(self) -> Sample:
        """Milliseconds of one application, window by window."""
        found, (since, count) = [], self.moved[0]
        for at, moved in self.moved:
            if at - since >= WINDOW_SECONDS and moved > count:
                found.append((at - since) / (moved - count) * MILLISECONDS)
                since, count = at, moved
        return Sample.of(found or [self.each])

    async def _watch(self, version: str) -> None:
        began = time.perf_counter()
        while not self.moved or self.moved[-1][1] < self.open:
            _, behind = await lagging.progress(self.openings.connection, version)
            if self.moved or behind < self.open:
                self.moved.append((time.perf_counter() - began, self.open - behind))
            await asyncio.sleep(LOOK_SECONDS)

    async def _weigh(self) -> None:
        while True:
            await asyncio.sleep(MEMORY_EVERY_SECONDS)
            self.most_mib = max(self.most_mib, self._memory())

    async def _probe(self) -> None:
        # A connection of its own: the other one is asked how far it is.
        async with _openings(self.ground) as own:
            for number in range(10_000):
                self.probes += await _probed(own, (self.number + 1) * 10_000 + number, 1)

    def _memory(self) -> float:
        return sum(processes.resident_mib(self.ground.pids).values())


async def _probed(openings: Openings, number: int, count: int) -> list[float]:
    """Begin so many, one each half second. Returns the milliseconds to the end of each one's first task."""
    taken = []
    for each in range(count):
        at = time.perf_counter()
        await openings.probe(number + each)
        taken.append((time.perf_counter() - at) * MILLISECONDS)
        await asyncio.sleep(PROBE_SECONDS)
    return taken


async def _year_file(openings: Openings, folder: Path, number: int) -> Path:
    """The year in force with one more day off, within all limits that run."""
    calendar = await calendars.in_force(openings.connection)
    if calendar is None:
        raise RuntimeError("no calendar is in force")
    today = datetime.now(UTC).date()
    weekdays = [day for ahead in DAYS_AHEAD if (day := today + timedelta(days=ahead)).weekday() < 5]
    day_off = weekdays[number]
    years = {year.year: year for year in await calendars.years_of(openings.connection, calendar.version)}
    known = years.get(day_off.year)
    off: set[date] = {*(known.days_off if known else ()), day_off}
    make_up: list[date] = sorted(known.make_up_days) if known else []
    lines = [f"year: {day_off.year}", f"source: a day off for a measurement, {number}", "days_off:"]
    lines += [f"  - {day}" for day in sorted(off)]
    lines += ["make_up_days:", *(f"  - {day}" for day in make_up)] if make_up else ["make_up_days: []"]
    file = folder / f"{day_off.year}.yaml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _cost(few: _Load, many: _Load) -> Result:
    return Result(
        f"recomputing an open application, {many.open:,} open",
        "ms",
        many.each,
        many.windows.spread,
        many.open,
        NOTE,
        few.each,
        few.windows.spread,
        LINEAR,
        beside={
            f"all {few.open:,} (s)": few.seconds,
            f"all {many.open:,} (s)": many.seconds,
            **{f"{wanted:,}, extrapolated (s)": many.each * wanted / MILLISECONDS for wanted in WANTED},
            f"preview of {few.open:,} (s)": few.preview_seconds,
            f"preview of {many.open:,} (s)": many.preview_seconds,
            **{
                f"preview of {wanted:,}, extrapolated (s)": many.preview_seconds * wanted / many.open
                for wanted in WANTED
            },
            f"memory of all processes with {many.open:,} open, before (MiB)": many.before_mib,
            "the most meanwhile (MiB)": many.most_mib,
        },
    )


def _waiting(quiet: list[float], load: _Load) -> Result:
    ours, reference = Sample.of(load.probes), Sample.of(quiet)
    return Result(
        "first task of a new application while a calendar is rolled out, p50",
        "ms",
        ours.p50,
        ours.spread,
        len(ours.values),
        PROBE_NOTE,
        reference.p50,
        reference.spread,
        beside={"p99 (ms)": ours.p99, "p99 before (ms)": reference.p99},
    )
