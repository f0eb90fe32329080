"""Questions 催办: commands whose answer is still out. After silence the same command goes out again, same id.

That heals what a broker, a restore or a fault of ours has lost: the part asked answers a repeated command with the
answer it gave before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from temporalio import workflow

from onetrip.process.v1.workflow_pb2 import AskAgain, OutgoingMessage, StartApplication
from workflows import policies
from workflows.engine.writing import Writer
from workflows.limits.alarms import Alarm, Alarms
from workflows.operators import text as operator_text


@dataclass(eq=False, slots=True)
class Question:
    """Commands that went out together, and the alarm at which they go out again."""

    commands: Sequence[OutgoingMessage]
    alarm: Alarm
    times: int = 1


class Questions:
    """The open questions of one application."""

    def __init__(self, start: StartApplication, alarms: Alarms, writer: Writer, opening: OutgoingMessage) -> None:
        self._start = start
        self._alarms = alarms
        self._writer = writer
        # Approval answers nothing about an application that it does not know, so the opening goes along.
        self._opening = opening
        self._open: list[Question] = []

    def open(self, commands: Sequence[OutgoingMessage]) -> Question:
        """Notes that `commands` were sent and are awaited."""
        question = Question(commands, self._alarm(1))
        self._open.append(question)
        return question

    def close(self, question: Question) -> None:
        """Notes that the answer is in, or no longer matters."""
        self._open.remove(question)
        self._alarms.clear(question.alarm)
        # A run that is put out of a worker's memory closes its questions too, and shows nothing.
        if question.times > 1 and workflow.in_workflow():
            self._show_silence()

    @property
    def any_open(self) -> bool:
        """Whether a command is out whose answer is awaited."""
        return bool(self._open)

    async def ask_now(self) -> None:
        """Asks every open question again without waiting for its alarm."""
        for question in list(self._open):
            self._alarms.clear(question.alarm)
            await self._ask_again(question)

    async def run(self) -> None:
        """Asks again for ever, each question at its own pace."""
        while True:
            await workflow.wait_condition(lambda: any(question.alarm.rung for question in self._open))
            for question in [question for question in self._open if question.alarm.rung]:
                await self._ask_again(question)

    async def _ask_again(self, question: Question) -> None:
        commands = [self._opening, *(command for command in question.commands if command.id != self._opening.id)]
        request = AskAgain(
            application_id=self._start.submitted.application_id, commands=commands, traceparent=self._start.traceparent
        )
        await self._writer.ask_again(request, operator_text.ASKING_AGAIN)
        question.times += 1
        if question in self._open:
            question.alarm = self._alarm(question.times)
            self._show_silence()

    def _show_silence(self) -> None:
        """Tells operators which part does not answer. Current details are no part of the history."""
        silent = [
            (command.topic, question.times - 1)
            for question in self._open
            for command in question.commands
            # The opening goes along with every question; it is not what is waited for.
            if question.times > 1 and command.id != self._opening.id
        ]
        workflow.set_current_details(operator_text.with_silence(workflow.get_current_details(), silent))

    def _alarm(self, times: int) -> Alarm:
        return self._alarms.set(workflow.now() + policies.ask_again_after(times), operator_text.ASKING_AGAIN)
