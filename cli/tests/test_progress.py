"""What is shown of a stack that starts or stops, where no table can move."""

import io

from rich.console import Console

from cli.progress import StackView
from deploy.local.fingerprint import Fingerprint
from deploy.local.state import Phase, StackState, StepState


def shown(stopping: bool, *phases: tuple[Phase, Phase]) -> list[str]:
    """What two steps print while they go through these phases together."""
    out = io.StringIO()
    with StackView(Console(file=out, width=80), stopping=stopping) as view:
        for kafka, job in phases:
            state = StackState(Fingerprint(1, 0.0, "supervisor"))
            state.steps = {"kafka": StepState("kafka", "engine", kafka), "topics": StepState("topics", "job", job)}
            view(state)
    return out.getvalue().splitlines()


def test_a_start_is_told_from_the_beginning_and_each_change_once() -> None:
    starting, ready = (Phase.STARTING, Phase.WAITING), (Phase.READY, Phase.STARTING)
    assert shown(False, starting, starting, ready) == ["kafka: starting", "kafka: ready", "topics: starting"]


def test_an_end_tells_what_ends_and_not_how_it_stood() -> None:
    up, ending, over = (Phase.READY, Phase.DONE), (Phase.STOPPING, Phase.DONE), (Phase.STOPPED, Phase.DONE)
    assert shown(True, up, ending, over) == ["kafka: stopping", "kafka: stopped"]
    assert shown(True, ending, over) == ["kafka: stopping", "kafka: stopped"]
