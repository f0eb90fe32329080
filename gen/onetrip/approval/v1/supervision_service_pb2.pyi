import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.approval.v1 import decision_service_pb2 as _decision_service_pb2
from onetrip.approval.v1 import review_service_pb2 as _review_service_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.process.v1 import events_pb2 as _events_pb2
from onetrip.process.v1 import state_pb2 as _state_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CaseState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_STATE_UNSPECIFIED: _ClassVar[CaseState]
    CASE_STATE_OPEN: _ClassVar[CaseState]
    CASE_STATE_GRANTED: _ClassVar[CaseState]
    CASE_STATE_REFUSED: _ClassVar[CaseState]
    CASE_STATE_ENDED: _ClassVar[CaseState]

class WaitsFor(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WAITS_FOR_UNSPECIFIED: _ClassVar[WaitsFor]
    WAITS_FOR_CLAIM: _ClassVar[WaitsFor]
    WAITS_FOR_OFFICER: _ClassVar[WaitsFor]
    WAITS_FOR_OTHER_DEPARTMENT: _ClassVar[WaitsFor]
    WAITS_FOR_APPLICANT: _ClassVar[WaitsFor]
    WAITS_FOR_PROCESS: _ClassVar[WaitsFor]
    WAITS_FOR_NOTHING: _ClassVar[WaitsFor]
    WAITS_FOR_PROCEDURE: _ClassVar[WaitsFor]
CASE_STATE_UNSPECIFIED: CaseState
CASE_STATE_OPEN: CaseState
CASE_STATE_GRANTED: CaseState
CASE_STATE_REFUSED: CaseState
CASE_STATE_ENDED: CaseState
WAITS_FOR_UNSPECIFIED: WaitsFor
WAITS_FOR_CLAIM: WaitsFor
WAITS_FOR_OFFICER: WaitsFor
WAITS_FOR_OTHER_DEPARTMENT: WaitsFor
WAITS_FOR_APPLICANT: WaitsFor
WAITS_FOR_PROCESS: WaitsFor
WAITS_FOR_NOTHING: WaitsFor
WAITS_FOR_PROCEDURE: WaitsFor

class SupervisedTask(_message.Message):
    __slots__ = ("id", "kind", "stage", "department", "claimed_by", "substitute", "light", "due", "etag")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    CLAIMED_BY_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTE_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: _review_service_pb2.TaskKind
    stage: str
    department: str
    claimed_by: str
    substitute: str
    light: _state_pb2.Light
    due: _events_pb2.DueDate
    etag: str
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[_review_service_pb2.TaskKind, str]] = ..., stage: _Optional[str] = ..., department: _Optional[str] = ..., claimed_by: _Optional[str] = ..., substitute: _Optional[str] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., due: _Optional[_Union[_events_pb2.DueDate, _Mapping]] = ..., etag: _Optional[str] = ...) -> None: ...

class SupervisedCase(_message.Message):
    __slots__ = ("id", "application_id", "tracking_number", "item_code", "item_name", "department", "state", "light", "due", "waits_for", "waits_for_line", "tasks", "supplement_requests", "refused_attempts")
    ID_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    TRACKING_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    ITEM_NAME_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    WAITS_FOR_FIELD_NUMBER: _ClassVar[int]
    WAITS_FOR_LINE_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENT_REQUESTS_FIELD_NUMBER: _ClassVar[int]
    REFUSED_ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    id: str
    application_id: str
    tracking_number: str
    item_code: str
    item_name: _catalog_pb2.LocalizedText
    department: str
    state: CaseState
    light: _state_pb2.Light
    due: _events_pb2.DueDate
    waits_for: WaitsFor
    waits_for_line: _catalog_pb2.LocalizedText
    tasks: _containers.RepeatedCompositeFieldContainer[SupervisedTask]
    supplement_requests: int
    refused_attempts: int
    def __init__(self, id: _Optional[str] = ..., application_id: _Optional[str] = ..., tracking_number: _Optional[str] = ..., item_code: _Optional[str] = ..., item_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., department: _Optional[str] = ..., state: _Optional[_Union[CaseState, str]] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., due: _Optional[_Union[_events_pb2.DueDate, _Mapping]] = ..., waits_for: _Optional[_Union[WaitsFor, str]] = ..., waits_for_line: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., tasks: _Optional[_Iterable[_Union[SupervisedTask, _Mapping]]] = ..., supplement_requests: _Optional[int] = ..., refused_attempts: _Optional[int] = ...) -> None: ...

class Escalation(_message.Message):
    __slots__ = ("stage", "light", "due", "escalate_time")
    STAGE_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    ESCALATE_TIME_FIELD_NUMBER: _ClassVar[int]
    stage: str
    light: _state_pb2.Light
    due: _events_pb2.DueDate
    escalate_time: _timestamp_pb2.Timestamp
    def __init__(self, stage: _Optional[str] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., due: _Optional[_Union[_events_pb2.DueDate, _Mapping]] = ..., escalate_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Reassignment(_message.Message):
    __slots__ = ("task_id", "from_officer", "to_officer", "reassigned_by", "reason", "reassign_time")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_OFFICER_FIELD_NUMBER: _ClassVar[int]
    TO_OFFICER_FIELD_NUMBER: _ClassVar[int]
    REASSIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REASSIGN_TIME_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    from_officer: str
    to_officer: str
    reassigned_by: str
    reason: str
    reassign_time: _timestamp_pb2.Timestamp
    def __init__(self, task_id: _Optional[str] = ..., from_officer: _Optional[str] = ..., to_officer: _Optional[str] = ..., reassigned_by: _Optional[str] = ..., reason: _Optional[str] = ..., reassign_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SupplementRecord(_message.Message):
    __slots__ = ("number", "department", "new_fact", "ask_time", "cross_time")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    NEW_FACT_FIELD_NUMBER: _ClassVar[int]
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    CROSS_TIME_FIELD_NUMBER: _ClassVar[int]
    number: int
    department: str
    new_fact: str
    ask_time: _timestamp_pb2.Timestamp
    cross_time: _timestamp_pb2.Timestamp
    def __init__(self, number: _Optional[int] = ..., department: _Optional[str] = ..., new_fact: _Optional[str] = ..., ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cross_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RefusedAttempt(_message.Message):
    __slots__ = ("officer", "action", "reason", "attempt_time")
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_TIME_FIELD_NUMBER: _ClassVar[int]
    officer: str
    action: str
    reason: str
    attempt_time: _timestamp_pb2.Timestamp
    def __init__(self, officer: _Optional[str] = ..., action: _Optional[str] = ..., reason: _Optional[str] = ..., attempt_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListCasesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "light", "department", "item_code", "waits_for", "state")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    WAITS_FOR_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    light: _state_pb2.Light
    department: str
    item_code: str
    waits_for: WaitsFor
    state: CaseState
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., department: _Optional[str] = ..., item_code: _Optional[str] = ..., waits_for: _Optional[_Union[WaitsFor, str]] = ..., state: _Optional[_Union[CaseState, str]] = ...) -> None: ...

class ListCasesResponse(_message.Message):
    __slots__ = ("cases", "next_page_token")
    CASES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    cases: _containers.RepeatedCompositeFieldContainer[SupervisedCase]
    next_page_token: str
    def __init__(self, cases: _Optional[_Iterable[_Union[SupervisedCase, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetCaseRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetCaseResponse(_message.Message):
    __slots__ = ("rows", "escalations", "reassignments", "supplements", "refused_attempts", "matters")
    ROWS_FIELD_NUMBER: _ClassVar[int]
    ESCALATIONS_FIELD_NUMBER: _ClassVar[int]
    REASSIGNMENTS_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENTS_FIELD_NUMBER: _ClassVar[int]
    REFUSED_ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    MATTERS_FIELD_NUMBER: _ClassVar[int]
    rows: _containers.RepeatedCompositeFieldContainer[SupervisedCase]
    escalations: _containers.RepeatedCompositeFieldContainer[Escalation]
    reassignments: _containers.RepeatedCompositeFieldContainer[Reassignment]
    supplements: _containers.RepeatedCompositeFieldContainer[SupplementRecord]
    refused_attempts: _containers.RepeatedCompositeFieldContainer[RefusedAttempt]
    matters: _containers.RepeatedCompositeFieldContainer[_decision_service_pb2.Matter]
    def __init__(self, rows: _Optional[_Iterable[_Union[SupervisedCase, _Mapping]]] = ..., escalations: _Optional[_Iterable[_Union[Escalation, _Mapping]]] = ..., reassignments: _Optional[_Iterable[_Union[Reassignment, _Mapping]]] = ..., supplements: _Optional[_Iterable[_Union[SupplementRecord, _Mapping]]] = ..., refused_attempts: _Optional[_Iterable[_Union[RefusedAttempt, _Mapping]]] = ..., matters: _Optional[_Iterable[_Union[_decision_service_pb2.Matter, _Mapping]]] = ...) -> None: ...

class ReassignTaskRequest(_message.Message):
    __slots__ = ("id", "request_id", "officer", "reason", "etag")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    officer: str
    reason: str
    etag: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., officer: _Optional[str] = ..., reason: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class ReassignTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: _review_service_pb2.Task
    def __init__(self, task: _Optional[_Union[_review_service_pb2.Task, _Mapping]] = ...) -> None: ...

class Absence(_message.Message):
    __slots__ = ("from_date", "until_date", "substitute")
    FROM_DATE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTE_FIELD_NUMBER: _ClassVar[int]
    from_date: str
    until_date: str
    substitute: str
    def __init__(self, from_date: _Optional[str] = ..., until_date: _Optional[str] = ..., substitute: _Optional[str] = ...) -> None: ...

class SetAbsenceRequest(_message.Message):
    __slots__ = ("id", "request_id", "absence")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ABSENCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    absence: Absence
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., absence: _Optional[_Union[Absence, _Mapping]] = ...) -> None: ...

class SetAbsenceResponse(_message.Message):
    __slots__ = ("absence",)
    ABSENCE_FIELD_NUMBER: _ClassVar[int]
    absence: Absence
    def __init__(self, absence: _Optional[_Union[Absence, _Mapping]] = ...) -> None: ...
