"""What the demo shows and sums up, without a stack."""

import io
import re

import pytest
from rich.console import Console

from cli.demo.board import Board
from cli.demo.progress import Progress
from cli.demo.summary import rendered, sum_up
from cli.journeys.papers import paper
from cli.journeys.story import Record, Story, Unexpected, expect
from onetrip.approval.v1.decision_service_pb2 import Decision
from onetrip.intake.v1.application_pb2 import Application, CaseView, TimelineEntry
from onetrip.process.v1 import state_pb2

COMPLETED = state_pb2.APPLICATION_STATE_COMPLETED


def application(**fields: object) -> Application:
    """An application received at second 100 and decided at second 103."""
    made = Application(id="a", tracking_number="2026-1", timeline=[TimelineEntry(kind="DECIDED")], **fields)
    made.receive_time.seconds = 100
    made.timeline[0].event_time.seconds = 103
    return made


def shown(width: int, *progress: Progress) -> str:
    """What a terminal of this width shows."""
    console = Console(file=io.StringIO(), width=width, force_terminal=True)
    console.print(Board(list(progress)))
    return re.sub(r"\x1b\[[0-9;]*m", "", console.file.getvalue())  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [60, 80, 150])
def test_the_board_shows_the_cases_of_a_bundle_while_it_goes_and_not_after(width: int) -> None:
    cases = [CaseView(id=f"a.{code}", light=state_pb2.LIGHT_YELLOW, claimed=True) for code in ("food", "fire")]
    for number, case in enumerate(cases):
        case.department_name.zh = f"部门{number}"
    going = Progress("restaurant")
    going.begin()
    going.applications["a"] = application(state=state_pb2.APPLICATION_STATE_IN_REVIEW, cases=cases, visits_used=1)
    assert "部门0 ●" in shown(width, going) and "部门1 ●" in shown(width, going)
    going.applications["a"].state = COMPLETED
    going.end(kept=True)
    assert "部门0" not in shown(width, going)
    assert "✓" in shown(width, going)


def test_the_figures_add_up_over_all_journeys() -> None:
    by_rule = Record(application(visits_used=0, proofs_spared=3), [], [Decision(rule_version="1")])
    by_person = Record(application(visits_used=1, proofs_spared=2), [], [Decision()])
    slow = Record(application(visits_used=0, proofs_spared=0), [], [Decision(rule_version="1")])
    slow.application.timeline[0].event_time.seconds = 130
    stories = [Story([by_rule]), Story([by_person], ["SUPPLEMENT_AFTER_ACCEPTANCE"]), Story([slow], disturbed=True)]
    figures = sum_up(stories)
    assert (figures.applications, figures.visits, figures.visits_max, figures.proofs_spared) == (3, 1, 1, 5)
    assert (figures.by_rule_seconds_median, figures.by_people_seconds_max) == (3.0, 3.0)
    assert figures.disturbed_seconds_max == 30.0
    assert figures.refused_requests == 1


def test_a_broken_promise_is_named_in_both_languages() -> None:
    console = Console(file=io.StringIO(), width=200)
    console.print(rendered(sum_up([]), {"instant": "every case is granted"}))
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "没有按承诺办结：秒批" in said and "did not end as it should: every case is granted" in said
    assert "✓" not in said


def test_a_promise_that_does_not_hold_is_said() -> None:
    expect(True, "fine")
    with pytest.raises(Unexpected, match="every case is granted"):
        expect([], "every case is granted")


def test_a_paper_is_a_pdf_whose_table_points_at_its_objects() -> None:
    document = paper("kitchen-layout")
    assert document.startswith(b"%PDF-1.4") and document.endswith(b"%%EOF\n")
    start = int(re.search(rb"startxref\n(\d+)", document).group(1))  # type: ignore[union-attr]
    assert document[start:].startswith(b"xref")
    for number, offset in enumerate(re.findall(rb"(\d{10}) 00000 n", document), start=1):
        assert document[int(offset) :].startswith(b"%d 0 obj" % number)
