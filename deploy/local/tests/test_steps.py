"""The order of steps, and what a choice of them brings along."""

import pytest

from deploy.local.steps import Job, Report, closure, ordered


async def _nothing(_: Report) -> None:
    pass


def _job(name: str, *after: str) -> Job:
    return Job(name, _nothing, after)


STEPS = [
    _job("gateway", "identity"),
    _job("topics", "kafka"),
    _job("identity"),
    _job("kafka"),
    _job("intake", "topics"),
]


def test_each_step_comes_after_those_it_waits_for() -> None:
    names = [step.name for step in ordered(STEPS)]
    assert names.index("kafka") < names.index("topics") < names.index("intake")
    assert names.index("identity") < names.index("gateway")


def test_steps_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="wait for each other"):
        ordered([_job("a", "b"), _job("b", "a")])


def test_a_choice_brings_all_it_needs_and_nothing_else() -> None:
    assert {step.name for step in closure(STEPS, ["intake"])} == {"intake", "topics", "kafka"}


def test_an_unknown_choice_is_named_with_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"no step named 'intak'; there are gateway, topics"):
        closure(STEPS, ["intak"])
