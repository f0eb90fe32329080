"""ReviewService: the officers' work list, and deciding."""

from datetime import date, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp

from contracts.errors.supplements import StateAlreadyHolds
from onetrip.approval.v1 import corrections_pb2 as corrections_pb
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.approval.v1 import visits_pb2 as visits_pb
from onetrip.process.v1 import state_pb2
from runtime.errors import PermissionDenied
from runtime.grpc_server import Context
from runtime.pages import PageTokens, page_size_of
from runtime.tokens import Principal
from services.approval.api.counter import Counter
from services.approval.codec import CONVERSION, HEARING_ENDING, PROCEDURE, TASK_OUTCOME, instant_of
from services.approval.domain.clocks import BY_OFFICERS, GOVERNMENT_HEAD
from services.approval.handlers import (
    clocks,
    correcting,
    duplicates,
    hearings,
    looking_up,
    officers,
    reading,
    visiting,
)
from services.approval.handlers.office import Office
from services.approval.policy import (
    ANSWER_LENGTH_MAX,
    NEW_FACT_LENGTH_MAX,
    PAGE_SIZE_DEFAULT,
    PAGE_SIZE_MAX,
    PLACE_LENGTH_MAX,
    REASONS_LENGTH_MAX,
    RIGHT_BODY_LENGTH_MAX,
    SPECIAL_PROCEDURE_DAYS_MAX,
    STATEMENTS_MAX,
    SUPPLEMENT_ITEMS_MAX,
    VISIT_AHEAD_DAYS_MAX,
)
from services.approval.store import tasks
from services.approval.validation import Violations

# Before the first: PostgreSQL compares it below every date. Tasks without a due date come last.
START = (date.min, "")


class ReviewApi:
    """Implements ReviewService; what each RPC promises stands in its proto."""

    def __init__(self, office: Office, counter: Counter) -> None:
        self._office = office
        self._counter = counter
        self._tokens = PageTokens(office.sealer, "ListTasks")

    async def list_tasks(self, request: pb.ListTasksRequest, context: Context) -> pb.ListTasksResponse:
        """List the open tasks of the caller's department, the earliest due first, or of what the government names."""
        officer = context.caller
        governs = GOVERNMENT_HEAD in officer.roles and not officer.department
        violations = Violations()
        violations.id("application_id", request.application_id, required=governs)
        violations.finish()
        if governs:
            async with self._counter.reading() as connection:
                rows = await tasks.under_way(connection, [request.application_id])
            return pb.ListTasksResponse(tasks=[reading.view(row) for row in rows])
        department = _department(officer)
        size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
        bound_to = (officer.subject, [department, request.application_id])
        after = _position(self._tokens.read(request.page_token, *bound_to))
        async with self._counter.reading() as connection:
            rows = await tasks.of_department(connection, department, request.application_id, after, size + 1)
        more = len(rows) > size
        last = rows[size - 1] if more else None
        token = self._tokens.make(*bound_to, [(last.due_on or date.max).isoformat(), last.id]) if last else ""
        return pb.ListTasksResponse(tasks=[reading.view(row) for row in rows[:size]], next_page_token=token)

    async def get_task(self, request: pb.GetTaskRequest, context: Context) -> pb.GetTaskResponse:
        """Return a task; the read of facts and documents is logged."""
        _check_id(request.id)
        async with self._counter.writing() as connection:
            task = await reading.get_task(self._office, connection, context.caller, request.id)
        return pb.GetTaskResponse(task=task)

    async def claim_task(self, request: pb.ClaimTaskRequest, context: Context) -> pb.ClaimTaskResponse:
        """Have the caller hold a task."""
        _check_id(request.id)
        async with self._counter.writing() as connection:
            task = await officers.claim_task(self._office, connection, context.caller, request.id, request.etag)
        return pb.ClaimTaskResponse(task=task)

    async def release_task(self, request: pb.ReleaseTaskRequest, context: Context) -> pb.ReleaseTaskResponse:
        """Give a task back to the department."""
        _check_id(request.id)
        async with self._counter.writing() as connection:
            task = await officers.release_task(self._office, connection, context.caller, request.id, request.etag)
        return pb.ReleaseTaskResponse(task=task)

    async def decide_task(self, request: pb.DecideTaskRequest, context: Context) -> pb.DecideTaskResponse:
        """Decide a task that the caller holds."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        violations.id("second_officer", request.second_officer, required=False)
        if request.outcome not in TASK_OUTCOME:
            violations.add("outcome", "must be one of the outcomes")
        request.reasons = violations.text("reasons", request.reasons, REASONS_LENGTH_MAX)
        request.right_body = violations.text("right_body", request.right_body, RIGHT_BODY_LENGTH_MAX, required=False)
        if request.outcome == pb.TASK_OUTCOME_NOT_ACCEPT:
            _check_ground(violations, request)
        _check_answers(violations, request)
        violations.finish()
        async with self._counter.writing() as connection:
            return await officers.decide_task(self._office, connection, context.caller, request)

    async def request_supplement(
        self, request: pb.RequestSupplementRequest, context: Context
    ) -> pb.RequestSupplementResponse:
        """Ask the applicant for everything that is missing. What the state holds is looked up, and the refusal told."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        request.new_fact = violations.text("new_fact", request.new_fact, NEW_FACT_LENGTH_MAX, required=False)
        if not 1 <= len(request.items) <= SUPPLEMENT_ITEMS_MAX:
            violations.add("items", f"must be 1 to {SUPPLEMENT_ITEMS_MAX}")
        for index, item in enumerate(request.items[:SUPPLEMENT_ITEMS_MAX]):
            violations.id(f"items[{index}].item_code", item.item_code)
            violations.id(f"items[{index}].material_code", item.material_code)
        violations.finish()
        try:
            async with self._counter.writing() as connection:
                return await officers.request_supplement(self._office, connection, context.caller, request)
        except StateAlreadyHolds:
            async with self._counter.writing() as connection:
                await looking_up.look_up_instead(self._office, connection, context.caller, request)
            raise

    async def request_correction(
        self, request: corrections_pb.RequestCorrectionRequest, context: Context
    ) -> corrections_pb.RequestCorrectionResponse:
        """Let the applicant correct on the spot what can be. What the state holds is looked up, the refusal told."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        request.reasons = violations.text("reasons", request.reasons, REASONS_LENGTH_MAX)
        if not 1 <= len(request.fields) + len(request.material_codes) <= SUPPLEMENT_ITEMS_MAX:
            violations.add("fields", f"together with the documents 1 to {SUPPLEMENT_ITEMS_MAX}")
        violations.finish()
        try:
            async with self._counter.writing() as connection:
                return await correcting.request_correction(self._office, connection, context.caller, request)
        except StateAlreadyHolds:
            async with self._counter.writing() as connection:
                await looking_up.look_up_instead(self._office, connection, context.caller, request)
            raise

    async def request_visit(
        self, request: visits_pb.RequestVisitRequest, context: Context
    ) -> visits_pb.RequestVisitResponse:
        """Ask the applicant to be somewhere. A refusal is kept, and then told."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        request.place = violations.text("place", request.place, PLACE_LENGTH_MAX, required=not request.join)
        _check_appointment(violations, request, self._office.clock.now())
        violations.finish()
        async with self._counter.writing() as connection:
            answer = await visiting.request_visit(self._office, connection, context.caller, request)
        if refusal := visiting.refusal_of(answer.visit):
            raise refusal
        return answer

    async def choose_conversion(
        self, request: visits_pb.ChooseConversionRequest, context: Context
    ) -> visits_pb.ChooseConversionResponse:
        """Choose what replaces a visit that was refused."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        if request.conversion not in CONVERSION:
            violations.add("conversion", "must be one of the conversions")
        violations.finish()
        async with self._counter.writing() as connection:
            return await visiting.choose_conversion(self._office, connection, context.caller, request)

    async def cancel_visit(
        self, request: visits_pb.CancelVisitRequest, context: Context
    ) -> visits_pb.CancelVisitResponse:
        """Call an appointment off."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        violations.finish()
        async with self._counter.writing() as connection:
            return await visiting.cancel_visit(self._office, connection, context.caller, request)

    async def start_special_procedure(
        self, request: pb.StartSpecialProcedureRequest, context: Context
    ) -> pb.StartSpecialProcedureResponse:
        """Stop the clock of the case for a special procedure."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        if PROCEDURE.get(request.kind) not in BY_OFFICERS:
            violations.add("kind", "must be one of the special procedures of licensing law, art. 45")
        if not 1 <= request.expected_working_days <= SPECIAL_PROCEDURE_DAYS_MAX:
            violations.add("expected_working_days", f"must be 1 to {SPECIAL_PROCEDURE_DAYS_MAX}")
        request.reasons = violations.text("reasons", request.reasons, REASONS_LENGTH_MAX)
        violations.finish()
        async with self._counter.writing() as connection:
            return await clocks.start_special_procedure(self._office, connection, context.caller, request)

    async def finish_special_procedure(
        self, request: pb.FinishSpecialProcedureRequest, context: Context
    ) -> pb.FinishSpecialProcedureResponse:
        """End a special procedure."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        violations.id("procedure_id", request.procedure_id)
        violations.finish()
        async with self._counter.writing() as connection:
            return await clocks.finish_special_procedure(self._office, connection, context.caller, request)

    async def name_interested_party(
        self, request: pb.NameInterestedPartyRequest, context: Context
    ) -> pb.NameInterestedPartyResponse:
        """Name somebody whom the case concerns."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        violations.id("person_id", request.person_id)
        violations.finish()
        async with self._counter.writing() as connection:
            return await hearings.name_interested_party(self._office, connection, context.caller, request)

    async def get_possible_duplicate(
        self, request: pb.GetPossibleDuplicateRequest, context: Context
    ) -> pb.GetPossibleDuplicateResponse:
        """Show another application that may be about the same matter; the read is logged."""
        violations = Violations()
        violations.id("id", request.id)
        violations.id("application_id", request.application_id)
        violations.finish()
        async with self._counter.writing() as connection:
            return await duplicates.get_possible_duplicate(self._office, connection, context.caller, request)

    async def judge_duplicate(self, request: pb.JudgeDuplicateRequest, context: Context) -> pb.JudgeDuplicateResponse:
        """Say whether another application is about the same matter."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        violations.id("application_id", request.application_id)
        if request.judgement not in duplicates.JUDGEMENT:
            violations.add("judgement", "must be SAME or DIFFERENT")
        request.reasons = violations.text("reasons", request.reasons, REASONS_LENGTH_MAX)
        violations.finish()
        async with self._counter.writing() as connection:
            return await duplicates.judge_duplicate(self._office, connection, context.caller, request)

    async def announce_hearing(
        self, request: pb.AnnounceHearingRequest, context: Context
    ) -> pb.AnnounceHearingResponse:
        """Set when and where a hearing is."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        violations.id("chair", request.chair)
        request.place = violations.text("place", request.place, PLACE_LENGTH_MAX)
        _check_ahead(violations, "hearing_time", request.hearing_time, self._office.clock.now())
        violations.finish()
        async with self._counter.writing() as connection:
            return await hearings.announce_hearing(self._office, connection, context.caller, request)

    async def record_hearing(self, request: pb.RecordHearingRequest, context: Context) -> pb.RecordHearingResponse:
        """File the record of a hearing."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        request.record = violations.text("record", request.record, REASONS_LENGTH_MAX)
        if request.ending not in HEARING_ENDING:
            violations.add("ending", "must be one of the endings")
        violations.finish()
        async with self._counter.writing() as connection:
            return await hearings.record_hearing(self._office, connection, context.caller, request)

    async def extend_deadline(self, request: pb.ExtendDeadlineRequest, context: Context) -> pb.ExtendDeadlineResponse:
        """Extend the decision limit once."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        if request.working_days < 1:
            violations.add("working_days", "must be 1 or more")
        request.reasons = violations.text("reasons", request.reasons, REASONS_LENGTH_MAX)
        violations.finish()
        async with self._counter.writing() as connection:
            return await clocks.extend_deadline(self._office, connection, context.caller, request)


def _check_id(value: str) -> None:
    violations = Violations()
    violations.id("id", value)
    violations.finish()


def _check_appointment(violations: Violations, request: visits_pb.RequestVisitRequest, now: datetime) -> None:
    if request.join:
        if request.place or request.HasField("visit_time"):
            violations.add("join", "goes without a place and a time: those of the appointment joined hold")
        return
    _check_ahead(violations, "visit_time", request.visit_time, now)


def _check_ahead(violations: Violations, field: str, time: Timestamp, now: datetime) -> None:
    latest = now + timedelta(days=VISIT_AHEAD_DAYS_MAX)
    try:
        possible = now < instant_of(time) <= latest
    except ValueError:  # Over gRPC a stamp can be none at all, such as one with two thousand million nanoseconds.
        possible = False
    if not possible:
        violations.add(field, f"must be in the future, within {VISIT_AHEAD_DAYS_MAX} days")


def _check_ground(violations: Violations, request: pb.DecideTaskRequest) -> None:
    """Why it is not accepted: whoever names a body says that it decides (licensing law, art. 32)."""
    if request.right_body and not request.not_accepted_ground:
        request.not_accepted_ground = state_pb2.NOT_ACCEPTED_GROUND_NOT_OURS
    if request.not_accepted_ground not in state_pb2.NotAcceptedGround.values()[1:]:
        violations.add(
            "not_accepted_ground", "say why: it is another body's, needs no application, or is handled already"
        )
    elif (request.not_accepted_ground == state_pb2.NOT_ACCEPTED_GROUND_NOT_OURS) != bool(request.right_body):
        violations.add("right_body", "name the body that decides it, and only where another one does")


def _check_answers(violations: Violations, request: pb.DecideTaskRequest) -> None:
    if len(request.answers) > STATEMENTS_MAX:
        violations.add("answers", f"at most {STATEMENTS_MAX}")
    for index, each in enumerate(request.answers[:STATEMENTS_MAX]):
        violations.id(f"answers[{index}].statement_id", each.statement_id)
        each.answer = violations.text(f"answers[{index}].answer", each.answer, ANSWER_LENGTH_MAX)


def _department(officer: Principal) -> str:
    if not officer.department:
        raise PermissionDenied("the token names no department")
    return officer.department


def _position(position: list[str] | None) -> tuple[date, str]:
    if position is None:
        return START
    due_on, task_id = position
    return date.fromisoformat(due_on), task_id
