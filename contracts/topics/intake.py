"""Intake speaks: who hears which of its events. And what it is told to do."""

from contracts.topics.names import (
    APPROVAL,
    INTAKE,
    INTAKE_COMMANDS,
    INTAKE_EVENTS,
    NOTIFICATION,
    PROCESS,
    Topic,
    commands,
)
from onetrip.intake.v1 import commands_pb2 as intake_commands
from onetrip.intake.v1 import events_pb2 as intake

EVENTS = Topic(
    INTAKE_EVENTS,
    frozenset({INTAKE}),
    frozenset(
        {
            intake.ApplicationSubmitted,
            intake.ApplicationSupplemented,
            intake.WithdrawalRequested,
            intake.ApplicationRated,
            intake.RatingAppealed,
            intake.RatingAppealDecided,
            intake.FollowUpResolved,
            intake.ProactiveRunBegun,
            intake.ProactiveOpened,
            intake.MandateChanged,
        }
    ),
    {
        PROCESS: frozenset(
            {
                intake.ProactiveRunBegun,
                intake.ProactiveOpened,
                intake.ApplicationSubmitted,
                intake.ApplicationSupplemented,
                intake.ApplicationRated,
                intake.RatingAppealed,
                intake.RatingAppealDecided,
                intake.FollowUpResolved,
            }
        ),
        APPROVAL: frozenset({intake.WithdrawalRequested, intake.ApplicationSupplemented, intake.MandateChanged}),
        NOTIFICATION: frozenset(
            {
                intake.ApplicationSubmitted,
                intake.RatingAppealDecided,
                intake.FollowUpResolved,
                intake.MandateChanged,
            }
        ),
    },
)

COMMANDS = commands(
    INTAKE_COMMANDS,
    {PROCESS},
    INTAKE,
    intake_commands.BeginProactiveRun,
    intake_commands.OpenProactively,
    intake_commands.TakeBack,
)
