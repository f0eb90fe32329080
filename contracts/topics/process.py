"""The workflow speaks: who hears which of its events."""

from contracts.topics.names import APPROVAL, INTAKE, NOTIFICATION, PROCESS, PROCESS_EVENTS, VERIFICATION, Topic
from onetrip.process.v1 import events_pb2 as process

EVENTS = Topic(
    PROCESS_EVENTS,
    frozenset({PROCESS}),
    frozenset(
        {
            process.VerificationStarted,
            process.RegisterAwaited,
            process.SupplementRequested,
            process.SupplementReminded,
            process.LaterSupplementOver,
            process.ApplicationAccepted,
            process.ApplicationNotAccepted,
            process.LateMaterialReminded,
            process.LateMaterialReceived,
            process.LateMaterialMissed,
            process.ApplicationDecided,
            process.ApplicationCompleted,
            process.ApplicationLapsed,
            process.ApplicationWithdrawn,
            process.ApplicationRevoked,
            process.ApplicationTerminated,
            process.DeadlineMoved,
            process.LightChanged,
            process.RightsTold,
            process.FollowUpOpened,
            process.FollowUpDueMoved,
            process.FollowUpLightChanged,
            process.FollowUpClosed,
            process.CommitmentCheckOpened,
            process.RevocationProposed,
            process.CommitmentCheckClosed,
            process.AssignmentOpened,
            process.AssignmentDueMoved,
            process.AssignmentLightChanged,
            process.OperatorActed,
        }
    ),
    {
        VERIFICATION: frozenset({process.AssignmentOpened, process.AssignmentDueMoved, process.AssignmentLightChanged}),
        APPROVAL: frozenset(
            {
                process.LightChanged,
                process.AssignmentOpened,
                process.AssignmentDueMoved,
                process.AssignmentLightChanged,
            }
        ),
        INTAKE: frozenset(
            {
                process.VerificationStarted,
                process.RegisterAwaited,
                process.SupplementRequested,
                process.SupplementReminded,
                process.LaterSupplementOver,
                process.ApplicationAccepted,
                process.ApplicationNotAccepted,
                process.LateMaterialReminded,
                process.LateMaterialReceived,
                process.LateMaterialMissed,
                process.ApplicationDecided,
                process.ApplicationCompleted,
                process.ApplicationLapsed,
                process.ApplicationWithdrawn,
                process.ApplicationRevoked,
                process.ApplicationTerminated,
                process.DeadlineMoved,
                process.LightChanged,
                process.RightsTold,
                process.FollowUpOpened,
                process.FollowUpDueMoved,
                process.FollowUpLightChanged,
                process.FollowUpClosed,
                process.CommitmentCheckOpened,
                process.RevocationProposed,
                process.CommitmentCheckClosed,
                process.OperatorActed,
            }
        ),
        NOTIFICATION: frozenset(
            {
                process.SupplementRequested,
                process.SupplementReminded,
                process.ApplicationAccepted,
                process.ApplicationNotAccepted,
                process.LateMaterialReminded,
                process.LateMaterialMissed,
                process.ApplicationLapsed,
                process.ApplicationTerminated,
                process.ApplicationWithdrawn,
                process.DeadlineMoved,
                process.RightsTold,
                process.FollowUpOpened,
                process.RevocationProposed,
                process.CommitmentCheckClosed,
            }
        ),
    },
)
