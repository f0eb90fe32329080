"""The referee's rules as a state machine: whatever comes in whatever order, what was settled stays settled."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contracts.errors.supplements import SecondSupplement, SupplementAfterAcceptance
from services.approval.domain.outcomes import Basis, Ending, Outcome, after_stage, split
from services.approval.domain.supplements import Notice, next_notice

CASES = ("a", "b", "c")
STAGES = ("first", "second")


class Referee(RuleBasedStateMachine):
    """An application's cases and notices, moved only by the functions of the domain."""

    @initialize()
    def open(self) -> None:
        self.endings: dict[str, Ending | None] = dict.fromkeys(CASES)
        self.done: dict[str, list[str]] = {case: [] for case in CASES}
        self.notices: list[Notice] = []
        self.accepted = False
        self.first: dict[str, Ending] = {}

    @rule(case=st.sampled_from(CASES), stage=st.sampled_from(STAGES), approve=st.booleans())
    def decide(self, case: str, stage: str, approve: bool) -> None:
        if self.endings[case] is not None:
            return
        if not approve:
            self._end(case, Ending(Outcome.REFUSED, Basis.OFFICER))
        elif after_stage(STAGES, self.done[case], stage):
            assert {*self.done[case], stage} == set(STAGES)
            self._end(case, Ending(Outcome.GRANTED, Basis.OFFICER))
        else:
            self.done[case].append(stage)

    @rule(
        basis=st.sampled_from([Basis.WITHDRAWN, Basis.LAPSED, Basis.NOT_ACCEPTED]), only=st.sets(st.sampled_from(CASES))
    )
    def end(self, basis: Basis, only: set[str]) -> None:
        cases = split(self.endings, basis, only)
        assert not {*cases.ending} & {*cases.decided}
        for case in cases.ending:
            self._end(case, Ending(Outcome.ENDED, basis))
        assert split(self.endings, basis, only).ending == ()
        assert set(split(self.endings, basis, only).ended) >= set(cases.ending)

    @rule(new_fact=st.sampled_from(["", "  ", "the owner changed"]))
    def ask(self, new_fact: str) -> None:
        try:
            self.notices.append(next_notice(len(self.notices), self.accepted, "window", new_fact))
        except SupplementAfterAcceptance:
            assert self.accepted
        except SecondSupplement:
            assert self.notices
            assert not new_fact.strip() or len(self.notices) == 2
        else:
            assert not self.accepted

    @rule()
    def accept(self) -> None:
        self.accepted = True

    def _end(self, case: str, ending: Ending) -> None:
        self.endings[case] = ending
        self.first.setdefault(case, ending)

    @invariant()
    def every_case_ends_once(self) -> None:
        for case, ending in getattr(self, "first", {}).items():
            assert self.endings[case] == ending

    @invariant()
    def a_second_notice_names_a_new_fact(self) -> None:
        assert all(notice.new_fact for notice in getattr(self, "notices", [])[1:])
        assert len(getattr(self, "notices", [])) <= 2


TestReferee = Referee.TestCase


def test_of_two_last_stages_in_parallel_the_later_grants() -> None:
    assert not after_stage(["a", "b"], [], "a")
    assert after_stage(["a", "b"], ["a"], "b")
