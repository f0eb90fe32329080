import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.approval.v1 import events_pb2 as _events_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.intake.v1 import events_pb2 as _events_pb2_1
from onetrip.process.v1 import events_pb2 as _events_pb2_1_1
from onetrip.process.v1 import state_pb2 as _state_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ProactiveState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROACTIVE_STATE_UNSPECIFIED: _ClassVar[ProactiveState]
    PROACTIVE_STATE_RUNNING: _ClassVar[ProactiveState]
    PROACTIVE_STATE_COMPLETED: _ClassVar[ProactiveState]
    PROACTIVE_STATE_STOPPED: _ClassVar[ProactiveState]
    PROACTIVE_STATE_REFUSED: _ClassVar[ProactiveState]
PROACTIVE_STATE_UNSPECIFIED: ProactiveState
PROACTIVE_STATE_RUNNING: ProactiveState
PROACTIVE_STATE_COMPLETED: ProactiveState
PROACTIVE_STATE_STOPPED: ProactiveState
PROACTIVE_STATE_REFUSED: ProactiveState

class Event(_message.Message):
    __slots__ = ("id", "type", "payload")
    ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    id: str
    type: str
    payload: bytes
    def __init__(self, id: _Optional[str] = ..., type: _Optional[str] = ..., payload: _Optional[bytes] = ...) -> None: ...

class ClockSetting(_message.Message):
    __slots__ = ("epoch", "origin", "factor")
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    FACTOR_FIELD_NUMBER: _ClassVar[int]
    epoch: _timestamp_pb2.Timestamp
    origin: _timestamp_pb2.Timestamp
    factor: float
    def __init__(self, epoch: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., origin: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., factor: _Optional[float] = ...) -> None: ...

class StepRecord(_message.Message):
    __slots__ = ("id", "time", "detail")
    ID_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    id: str
    time: _timestamp_pb2.Timestamp
    detail: str
    def __init__(self, id: _Optional[str] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., detail: _Optional[str] = ...) -> None: ...

class Journal(_message.Message):
    __slots__ = ("events", "steps", "rules_version")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    RULES_VERSION_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[Event]
    steps: _containers.RepeatedCompositeFieldContainer[StepRecord]
    rules_version: int
    def __init__(self, events: _Optional[_Iterable[_Union[Event, _Mapping]]] = ..., steps: _Optional[_Iterable[_Union[StepRecord, _Mapping]]] = ..., rules_version: _Optional[int] = ...) -> None: ...

class StartApplication(_message.Message):
    __slots__ = ("submitted", "calendar", "clock", "journal", "traceparent")
    SUBMITTED_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    JOURNAL_FIELD_NUMBER: _ClassVar[int]
    TRACEPARENT_FIELD_NUMBER: _ClassVar[int]
    submitted: _events_pb2_1.ApplicationSubmitted
    calendar: _state_pb2.Calendar
    clock: ClockSetting
    journal: Journal
    traceparent: str
    def __init__(self, submitted: _Optional[_Union[_events_pb2_1.ApplicationSubmitted, _Mapping]] = ..., calendar: _Optional[_Union[_state_pb2.Calendar, _Mapping]] = ..., clock: _Optional[_Union[ClockSetting, _Mapping]] = ..., journal: _Optional[_Union[Journal, _Mapping]] = ..., traceparent: _Optional[str] = ...) -> None: ...

class OutgoingMessage(_message.Message):
    __slots__ = ("topic", "id", "type", "payload")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    topic: str
    id: str
    type: str
    payload: bytes
    def __init__(self, topic: _Optional[str] = ..., id: _Optional[str] = ..., type: _Optional[str] = ..., payload: _Optional[bytes] = ...) -> None: ...

class Step(_message.Message):
    __slots__ = ("application_id", "record", "state", "messages", "journal", "closes", "calendar_version", "traceparent", "case_id", "action")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    JOURNAL_FIELD_NUMBER: _ClassVar[int]
    CLOSES_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_VERSION_FIELD_NUMBER: _ClassVar[int]
    TRACEPARENT_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    record: StepRecord
    state: _state_pb2.ApplicationState
    messages: _containers.RepeatedCompositeFieldContainer[OutgoingMessage]
    journal: Journal
    closes: bool
    calendar_version: str
    traceparent: str
    case_id: str
    action: OperatorAction
    def __init__(self, application_id: _Optional[str] = ..., record: _Optional[_Union[StepRecord, _Mapping]] = ..., state: _Optional[_Union[_state_pb2.ApplicationState, str]] = ..., messages: _Optional[_Iterable[_Union[OutgoingMessage, _Mapping]]] = ..., journal: _Optional[_Union[Journal, _Mapping]] = ..., closes: _Optional[bool] = ..., calendar_version: _Optional[str] = ..., traceparent: _Optional[str] = ..., case_id: _Optional[str] = ..., action: _Optional[_Union[OperatorAction, _Mapping]] = ...) -> None: ...

class OperatorAction(_message.Message):
    __slots__ = ("request_id", "operator", "reason", "kind", "ground", "duplicate_of", "correction", "application_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OPERATOR_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_OF_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    operator: str
    reason: str
    kind: _events_pb2_1_1.OperatorActionKind
    ground: _state_pb2.EndGround
    duplicate_of: str
    correction: CauseCorrection
    application_id: str
    def __init__(self, request_id: _Optional[str] = ..., operator: _Optional[str] = ..., reason: _Optional[str] = ..., kind: _Optional[_Union[_events_pb2_1_1.OperatorActionKind, str]] = ..., ground: _Optional[_Union[_state_pb2.EndGround, str]] = ..., duplicate_of: _Optional[str] = ..., correction: _Optional[_Union[CauseCorrection, _Mapping]] = ..., application_id: _Optional[str] = ...) -> None: ...

class CauseCorrection(_message.Message):
    __slots__ = ("procedure_id", "start_time", "end_time", "kind")
    PROCEDURE_ID_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    procedure_id: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    kind: _state_pb2.SpecialProcedure
    def __init__(self, procedure_id: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., kind: _Optional[_Union[_state_pb2.SpecialProcedure, str]] = ...) -> None: ...

class AskAgain(_message.Message):
    __slots__ = ("application_id", "commands", "traceparent")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    COMMANDS_FIELD_NUMBER: _ClassVar[int]
    TRACEPARENT_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    commands: _containers.RepeatedCompositeFieldContainer[OutgoingMessage]
    traceparent: str
    def __init__(self, application_id: _Optional[str] = ..., commands: _Optional[_Iterable[_Union[OutgoingMessage, _Mapping]]] = ..., traceparent: _Optional[str] = ...) -> None: ...

class StartFollowUp(_message.Message):
    __slots__ = ("rated", "calendar", "clock", "limit_working_days", "journal", "traceparent")
    RATED_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    LIMIT_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    JOURNAL_FIELD_NUMBER: _ClassVar[int]
    TRACEPARENT_FIELD_NUMBER: _ClassVar[int]
    rated: _events_pb2_1.ApplicationRated
    calendar: _state_pb2.Calendar
    clock: ClockSetting
    limit_working_days: int
    journal: Journal
    traceparent: str
    def __init__(self, rated: _Optional[_Union[_events_pb2_1.ApplicationRated, _Mapping]] = ..., calendar: _Optional[_Union[_state_pb2.Calendar, _Mapping]] = ..., clock: _Optional[_Union[ClockSetting, _Mapping]] = ..., limit_working_days: _Optional[int] = ..., journal: _Optional[_Union[Journal, _Mapping]] = ..., traceparent: _Optional[str] = ...) -> None: ...

class StartCommitmentCheck(_message.Message):
    __slots__ = ("decided", "calendar", "clock", "journal", "traceparent", "statement_working_days", "revocation_working_days")
    DECIDED_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    JOURNAL_FIELD_NUMBER: _ClassVar[int]
    TRACEPARENT_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    REVOCATION_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    decided: _events_pb2.CaseDecided
    calendar: _state_pb2.Calendar
    clock: ClockSetting
    journal: Journal
    traceparent: str
    statement_working_days: int
    revocation_working_days: int
    def __init__(self, decided: _Optional[_Union[_events_pb2.CaseDecided, _Mapping]] = ..., calendar: _Optional[_Union[_state_pb2.Calendar, _Mapping]] = ..., clock: _Optional[_Union[ClockSetting, _Mapping]] = ..., journal: _Optional[_Union[Journal, _Mapping]] = ..., traceparent: _Optional[str] = ..., statement_working_days: _Optional[int] = ..., revocation_working_days: _Optional[int] = ...) -> None: ...

class Assignment(_message.Message):
    __slots__ = ("id", "kind", "application_id", "department", "open_time", "limit_working_days")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    LIMIT_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: _events_pb2_1_1.AssignmentKind
    application_id: str
    department: str
    open_time: _timestamp_pb2.Timestamp
    limit_working_days: int
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[_events_pb2_1_1.AssignmentKind, str]] = ..., application_id: _Optional[str] = ..., department: _Optional[str] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., limit_working_days: _Optional[int] = ...) -> None: ...

class StartAssignment(_message.Message):
    __slots__ = ("assignment", "calendar", "clock", "steps_done", "traceparent")
    ASSIGNMENT_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    STEPS_DONE_FIELD_NUMBER: _ClassVar[int]
    TRACEPARENT_FIELD_NUMBER: _ClassVar[int]
    assignment: Assignment
    calendar: _state_pb2.Calendar
    clock: ClockSetting
    steps_done: _containers.RepeatedScalarFieldContainer[str]
    traceparent: str
    def __init__(self, assignment: _Optional[_Union[Assignment, _Mapping]] = ..., calendar: _Optional[_Union[_state_pb2.Calendar, _Mapping]] = ..., clock: _Optional[_Union[ClockSetting, _Mapping]] = ..., steps_done: _Optional[_Iterable[str]] = ..., traceparent: _Optional[str] = ...) -> None: ...

class AssignmentStep(_message.Message):
    __slots__ = ("assignment_id", "record", "message", "application_id", "traceparent", "calendar_version")
    ASSIGNMENT_ID_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    TRACEPARENT_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_VERSION_FIELD_NUMBER: _ClassVar[int]
    assignment_id: str
    record: StepRecord
    message: OutgoingMessage
    application_id: str
    traceparent: str
    calendar_version: str
    def __init__(self, assignment_id: _Optional[str] = ..., record: _Optional[_Union[StepRecord, _Mapping]] = ..., message: _Optional[_Union[OutgoingMessage, _Mapping]] = ..., application_id: _Optional[str] = ..., traceparent: _Optional[str] = ..., calendar_version: _Optional[str] = ...) -> None: ...

class ProactiveProgress(_message.Message):
    __slots__ = ("state", "reason", "pages", "after", "attempts", "scanned", "entitled", "unclear", "opened", "asked", "standing", "declined", "repeated_in_period")
    STATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    PAGES_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    SCANNED_FIELD_NUMBER: _ClassVar[int]
    ENTITLED_FIELD_NUMBER: _ClassVar[int]
    UNCLEAR_FIELD_NUMBER: _ClassVar[int]
    OPENED_FIELD_NUMBER: _ClassVar[int]
    ASKED_FIELD_NUMBER: _ClassVar[int]
    STANDING_FIELD_NUMBER: _ClassVar[int]
    DECLINED_FIELD_NUMBER: _ClassVar[int]
    REPEATED_IN_PERIOD_FIELD_NUMBER: _ClassVar[int]
    state: ProactiveState
    reason: str
    pages: int
    after: str
    attempts: int
    scanned: int
    entitled: int
    unclear: int
    opened: int
    asked: int
    standing: int
    declined: int
    repeated_in_period: int
    def __init__(self, state: _Optional[_Union[ProactiveState, str]] = ..., reason: _Optional[str] = ..., pages: _Optional[int] = ..., after: _Optional[str] = ..., attempts: _Optional[int] = ..., scanned: _Optional[int] = ..., entitled: _Optional[int] = ..., unclear: _Optional[int] = ..., opened: _Optional[int] = ..., asked: _Optional[int] = ..., standing: _Optional[int] = ..., declined: _Optional[int] = ..., repeated_in_period: _Optional[int] = ...) -> None: ...

class StartProactiveRun(_message.Message):
    __slots__ = ("run_id", "item_code", "dry_run", "after", "until", "page_size", "opened_per_second", "started_by", "definition", "progress")
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    OPENED_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    STARTED_BY_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    run_id: str
    item_code: str
    dry_run: bool
    after: str
    until: str
    page_size: int
    opened_per_second: float
    started_by: str
    definition: _catalog_pb2.ServiceItem
    progress: ProactiveProgress
    def __init__(self, run_id: _Optional[str] = ..., item_code: _Optional[str] = ..., dry_run: _Optional[bool] = ..., after: _Optional[str] = ..., until: _Optional[str] = ..., page_size: _Optional[int] = ..., opened_per_second: _Optional[float] = ..., started_by: _Optional[str] = ..., definition: _Optional[_Union[_catalog_pb2.ServiceItem, _Mapping]] = ..., progress: _Optional[_Union[ProactiveProgress, _Mapping]] = ...) -> None: ...

class ProactiveStep(_message.Message):
    __slots__ = ("run_id", "progress", "messages", "start", "definition")
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    run_id: str
    progress: ProactiveProgress
    messages: _containers.RepeatedCompositeFieldContainer[OutgoingMessage]
    start: StartProactiveRun
    definition: _catalog_pb2.ServiceItem
    def __init__(self, run_id: _Optional[str] = ..., progress: _Optional[_Union[ProactiveProgress, _Mapping]] = ..., messages: _Optional[_Iterable[_Union[OutgoingMessage, _Mapping]]] = ..., start: _Optional[_Union[StartProactiveRun, _Mapping]] = ..., definition: _Optional[_Union[_catalog_pb2.ServiceItem, _Mapping]] = ...) -> None: ...
