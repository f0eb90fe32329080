"""The journeys as a table that moves: who holds what, which light, what was asked of the applicant."""

from __future__ import annotations

from rich.console import Group
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text as Styled

from cli.demo.progress import Progress, Standing, asked_of, light_of, only, states_of
from cli.journeys.texts import Text, text
from onetrip.intake.v1.application_pb2 import Application, CaseView
from onetrip.process.v1 import state_pb2

MARKS = {
    Standing.TO_COME: ("·", "dim"),
    Standing.KEPT: ("✓", "bold green"),
    Standing.BROKEN: ("✗", "bold red"),
}
LIGHTS = {state_pb2.LIGHT_GREEN: "green", state_pb2.LIGHT_YELLOW: "yellow", state_pb2.LIGHT_RED: "red"}
OUTCOME_STYLES = {
    state_pb2.CASE_OUTCOME_GRANTED: "green",
    state_pb2.CASE_OUTCOME_REFUSED: "red",
    state_pb2.CASE_OUTCOME_ENDED: "dim",
}
COLUMNS = ("journey", "holder", "light", "asked", "visits", "seconds")


class Board:
    """Renders the journeys anew at every refresh."""

    def __init__(self, journeys: list[Progress]) -> None:
        self._journeys = journeys
        # One spinner each, kept: a new one at every refresh would never turn.
        self._spinners = {progress.journey: Spinner("dots", style="cyan") for progress in journeys}

    def __rich__(self) -> Group:
        """The table as it is now, and under it what somebody does at this moment."""
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0), expand=True)
        table.add_column("", width=1)
        for column in COLUMNS:
            heading = text("board", column)
            right = column in ("visits", "seconds")
            table.add_column(
                f"{heading.zh}\n{heading.en}",
                ratio={"journey": 5, "holder": 5, "asked": 4}.get(column),
                no_wrap=right,
                justify="right" if right else "left",
            )
        for progress in self._journeys:
            self._add(table, progress)
        going = [_told(progress) for progress in self._journeys if progress.standing is Standing.GOING]
        return Group(table, *going)

    def _add(self, table: Table, progress: Progress) -> None:
        """A journey that goes has its cases below it; the others are short, so that all fit a small terminal."""
        seconds = progress.seconds
        applications = list(progress.applications.values())
        going = progress.standing is Standing.GOING
        table.add_row(
            self._mark(progress),
            _both(progress.title, "bold" if going else ""),
            _holder(progress),
            _light(light_of(applications)),
            _asked(applications),
            str(sum(one.visits_used for one in applications)) if applications else "",
            "" if seconds is None else f"{seconds:.1f}",
        )
        application = only(progress)
        if going and application is not None and len(application.cases) > 1:
            for case in application.cases:
                table.add_row("", *_case(case))

    def _mark(self, progress: Progress) -> Styled | Spinner:
        mark = MARKS.get(progress.standing)
        return Styled(*mark) if mark else self._spinners[progress.journey]


def _told(progress: Progress) -> Styled:
    told = Styled(f"\n▶ {progress.told.zh}", "cyan")
    told.append(f"\n  {progress.told.en}", "dim")
    return told


def _holder(progress: Progress) -> Styled:
    applications = list(progress.applications.values())
    if not applications:
        return Styled("")
    application = only(progress)
    if application is None:
        states = states_of(applications)
        zh = " ".join(f"{state.zh}{count}" for state, count in states)
        return _both(Text(zh, ", ".join(f"{state.en} {count}" for state, count in states)))
    ended = state_pb2.APPLICATION_STATE_COMPLETED
    state = text("states", state_pb2.ApplicationState.Name(application.state))
    if application.state >= ended:
        return _both(Text(f"{state.zh} {application.tracking_number}", state.en), "green")
    if len(application.cases) > 1 and application.state > state_pb2.APPLICATION_STATE_SUPPLEMENT_REQUESTED:
        waits = text("board", "departments", count=len(application.cases))
    else:
        waits = Text(application.waits_for.zh, application.waits_for.en)
    return _both(Text(f"{state.zh} {waits.zh}", f"{state.en}: {waits.en}"))


def _case(case: CaseView) -> tuple[Styled, ...]:
    department = Styled(f"{case.department_name.zh}", "" if case.claimed else "dim")
    if case.claimed:
        department.append(" ●", "cyan")
    if case.outcome:
        outcome = text("outcomes", state_pb2.CaseOutcome.Name(case.outcome))
        department.append(f" {outcome.zh} {outcome.en}", OUTCOME_STYLES.get(case.outcome, ""))
    shown = case.light if not case.outcome else state_pb2.LIGHT_UNSPECIFIED
    return (Styled(f"  {case.item_name.zh}", "dim"), department, _light(shown), Styled(""), Styled(""), Styled(""))


def _light(light: state_pb2.Light) -> Styled:
    return Styled("●", LIGHTS[light]) if light in LIGHTS else Styled("")


def _asked(applications: list[Application]) -> Styled:
    if not applications:
        return Styled("")
    asked = asked_of(applications)
    if not asked:
        return _both(text("board", "nothing"), "dim")
    return _both(Text("、".join(name.zh for name in asked), ", ".join(name.en for name in asked)), "yellow")


def _both(text_: Text, style: str = "") -> Styled:
    """Both languages, one under the other."""
    shown = Styled(text_.zh, style)
    shown.append(f"\n{text_.en}", "dim")
    return shown
