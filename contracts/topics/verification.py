"""Verification speaks: who hears which of its events. And what it is told to do."""

from contracts.topics.names import (
    APPROVAL,
    INTAKE,
    NOTIFICATION,
    PROCESS,
    VERIFICATION,
    VERIFICATION_COMMANDS,
    VERIFICATION_EVENTS,
    Topic,
    commands,
)
from onetrip.verification.v1 import messages_pb2 as verification

EVENTS = Topic(
    VERIFICATION_EVENTS,
    frozenset({VERIFICATION}),
    frozenset(
        {
            verification.VerificationCompleted,
            verification.FactsLookedUp,
            verification.ContactFound,
            verification.TicketOpened,
            verification.TicketAnswered,
            verification.FactsChanged,
            verification.MaterialAttested,
            verification.EntitledFound,
        }
    ),
    {
        APPROVAL: frozenset({verification.FactsLookedUp}),
        PROCESS: frozenset(
            {
                verification.VerificationCompleted,
                verification.TicketOpened,
                verification.TicketAnswered,
                verification.FactsChanged,
                verification.EntitledFound,
            }
        ),
        INTAKE: frozenset(
            {verification.VerificationCompleted, verification.FactsChanged, verification.MaterialAttested}
        ),
        NOTIFICATION: frozenset({verification.VerificationCompleted, verification.ContactFound}),
    },
)

COMMANDS = commands(
    VERIFICATION_COMMANDS,
    {PROCESS, INTAKE, APPROVAL, NOTIFICATION},
    VERIFICATION,
    verification.VerifyApplication,
    verification.LookUpFacts,
    verification.FindContact,
    verification.RecordAccess,
    verification.FindEntitled,
    verification.KeepFormerCertificate,
    verification.VoidFormerCertificate,
)
