"""ProactiveRunWorkflow: a register read from end to end, what nobody asked for opened for who is entitled 免申即享."""

from __future__ import annotations

from itertools import count
from typing import cast

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from onetrip.intake.v1.events_pb2 import ProactiveOpened, ProactiveRunBegun
    from onetrip.process.v1 import workflow_pb2 as pb
    from onetrip.verification.v1 import messages_pb2 as verification
    from workflows import policies
    from workflows.operators import text as operator_text
    from workflows.proactive import rules

RUNNING = pb.PROACTIVE_STATE_RUNNING
COMPLETED = pb.PROACTIVE_STATE_COMPLETED
STOPPED = pb.PROACTIVE_STATE_STOPPED
REFUSED = pb.PROACTIVE_STATE_REFUSED


@workflow.defn(name=policies.PROACTIVE_TYPE)
class ProactiveRunWorkflow:
    """One for each run. Started again under the same run it goes on where that was, whatever ended it."""

    @workflow.init
    def __init__(self, start: pb.StartProactiveRun) -> None:
        self._start = pb.StartProactiveRun()
        self._start.CopyFrom(start)
        self._run_id = start.run_id or policies.proactive_run_of(workflow.info().workflow_id)
        self._progress = self._start.progress
        self._bucket = rules.Bucket(start.page_size, start.opened_per_second, workflow.now())
        self._awaited = ""
        self._answer: pb.Event | None = None
        self._halted = False

    @workflow.run
    async def run(self, start: pb.StartProactiveRun) -> None:
        """Reads page after page. A register that is silent, wrong or not whole stops it where it is."""
        if not (start.HasField("definition") or await self._begin()):
            return
        for _ in range(policies.PROACTIVE_PAGES_MAX):
            found = await self._find()
            if found is None or not await self._open(found):
                return
            if found.last:
                await self._end(COMPLETED)
                return
            if self._halted:
                await self._end(STOPPED, rules.HALTED)
                return
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(self._start)

    @workflow.signal(name=policies.EVENT_SIGNAL)
    def on_event(self, event: pb.Event) -> None:
        """An answer; one that nobody waits for any more changes nothing."""
        if self._awaited and rules.answered_by(event) == self._awaited:
            self._answer, self._awaited = event, ""

    @workflow.signal(name=policies.HALT_SIGNAL)
    def halt(self) -> None:
        """Stop after the page under way."""
        self._halted = True

    async def _begin(self) -> bool:
        """Establishes the run, or takes up what is established of it; False when there is nothing to do."""
        self._progress.state = RUNNING
        stands = await self._establish(start=self._start)
        self._start.CopyFrom(stands)
        self._progress = self._start.progress
        if self._progress.state != RUNNING:
            self._show()
            return False
        if not stands.HasField("definition"):
            begun = cast("ProactiveRunBegun", await self._asked(rules.begin(self._run_id, self._start)))
            if not begun.HasField("definition"):
                await self._end(REFUSED, rules.NOT_PROACTIVE)
                return False
            self._start.definition.CopyFrom(begun.definition)
            await self._establish(definition=begun.definition)
        return True

    async def _find(self) -> verification.EntitledFound | None:
        """Has the next page read; asked again while the register is silent. None: the run is stopped."""
        for pause in (*policies.REGISTER_RETRIES, None):
            self._progress.attempts += 1
            asked = await self._asked(rules.find(self._run_id, self._start, self._progress))
            found = cast("verification.EntitledFound", asked)
            if found.outcome == verification.SCAN_OUTCOME_READ:
                return found
            if found.outcome != verification.SCAN_OUTCOME_UNAVAILABLE or pause is None or self._halted:
                reason = verification.ScanOutcome.Name(found.outcome).removeprefix("SCAN_OUTCOME_")
                await self._end(STOPPED, reason)
                return None
            register = self._start.definition.proactive.register
            await workflow.sleep(pause, summary=operator_text.proactive_register(register))
        return None

    async def _open(self, found: verification.EntitledFound) -> bool:
        """Has applications opened for the people of a page, no faster than they may be. False: the run is stopped."""
        if found.person_ids:
            pause = self._bucket.take(0 if self._start.dry_run else len(found.person_ids), workflow.now())
            if pause:
                await workflow.sleep(pause, summary=operator_text.proactive_pause())
            told = cast("ProactiveOpened", await self._asked(rules.open_(self._run_id, self._start, found)))
            if told.outdated:
                await self._end(STOPPED, rules.OUTDATED)
                return False
            rules.opened(self._progress, told)
        rules.read(self._progress, found)
        self._show()
        return True

    async def _asked(self, command: pb.OutgoingMessage) -> object:
        """Commands a part, and waits for its answer; after silence the same goes out again."""
        self._answer, self._awaited = None, command.id
        await self._establish(message=command)
        for times in count(1):
            try:
                await workflow.wait_condition(
                    lambda: self._answer is not None,
                    timeout=policies.ask_again_after(times),
                    timeout_summary=operator_text.proactive_answer(self._progress.pages + 1),
                )
            except TimeoutError:
                await workflow.execute_local_activity(
                    policies.ASK_AGAIN,
                    pb.AskAgain(application_id=self._run_id, commands=[command]),
                    summary=operator_text.proactive_step(self._progress.pages + 1),
                    **policies.WRITE,  # pyright: ignore
                )
            else:
                break
        return rules.answer(cast("pb.Event", self._answer))

    async def _end(self, state: pb.ProactiveState, reason: str = "") -> None:
        self._progress.state, self._progress.reason = state, reason
        await self._establish()
        self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)

    async def _establish(
        self,
        message: pb.OutgoingMessage | None = None,
        start: pb.StartProactiveRun | None = None,
        definition: object = None,
    ) -> pb.StartProactiveRun:
        """Writes how far the run is, and its command with it."""
        step = pb.ProactiveStep(
            run_id=self._run_id,
            progress=self._progress,
            messages=[message] if message else (),
            start=start,
            definition=definition,  # pyright: ignore[reportArgumentType]
        )
        return await workflow.execute_local_activity(
            policies.ESTABLISH_PROACTIVE,
            step,
            result_type=pb.StartProactiveRun,
            summary=operator_text.proactive_step(self._progress.pages),
            **policies.WRITE,  # pyright: ignore
        )

    def _show(self) -> None:
        workflow.set_current_details(operator_text.proactive_details(self._progress))
