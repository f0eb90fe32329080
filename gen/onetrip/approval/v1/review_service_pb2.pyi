import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.approval.v1 import corrections_pb2 as _corrections_pb2
from onetrip.approval.v1 import visits_pb2 as _visits_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.intake.v1 import events_pb2 as _events_pb2
from onetrip.process.v1 import events_pb2 as _events_pb2_1
from onetrip.process.v1 import state_pb2 as _state_pb2
from onetrip.verification.v1 import facts_pb2 as _facts_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TaskKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_KIND_UNSPECIFIED: _ClassVar[TaskKind]
    TASK_KIND_ACCEPTANCE: _ClassVar[TaskKind]
    TASK_KIND_REVIEW: _ClassVar[TaskKind]
    TASK_KIND_INSPECTION: _ClassVar[TaskKind]
    TASK_KIND_EXPERT_REVIEW: _ClassVar[TaskKind]
    TASK_KIND_COMMITMENT_CHECK: _ClassVar[TaskKind]
    TASK_KIND_REVOCATION: _ClassVar[TaskKind]

class TaskState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_STATE_UNSPECIFIED: _ClassVar[TaskState]
    TASK_STATE_OPEN: _ClassVar[TaskState]
    TASK_STATE_CLAIMED: _ClassVar[TaskState]
    TASK_STATE_DONE: _ClassVar[TaskState]
    TASK_STATE_ENDED: _ClassVar[TaskState]

class DuplicateJudgement(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DUPLICATE_JUDGEMENT_UNSPECIFIED: _ClassVar[DuplicateJudgement]
    DUPLICATE_JUDGEMENT_SAME: _ClassVar[DuplicateJudgement]
    DUPLICATE_JUDGEMENT_DIFFERENT: _ClassVar[DuplicateJudgement]

class LookupOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LOOKUP_OUTCOME_UNSPECIFIED: _ClassVar[LookupOutcome]
    LOOKUP_OUTCOME_HELD: _ClassVar[LookupOutcome]
    LOOKUP_OUTCOME_NO_RECORD: _ClassVar[LookupOutcome]
    LOOKUP_OUTCOME_UNAVAILABLE: _ClassVar[LookupOutcome]

class TaskOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_OUTCOME_UNSPECIFIED: _ClassVar[TaskOutcome]
    TASK_OUTCOME_APPROVE: _ClassVar[TaskOutcome]
    TASK_OUTCOME_REFUSE: _ClassVar[TaskOutcome]
    TASK_OUTCOME_ACCEPT: _ClassVar[TaskOutcome]
    TASK_OUTCOME_NOT_ACCEPT: _ClassVar[TaskOutcome]
    TASK_OUTCOME_COMMITMENT_KEPT: _ClassVar[TaskOutcome]
    TASK_OUTCOME_COMMITMENT_FALSE: _ClassVar[TaskOutcome]

class HearingEnding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HEARING_ENDING_UNSPECIFIED: _ClassVar[HearingEnding]
    HEARING_ENDING_HELD: _ClassVar[HearingEnding]
    HEARING_ENDING_GIVEN_UP: _ClassVar[HearingEnding]
    HEARING_ENDING_NOT_ATTENDED: _ClassVar[HearingEnding]
TASK_KIND_UNSPECIFIED: TaskKind
TASK_KIND_ACCEPTANCE: TaskKind
TASK_KIND_REVIEW: TaskKind
TASK_KIND_INSPECTION: TaskKind
TASK_KIND_EXPERT_REVIEW: TaskKind
TASK_KIND_COMMITMENT_CHECK: TaskKind
TASK_KIND_REVOCATION: TaskKind
TASK_STATE_UNSPECIFIED: TaskState
TASK_STATE_OPEN: TaskState
TASK_STATE_CLAIMED: TaskState
TASK_STATE_DONE: TaskState
TASK_STATE_ENDED: TaskState
DUPLICATE_JUDGEMENT_UNSPECIFIED: DuplicateJudgement
DUPLICATE_JUDGEMENT_SAME: DuplicateJudgement
DUPLICATE_JUDGEMENT_DIFFERENT: DuplicateJudgement
LOOKUP_OUTCOME_UNSPECIFIED: LookupOutcome
LOOKUP_OUTCOME_HELD: LookupOutcome
LOOKUP_OUTCOME_NO_RECORD: LookupOutcome
LOOKUP_OUTCOME_UNAVAILABLE: LookupOutcome
TASK_OUTCOME_UNSPECIFIED: TaskOutcome
TASK_OUTCOME_APPROVE: TaskOutcome
TASK_OUTCOME_REFUSE: TaskOutcome
TASK_OUTCOME_ACCEPT: TaskOutcome
TASK_OUTCOME_NOT_ACCEPT: TaskOutcome
TASK_OUTCOME_COMMITMENT_KEPT: TaskOutcome
TASK_OUTCOME_COMMITMENT_FALSE: TaskOutcome
HEARING_ENDING_UNSPECIFIED: HearingEnding
HEARING_ENDING_HELD: HearingEnding
HEARING_ENDING_GIVEN_UP: HearingEnding
HEARING_ENDING_NOT_ATTENDED: HearingEnding

class TaskMaterial(_message.Message):
    __slots__ = ("code", "material_id", "grant", "content_type", "size_bytes", "scan_state")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_ID_FIELD_NUMBER: _ClassVar[int]
    GRANT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SCAN_STATE_FIELD_NUMBER: _ClassVar[int]
    code: str
    material_id: str
    grant: str
    content_type: str
    size_bytes: int
    scan_state: _events_pb2.ScanState
    def __init__(self, code: _Optional[str] = ..., material_id: _Optional[str] = ..., grant: _Optional[str] = ..., content_type: _Optional[str] = ..., size_bytes: _Optional[int] = ..., scan_state: _Optional[_Union[_events_pb2.ScanState, str]] = ...) -> None: ...

class Task(_message.Message):
    __slots__ = ("id", "kind", "state", "etag", "application_id", "tracking_number", "case_id", "item_code", "item_name", "stage", "department", "claimed_by", "create_time", "due", "findings", "declined_clauses", "facts", "materials", "light", "case_due", "paused", "procedures", "late_materials", "lookups", "commitments", "statements", "hearing", "corrections", "possible_duplicates", "supplement_crossed_time", "duplicates_to_judge")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    TRACKING_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    ITEM_NAME_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    CLAIMED_BY_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    DECLINED_CLAUSES_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    CASE_DUE_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    PROCEDURES_FIELD_NUMBER: _ClassVar[int]
    LATE_MATERIALS_FIELD_NUMBER: _ClassVar[int]
    LOOKUPS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    STATEMENTS_FIELD_NUMBER: _ClassVar[int]
    HEARING_FIELD_NUMBER: _ClassVar[int]
    CORRECTIONS_FIELD_NUMBER: _ClassVar[int]
    POSSIBLE_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENT_CROSSED_TIME_FIELD_NUMBER: _ClassVar[int]
    DUPLICATES_TO_JUDGE_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: TaskKind
    state: TaskState
    etag: str
    application_id: str
    tracking_number: str
    case_id: str
    item_code: str
    item_name: _catalog_pb2.LocalizedText
    stage: str
    department: str
    claimed_by: str
    create_time: _timestamp_pb2.Timestamp
    due: _events_pb2_1.DueDate
    findings: _containers.RepeatedCompositeFieldContainer[_facts_pb2.Finding]
    declined_clauses: _containers.RepeatedCompositeFieldContainer[_catalog_pb2.RuleClause]
    facts: _facts_pb2.FactSet
    materials: _containers.RepeatedCompositeFieldContainer[TaskMaterial]
    light: _state_pb2.Light
    case_due: _events_pb2_1.DueDate
    paused: bool
    procedures: _containers.RepeatedCompositeFieldContainer[ProcedureInterval]
    late_materials: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    lookups: _containers.RepeatedCompositeFieldContainer[TaskLookup]
    commitments: _containers.RepeatedCompositeFieldContainer[_events_pb2.SignedCommitment]
    statements: _containers.RepeatedCompositeFieldContainer[StatedView]
    hearing: CaseHearing
    corrections: _containers.RepeatedCompositeFieldContainer[_corrections_pb2.Correction]
    possible_duplicates: _containers.RepeatedCompositeFieldContainer[PossibleDuplicate]
    supplement_crossed_time: _timestamp_pb2.Timestamp
    duplicates_to_judge: int
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[TaskKind, str]] = ..., state: _Optional[_Union[TaskState, str]] = ..., etag: _Optional[str] = ..., application_id: _Optional[str] = ..., tracking_number: _Optional[str] = ..., case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., item_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., stage: _Optional[str] = ..., department: _Optional[str] = ..., claimed_by: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ..., findings: _Optional[_Iterable[_Union[_facts_pb2.Finding, _Mapping]]] = ..., declined_clauses: _Optional[_Iterable[_Union[_catalog_pb2.RuleClause, _Mapping]]] = ..., facts: _Optional[_Union[_facts_pb2.FactSet, _Mapping]] = ..., materials: _Optional[_Iterable[_Union[TaskMaterial, _Mapping]]] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., case_due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ..., paused: _Optional[bool] = ..., procedures: _Optional[_Iterable[_Union[ProcedureInterval, _Mapping]]] = ..., late_materials: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., lookups: _Optional[_Iterable[_Union[TaskLookup, _Mapping]]] = ..., commitments: _Optional[_Iterable[_Union[_events_pb2.SignedCommitment, _Mapping]]] = ..., statements: _Optional[_Iterable[_Union[StatedView, _Mapping]]] = ..., hearing: _Optional[_Union[CaseHearing, _Mapping]] = ..., corrections: _Optional[_Iterable[_Union[_corrections_pb2.Correction, _Mapping]]] = ..., possible_duplicates: _Optional[_Iterable[_Union[PossibleDuplicate, _Mapping]]] = ..., supplement_crossed_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., duplicates_to_judge: _Optional[int] = ...) -> None: ...

class PossibleDuplicate(_message.Message):
    __slots__ = ("application_id", "tracking_number", "receive_time", "outcome", "judgement", "judged_by", "reasons", "judge_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    TRACKING_NUMBER_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENT_FIELD_NUMBER: _ClassVar[int]
    JUDGED_BY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    JUDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    tracking_number: str
    receive_time: _timestamp_pb2.Timestamp
    outcome: _state_pb2.CaseOutcome
    judgement: DuplicateJudgement
    judged_by: str
    reasons: str
    judge_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., tracking_number: _Optional[str] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., outcome: _Optional[_Union[_state_pb2.CaseOutcome, str]] = ..., judgement: _Optional[_Union[DuplicateJudgement, str]] = ..., judged_by: _Optional[str] = ..., reasons: _Optional[str] = ..., judge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TaskLookup(_message.Message):
    __slots__ = ("item_code", "material_code", "source", "ask_time", "answer_time", "outcome")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_CODE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    material_code: str
    source: str
    ask_time: _timestamp_pb2.Timestamp
    answer_time: _timestamp_pb2.Timestamp
    outcome: LookupOutcome
    def __init__(self, item_code: _Optional[str] = ..., material_code: _Optional[str] = ..., source: _Optional[str] = ..., ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., outcome: _Optional[_Union[LookupOutcome, str]] = ...) -> None: ...

class ListTasksRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "application_id")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    application_id: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., application_id: _Optional[str] = ...) -> None: ...

class ListTasksResponse(_message.Message):
    __slots__ = ("tasks", "next_page_token")
    TASKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    tasks: _containers.RepeatedCompositeFieldContainer[Task]
    next_page_token: str
    def __init__(self, tasks: _Optional[_Iterable[_Union[Task, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetTaskRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: Task
    def __init__(self, task: _Optional[_Union[Task, _Mapping]] = ...) -> None: ...

class ClaimTaskRequest(_message.Message):
    __slots__ = ("id", "etag")
    ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    id: str
    etag: str
    def __init__(self, id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class ClaimTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: Task
    def __init__(self, task: _Optional[_Union[Task, _Mapping]] = ...) -> None: ...

class ReleaseTaskRequest(_message.Message):
    __slots__ = ("id", "etag")
    ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    id: str
    etag: str
    def __init__(self, id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class ReleaseTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: Task
    def __init__(self, task: _Optional[_Union[Task, _Mapping]] = ...) -> None: ...

class DecideTaskRequest(_message.Message):
    __slots__ = ("id", "request_id", "etag", "outcome", "reasons", "right_body", "second_officer", "answers", "not_accepted_ground")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    RIGHT_BODY_FIELD_NUMBER: _ClassVar[int]
    SECOND_OFFICER_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    NOT_ACCEPTED_GROUND_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    etag: str
    outcome: TaskOutcome
    reasons: str
    right_body: str
    second_officer: str
    answers: _containers.RepeatedCompositeFieldContainer[StatementAnswer]
    not_accepted_ground: _state_pb2.NotAcceptedGround
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ..., outcome: _Optional[_Union[TaskOutcome, str]] = ..., reasons: _Optional[str] = ..., right_body: _Optional[str] = ..., second_officer: _Optional[str] = ..., answers: _Optional[_Iterable[_Union[StatementAnswer, _Mapping]]] = ..., not_accepted_ground: _Optional[_Union[_state_pb2.NotAcceptedGround, str]] = ...) -> None: ...

class DecideTaskResponse(_message.Message):
    __slots__ = ("task", "case_outcome", "withheld")
    TASK_FIELD_NUMBER: _ClassVar[int]
    CASE_OUTCOME_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    task: Task
    case_outcome: _state_pb2.CaseOutcome
    withheld: bool
    def __init__(self, task: _Optional[_Union[Task, _Mapping]] = ..., case_outcome: _Optional[_Union[_state_pb2.CaseOutcome, str]] = ..., withheld: _Optional[bool] = ...) -> None: ...

class SupplementItem(_message.Message):
    __slots__ = ("item_code", "material_code")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_CODE_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    material_code: str
    def __init__(self, item_code: _Optional[str] = ..., material_code: _Optional[str] = ...) -> None: ...

class RequestSupplementRequest(_message.Message):
    __slots__ = ("id", "request_id", "items", "new_fact")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEW_FACT_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    items: _containers.RepeatedCompositeFieldContainer[SupplementItem]
    new_fact: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., items: _Optional[_Iterable[_Union[SupplementItem, _Mapping]]] = ..., new_fact: _Optional[str] = ...) -> None: ...

class RequestSupplementResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: Task
    def __init__(self, task: _Optional[_Union[Task, _Mapping]] = ...) -> None: ...

class ProcedureInterval(_message.Message):
    __slots__ = ("id", "kind", "expected_working_days", "start_time", "end_time")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: _state_pb2.SpecialProcedure
    expected_working_days: int
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[_state_pb2.SpecialProcedure, str]] = ..., expected_working_days: _Optional[int] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StartSpecialProcedureRequest(_message.Message):
    __slots__ = ("id", "request_id", "kind", "expected_working_days", "reasons")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    kind: _state_pb2.SpecialProcedure
    expected_working_days: int
    reasons: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., kind: _Optional[_Union[_state_pb2.SpecialProcedure, str]] = ..., expected_working_days: _Optional[int] = ..., reasons: _Optional[str] = ...) -> None: ...

class StartSpecialProcedureResponse(_message.Message):
    __slots__ = ("procedure",)
    PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    procedure: ProcedureInterval
    def __init__(self, procedure: _Optional[_Union[ProcedureInterval, _Mapping]] = ...) -> None: ...

class FinishSpecialProcedureRequest(_message.Message):
    __slots__ = ("id", "request_id", "procedure_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    procedure_id: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., procedure_id: _Optional[str] = ...) -> None: ...

class FinishSpecialProcedureResponse(_message.Message):
    __slots__ = ("procedure",)
    PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    procedure: ProcedureInterval
    def __init__(self, procedure: _Optional[_Union[ProcedureInterval, _Mapping]] = ...) -> None: ...

class ExtendDeadlineRequest(_message.Message):
    __slots__ = ("id", "request_id", "working_days", "reasons")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    working_days: int
    reasons: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., working_days: _Optional[int] = ..., reasons: _Optional[str] = ...) -> None: ...

class ExtendDeadlineResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: Task
    def __init__(self, task: _Optional[_Union[Task, _Mapping]] = ...) -> None: ...

class StatedView(_message.Message):
    __slots__ = ("id", "by_applicant", "text", "state_time")
    ID_FIELD_NUMBER: _ClassVar[int]
    BY_APPLICANT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    STATE_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    by_applicant: bool
    text: str
    state_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., by_applicant: _Optional[bool] = ..., text: _Optional[str] = ..., state_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StatementAnswer(_message.Message):
    __slots__ = ("statement_id", "answer")
    STATEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    statement_id: str
    answer: str
    def __init__(self, statement_id: _Optional[str] = ..., answer: _Optional[str] = ...) -> None: ...

class CaseHearing(_message.Message):
    __slots__ = ("request_time", "hold_by", "hearing_time", "place", "record", "ending")
    REQUEST_TIME_FIELD_NUMBER: _ClassVar[int]
    HOLD_BY_FIELD_NUMBER: _ClassVar[int]
    HEARING_TIME_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    ENDING_FIELD_NUMBER: _ClassVar[int]
    request_time: _timestamp_pb2.Timestamp
    hold_by: _events_pb2_1.DueDate
    hearing_time: _timestamp_pb2.Timestamp
    place: str
    record: str
    ending: HearingEnding
    def __init__(self, request_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., hold_by: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ..., hearing_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., place: _Optional[str] = ..., record: _Optional[str] = ..., ending: _Optional[_Union[HearingEnding, str]] = ...) -> None: ...

class NameInterestedPartyRequest(_message.Message):
    __slots__ = ("id", "request_id", "person_id", "organisation")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    person_id: str
    organisation: bool
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., organisation: _Optional[bool] = ...) -> None: ...

class NameInterestedPartyResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetPossibleDuplicateRequest(_message.Message):
    __slots__ = ("id", "application_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    application_id: str
    def __init__(self, id: _Optional[str] = ..., application_id: _Optional[str] = ...) -> None: ...

class GetPossibleDuplicateResponse(_message.Message):
    __slots__ = ("duplicate", "facts")
    DUPLICATE_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    duplicate: PossibleDuplicate
    facts: _facts_pb2.FactSet
    def __init__(self, duplicate: _Optional[_Union[PossibleDuplicate, _Mapping]] = ..., facts: _Optional[_Union[_facts_pb2.FactSet, _Mapping]] = ...) -> None: ...

class JudgeDuplicateRequest(_message.Message):
    __slots__ = ("id", "request_id", "application_id", "judgement", "reasons")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENT_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    application_id: str
    judgement: DuplicateJudgement
    reasons: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., application_id: _Optional[str] = ..., judgement: _Optional[_Union[DuplicateJudgement, str]] = ..., reasons: _Optional[str] = ...) -> None: ...

class JudgeDuplicateResponse(_message.Message):
    __slots__ = ("duplicate",)
    DUPLICATE_FIELD_NUMBER: _ClassVar[int]
    duplicate: PossibleDuplicate
    def __init__(self, duplicate: _Optional[_Union[PossibleDuplicate, _Mapping]] = ...) -> None: ...

class AnnounceHearingRequest(_message.Message):
    __slots__ = ("id", "request_id", "hearing_time", "place", "chair")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    HEARING_TIME_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    CHAIR_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    hearing_time: _timestamp_pb2.Timestamp
    place: str
    chair: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., hearing_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., place: _Optional[str] = ..., chair: _Optional[str] = ...) -> None: ...

class AnnounceHearingResponse(_message.Message):
    __slots__ = ("hearing",)
    HEARING_FIELD_NUMBER: _ClassVar[int]
    hearing: CaseHearing
    def __init__(self, hearing: _Optional[_Union[CaseHearing, _Mapping]] = ...) -> None: ...

class RecordHearingRequest(_message.Message):
    __slots__ = ("id", "request_id", "record", "ending")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    ENDING_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    record: str
    ending: HearingEnding
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., record: _Optional[str] = ..., ending: _Optional[_Union[HearingEnding, str]] = ...) -> None: ...

class RecordHearingResponse(_message.Message):
    __slots__ = ("hearing",)
    HEARING_FIELD_NUMBER: _ClassVar[int]
    hearing: CaseHearing
    def __init__(self, hearing: _Optional[_Union[CaseHearing, _Mapping]] = ...) -> None: ...
