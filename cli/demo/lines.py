"""The journeys where no table can move (a log, a pipe): one line for each change."""

from __future__ import annotations

from rich.console import Console

from cli.demo.progress import Progress, Standing, only
from cli.journeys.texts import Text, text
from onetrip.process.v1 import state_pb2


class Lines:
    """Prints what changed since it was last asked."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._printed: dict[str, tuple[object, ...]] = {}

    def told(self, progress: Progress) -> None:
        """Print what somebody does now."""
        self._print(progress, f"{progress.told.zh} / {progress.told.en}")

    def changed(self, progress: Progress) -> None:
        """Print where the journey's application stands, when that is news."""
        application = only(progress)
        if application is None:
            return
        state = text("states", state_pb2.ApplicationState.Name(application.state))
        outcomes = tuple((case.department_name.zh, case.outcome) for case in application.cases if case.outcome)
        news = (application.state, application.waits_for.en)
        if self._printed.get(progress.journey) == news:
            return
        self._printed[progress.journey] = news
        granted = f" ({len(outcomes)}/{len(application.cases)})" if len(application.cases) > 1 else ""
        self._print(progress, f"  {_joined(state)}{granted} — {application.waits_for.zh} / {application.waits_for.en}")

    def ended(self, progress: Progress) -> None:
        """Print how the journey ended."""
        mark = "✓" if progress.standing is Standing.KEPT else "✗"
        self._print(progress, f"{mark} {progress.title.zh} / {progress.title.en} ({progress.seconds or 0:.1f} s)")

    def _print(self, progress: Progress, line: str) -> None:
        self._console.print(f"{progress.journey:13} {line}", highlight=False, markup=False, soft_wrap=True)


def _joined(both: Text) -> str:
    return f"{both.zh} {both.en}"
