"""Shows a stack while it starts and stops: a table that moves in a terminal, lines of changes elsewhere."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from deploy.local.state import Phase, StackState, StepState

MARKS = {
    Phase.WAITING: ("·", "dim"),
    Phase.READY: ("✓", "green"),
    Phase.DONE: ("✓", "green"),
    Phase.STOPPED: ("○", "dim"),
    Phase.FAILED: ("✗", "bold red"),
}

_ENDING = frozenset({Phase.STOPPING, Phase.STOPPED, Phase.FAILED})


class StackView:
    """`with StackView() as view: ...` and call it with each state.

    `stopping`: how the stack stood before is no news, only what changes from then on.
    """

    def __init__(self, console: Console | None = None, *, stopping: bool = False) -> None:
        self._console = console or Console(stderr=True)
        self._is_news = not stopping
        self._live = Live(console=self._console, transient=True, refresh_per_second=8)
        self._shown: dict[str, Phase] = {}
        # One spinner each, kept: a new one at every change would never turn.
        self._spinners: dict[str, Spinner] = {}

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def __call__(self, state: StackState) -> None:
        """Show this state."""
        if self._console.is_terminal:
            self._live.update(self._moving(state))
            return
        for step in state.steps.values():
            if self._shown.get(step.name, Phase.WAITING) is not step.phase:
                self._shown[step.name] = step.phase
                if self._is_news or step.phase in _ENDING:
                    self._console.print(f"{step.name}: {step.phase}{_took(step)}", highlight=False)
        self._is_news = True

    def _moving(self, state: StackState) -> Table:
        table = Table.grid(padding=(0, 2))
        for step in state.steps.values():
            table.add_row(
                self._mark(step), step.name, Text(f"{step.phase}{_took(step)}", "dim"), Text(step.detail, "dim")
            )
        return table

    def _mark(self, step: StepState) -> Text | Spinner:
        if step.phase in MARKS:
            return Text(*MARKS[step.phase])
        return self._spinners.setdefault(step.name, Spinner("dots"))


def _took(step: StepState) -> str:
    return f" in {step.seconds:.1f} s" if step.seconds is not None and step.phase in {Phase.READY, Phase.DONE} else ""
