"""The one table of Kafka topics: who speaks on each, what is said there, and who listens.

Keys are application ids, so that messages of one stay in order within a topic; of a proactive run (免申即享) its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.message import Message

from onetrip.approval.v1 import commands_pb2 as approval_commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import commands_pb2 as intake_commands
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.notification.v1 import events_pb2 as notification
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import messages_pb2 as verification


@dataclass(frozen=True)
class Topic:
    """`owners` publish on it: one for events, several for commands. `consumers`: by group the types that it handles."""

    name: str
    owners: frozenset[str]
    messages: frozenset[type[Message]]
    consumers: Mapping[str, frozenset[type[Message]]]


def dead_letters(topic: str, group: str) -> str:
    """Name of the topic that keeps what `group` could not handle of `topic`."""
    return f"{topic}.{group}.dlq"


INTAKE_EVENTS = "intake.events.v1"
VERIFICATION_EVENTS = "verification.events.v1"
APPROVAL_EVENTS = "approval.events.v1"
PROCESS_EVENTS = "process.events.v1"
NOTIFICATION_EVENTS = "notification.events.v1"
INTAKE_COMMANDS = "intake.commands.v1"
VERIFICATION_COMMANDS = "verification.commands.v1"
APPROVAL_COMMANDS = "approval.commands.v1"

# Consumer groups: one for each part, and one in front of Temporal.
INTAKE = "intake"
VERIFICATION = "verification"
APPROVAL = "approval"
NOTIFICATION = "notification"
PROCESS = "process"

PARTITIONS = 8

TOPICS: tuple[Topic, ...] = (
    Topic(
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
    ),
    Topic(
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
    ),
    Topic(
        APPROVAL_EVENTS,
        frozenset({APPROVAL}),
        frozenset(
            {
                approval.ApplicationOpened,
                approval.SupplementAsked,
                approval.SupplementDenied,
                approval.SupplementCrossed,
                approval.CorrectionRequested,
                approval.AcceptanceDecided,
                approval.TaskClaimed,
                approval.TaskReleased,
                approval.TaskReassigned,
                approval.InstantDeclined,
                approval.StageCompleted,
                approval.SpecialProcedureStarted,
                approval.SpecialProcedureEnded,
                approval.ProcedureCorrected,
                approval.DeadlineExtended,
                approval.CaseWithheld,
                approval.CaseReleased,
                approval.CaseDecided,
                approval.DecisionRevoked,
                approval.DecisionCorrected,
                approval.RuleReviewOpened,
                approval.RuleReviewAnswered,
                approval.CommitmentChecked,
                approval.ApplicantMarked,
                approval.UndecidedEnded,
                approval.WithdrawalSettled,
                approval.DeliveryStarted,
                approval.ResultDelivered,
                approval.VisitRequested,
                approval.VisitRefused,
                approval.VisitConverted,
                approval.VisitCancelled,
                approval.InterestedPartyNamed,
                approval.ViewStated,
                approval.HearingRequested,
                approval.HearingAnnounced,
                approval.HearingHeld,
                approval.DeliveryReported,
                approval.DeliveryRerouted,
                approval.DeliveryStopped,
            }
        ),
        {
            PROCESS: frozenset(
                {
                    approval.SupplementAsked,
                    approval.SupplementDenied,
                    approval.AcceptanceDecided,
                    approval.InstantDeclined,
                    approval.StageCompleted,
                    approval.SpecialProcedureStarted,
                    approval.SpecialProcedureEnded,
                    approval.ProcedureCorrected,
                    approval.DeadlineExtended,
                    approval.InterestedPartyNamed,
                    approval.HearingRequested,
                    approval.CaseWithheld,
                    approval.CaseReleased,
                    approval.CaseDecided,
                    approval.DecisionRevoked,
                    approval.RuleReviewOpened,
                    approval.RuleReviewAnswered,
                    approval.CommitmentChecked,
                    approval.UndecidedEnded,
                    approval.WithdrawalSettled,
                    approval.ResultDelivered,
                    approval.DeliveryStopped,
                }
            ),
            VERIFICATION: frozenset({approval.CaseDecided, approval.DecisionRevoked}),
            INTAKE: frozenset(
                {
                    approval.ApplicationOpened,
                    approval.SupplementCrossed,
                    approval.CorrectionRequested,
                    approval.TaskClaimed,
                    approval.TaskReleased,
                    approval.TaskReassigned,
                    approval.InstantDeclined,
                    approval.StageCompleted,
                    approval.CaseWithheld,
                    approval.CaseDecided,
                    approval.DecisionRevoked,
                    approval.DecisionCorrected,
                    approval.RuleReviewOpened,
                    approval.RuleReviewAnswered,
                    approval.ApplicantMarked,
                    approval.UndecidedEnded,
                    approval.WithdrawalSettled,
                    approval.DeliveryStarted,
                    approval.ResultDelivered,
                    approval.VisitRequested,
                    approval.VisitRefused,
                    approval.VisitConverted,
                    approval.VisitCancelled,
                    approval.ViewStated,
                    approval.HearingAnnounced,
                    approval.HearingHeld,
                    approval.DeliveryReported,
                    approval.DeliveryRerouted,
                    approval.DeliveryStopped,
                }
            ),
            NOTIFICATION: frozenset(
                {
                    approval.CorrectionRequested,
                    approval.CaseDecided,
                    approval.DecisionRevoked,
                    approval.DecisionCorrected,
                    approval.RuleReviewAnswered,
                    approval.UndecidedEnded,
                    approval.WithdrawalSettled,
                    approval.ResultDelivered,
                    approval.ApplicationOpened,
                    approval.VisitRequested,
                    approval.VisitRefused,
                    approval.VisitConverted,
                    approval.VisitCancelled,
                    approval.HearingAnnounced,
                    approval.DeliveryRerouted,
                }
            ),
        },
    ),
    Topic(
        PROCESS_EVENTS,
        frozenset({PROCESS}),
        frozenset(
            {
                process.VerificationStarted,
                process.RegisterAwaited,
                process.SupplementRequested,
                process.SupplementReminded,
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
            VERIFICATION: frozenset(
                {process.AssignmentOpened, process.AssignmentDueMoved, process.AssignmentLightChanged}
            ),
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
    ),
    Topic(
        NOTIFICATION_EVENTS,
        frozenset({NOTIFICATION}),
        frozenset({notification.NoticeDelivered, notification.NoticeFailed}),
        {INTAKE: frozenset({notification.NoticeDelivered, notification.NoticeFailed})},
    ),
    Topic(
        VERIFICATION_COMMANDS,
        frozenset({PROCESS, INTAKE, APPROVAL, NOTIFICATION}),
        frozenset(
            {
                verification.VerifyApplication,
                verification.LookUpFacts,
                verification.FindContact,
                verification.RecordAccess,
                verification.FindEntitled,
            }
        ),
        {
            VERIFICATION: frozenset(
                {
                    verification.VerifyApplication,
                    verification.LookUpFacts,
                    verification.FindContact,
                    verification.RecordAccess,
                    verification.FindEntitled,
                }
            )
        },
    ),
    Topic(
        INTAKE_COMMANDS,
        frozenset({PROCESS}),
        frozenset({intake_commands.BeginProactiveRun, intake_commands.OpenProactively}),
        {INTAKE: frozenset({intake_commands.BeginProactiveRun, intake_commands.OpenProactively})},
    ),
    Topic(
        APPROVAL_COMMANDS,
        frozenset({PROCESS}),
        frozenset(
            {
                approval_commands.OpenApplication,
                approval_commands.AskSupplement,
                approval_commands.RequestAcceptance,
                approval_commands.ReviewCase,
                approval_commands.ReleaseCase,
                approval_commands.EndUndecided,
                approval_commands.MoveDeadline,
                approval_commands.CorrectProcedure,
                approval_commands.GrantBySilence,
                approval_commands.OpenHearingRight,
                approval_commands.SetHearingTimes,
                approval_commands.RenewFacts,
                approval_commands.DeliverResults,
                approval_commands.CheckCommitment,
                approval_commands.HearStatement,
                approval_commands.ReviewRevocation,
            }
        ),
        {
            APPROVAL: frozenset(
                {
                    approval_commands.OpenApplication,
                    approval_commands.AskSupplement,
                    approval_commands.RequestAcceptance,
                    approval_commands.ReviewCase,
                    approval_commands.ReleaseCase,
                    approval_commands.EndUndecided,
                    approval_commands.MoveDeadline,
                    approval_commands.CorrectProcedure,
                    approval_commands.OpenHearingRight,
                    approval_commands.SetHearingTimes,
                    approval_commands.GrantBySilence,
                    approval_commands.RenewFacts,
                    approval_commands.DeliverResults,
                    approval_commands.CheckCommitment,
                    approval_commands.HearStatement,
                    approval_commands.ReviewRevocation,
                }
            )
        },
    ),
)

TOPIC_BY_NAME: Mapping[str, Topic] = {topic.name: topic for topic in TOPICS}


def topics_of(group: str) -> list[str]:
    """Names of the topics that a consumer group reads."""
    return [topic.name for topic in TOPICS if group in topic.consumers]


def all_topic_names() -> list[str]:
    """Every topic to create: the table's, and the dead letters of each consumer."""
    names = [topic.name for topic in TOPICS]
    return names + [dead_letters(topic.name, group) for topic in TOPICS for group in topic.consumers]
