"""The service's map: which message is handled by which function."""

from functools import partial

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.consumer import Handlers
from services.approval.handlers.clocks import on_correct_procedure, on_move_deadline
from services.approval.handlers.commitments import on_check_commitment, on_hear_statement, on_review_revocation
from services.approval.handlers.correcting import on_supplemented
from services.approval.handlers.delivering import on_deliver_results
from services.approval.handlers.hearings import on_open_hearing_right, on_set_hearing_times
from services.approval.handlers.late import on_release_case
from services.approval.handlers.later_supplements import on_end_supplement_wait
from services.approval.handlers.lights import on_light_changed
from services.approval.handlers.looking_up import on_facts_looked_up
from services.approval.handlers.mandates import on_mandate_changed
from services.approval.handlers.office import Office
from services.approval.handlers.opening import on_open_application
from services.approval.handlers.renewing import on_renew_facts
from services.approval.handlers.reviewing import on_review_case
from services.approval.handlers.rule_reviews import on_assignment
from services.approval.handlers.silence import on_grant_by_silence
from services.approval.handlers.supplementing import on_ask_supplement
from services.approval.handlers.taking_back import on_take_back
from services.approval.handlers.tasks import on_request_acceptance
from services.approval.handlers.withdrawing import on_end_undecided, on_withdrawal_requested

TABLE = {
    commands.OpenApplication: on_open_application,
    commands.AskSupplement: on_ask_supplement,
    commands.RequestAcceptance: on_request_acceptance,
    commands.ReviewCase: on_review_case,
    commands.ReleaseCase: on_release_case,
    commands.EndSupplementWait: on_end_supplement_wait,
    commands.EndUndecided: on_end_undecided,
    commands.MoveDeadline: on_move_deadline,
    commands.CorrectProcedure: on_correct_procedure,
    commands.GrantBySilence: on_grant_by_silence,
    commands.OpenHearingRight: on_open_hearing_right,
    commands.SetHearingTimes: on_set_hearing_times,
    commands.RenewFacts: on_renew_facts,
    commands.DeliverResults: on_deliver_results,
    commands.TakeBack: on_take_back,
    commands.CheckCommitment: on_check_commitment,
    commands.HearStatement: on_hear_statement,
    commands.ReviewRevocation: on_review_revocation,
    intake.WithdrawalRequested: on_withdrawal_requested,
    intake.MandateChanged: on_mandate_changed,
    intake.ApplicationSupplemented: on_supplemented,
    process.LightChanged: on_light_changed,
    process.AssignmentOpened: on_assignment,
    process.AssignmentDueMoved: on_assignment,
    process.AssignmentLightChanged: on_assignment,
    verification.FactsLookedUp: on_facts_looked_up,
}
# What nobody waits for an answer to; the others are answered, and a duplicate is answered again.
NEWS = frozenset(
    {
        commands.MoveDeadline,
        commands.HearStatement,
        commands.OpenHearingRight,
        commands.SetHearingTimes,
        commands.RenewFacts,
        commands.TakeBack,
        intake.ApplicationSupplemented,
        intake.MandateChanged,
        process.LightChanged,
        process.AssignmentOpened,
        process.AssignmentDueMoved,
        process.AssignmentLightChanged,
        verification.FactsLookedUp,
    }
)


def handlers(office: Office) -> Handlers:
    """Bind the table to an office."""
    table = {message: partial(function, office) for message, function in TABLE.items()}
    return Handlers(table, commands=frozenset(TABLE) - NEWS)
