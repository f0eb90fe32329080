import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.process.v1 import state_pb2 as _state_pb2
from onetrip.verification.v1 import facts_pb2 as _facts_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AcceptanceBasis(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACCEPTANCE_BASIS_UNSPECIFIED: _ClassVar[AcceptanceBasis]
    ACCEPTANCE_BASIS_COMPLETE: _ClassVar[AcceptanceBasis]
    ACCEPTANCE_BASIS_WINDOW: _ClassVar[AcceptanceBasis]
    ACCEPTANCE_BASIS_SILENCE: _ClassVar[AcceptanceBasis]

class MoveCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MOVE_CAUSE_UNSPECIFIED: _ClassVar[MoveCause]
    MOVE_CAUSE_PAUSED: _ClassVar[MoveCause]
    MOVE_CAUSE_RESUMED: _ClassVar[MoveCause]
    MOVE_CAUSE_EXTENDED: _ClassVar[MoveCause]
    MOVE_CAUSE_CALENDAR: _ClassVar[MoveCause]
    MOVE_CAUSE_CORRECTED: _ClassVar[MoveCause]

class ApplicationLimit(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    APPLICATION_LIMIT_UNSPECIFIED: _ClassVar[ApplicationLimit]
    APPLICATION_LIMIT_ANSWER: _ClassVar[ApplicationLimit]
    APPLICATION_LIMIT_SUPPLEMENT: _ClassVar[ApplicationLimit]
    APPLICATION_LIMIT_DELIVERY: _ClassVar[ApplicationLimit]

class FollowUpOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FOLLOW_UP_OUTCOME_UNSPECIFIED: _ClassVar[FollowUpOutcome]
    FOLLOW_UP_OUTCOME_ANSWERED: _ClassVar[FollowUpOutcome]
    FOLLOW_UP_OUTCOME_SET_ASIDE: _ClassVar[FollowUpOutcome]

class CommitmentOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMMITMENT_OUTCOME_UNSPECIFIED: _ClassVar[CommitmentOutcome]
    COMMITMENT_OUTCOME_KEPT: _ClassVar[CommitmentOutcome]
    COMMITMENT_OUTCOME_UPHELD: _ClassVar[CommitmentOutcome]
    COMMITMENT_OUTCOME_REVOKED: _ClassVar[CommitmentOutcome]

class AssignmentKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ASSIGNMENT_KIND_UNSPECIFIED: _ClassVar[AssignmentKind]
    ASSIGNMENT_KIND_TICKET: _ClassVar[AssignmentKind]
    ASSIGNMENT_KIND_REVIEW: _ClassVar[AssignmentKind]

class OperatorActionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OPERATOR_ACTION_KIND_UNSPECIFIED: _ClassVar[OperatorActionKind]
    OPERATOR_ACTION_KIND_ASK_AGAIN: _ClassVar[OperatorActionKind]
    OPERATOR_ACTION_KIND_REGISTERS_AGAIN: _ClassVar[OperatorActionKind]
    OPERATOR_ACTION_KIND_HAND_TO_PERSON: _ClassVar[OperatorActionKind]
    OPERATOR_ACTION_KIND_END: _ClassVar[OperatorActionKind]
    OPERATOR_ACTION_KIND_CORRECT_CAUSE: _ClassVar[OperatorActionKind]
ACCEPTANCE_BASIS_UNSPECIFIED: AcceptanceBasis
ACCEPTANCE_BASIS_COMPLETE: AcceptanceBasis
ACCEPTANCE_BASIS_WINDOW: AcceptanceBasis
ACCEPTANCE_BASIS_SILENCE: AcceptanceBasis
MOVE_CAUSE_UNSPECIFIED: MoveCause
MOVE_CAUSE_PAUSED: MoveCause
MOVE_CAUSE_RESUMED: MoveCause
MOVE_CAUSE_EXTENDED: MoveCause
MOVE_CAUSE_CALENDAR: MoveCause
MOVE_CAUSE_CORRECTED: MoveCause
APPLICATION_LIMIT_UNSPECIFIED: ApplicationLimit
APPLICATION_LIMIT_ANSWER: ApplicationLimit
APPLICATION_LIMIT_SUPPLEMENT: ApplicationLimit
APPLICATION_LIMIT_DELIVERY: ApplicationLimit
FOLLOW_UP_OUTCOME_UNSPECIFIED: FollowUpOutcome
FOLLOW_UP_OUTCOME_ANSWERED: FollowUpOutcome
FOLLOW_UP_OUTCOME_SET_ASIDE: FollowUpOutcome
COMMITMENT_OUTCOME_UNSPECIFIED: CommitmentOutcome
COMMITMENT_OUTCOME_KEPT: CommitmentOutcome
COMMITMENT_OUTCOME_UPHELD: CommitmentOutcome
COMMITMENT_OUTCOME_REVOKED: CommitmentOutcome
ASSIGNMENT_KIND_UNSPECIFIED: AssignmentKind
ASSIGNMENT_KIND_TICKET: AssignmentKind
ASSIGNMENT_KIND_REVIEW: AssignmentKind
OPERATOR_ACTION_KIND_UNSPECIFIED: OperatorActionKind
OPERATOR_ACTION_KIND_ASK_AGAIN: OperatorActionKind
OPERATOR_ACTION_KIND_REGISTERS_AGAIN: OperatorActionKind
OPERATOR_ACTION_KIND_HAND_TO_PERSON: OperatorActionKind
OPERATOR_ACTION_KIND_END: OperatorActionKind
OPERATOR_ACTION_KIND_CORRECT_CAUSE: OperatorActionKind

class DueDate(_message.Message):
    __slots__ = ("date", "provisional")
    DATE_FIELD_NUMBER: _ClassVar[int]
    PROVISIONAL_FIELD_NUMBER: _ClassVar[int]
    date: str
    provisional: bool
    def __init__(self, date: _Optional[str] = ..., provisional: _Optional[bool] = ...) -> None: ...

class CaseProgress(_message.Message):
    __slots__ = ("case_id", "item_code", "department", "due", "promised", "outcome")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    PROMISED_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    item_code: str
    department: str
    due: DueDate
    promised: DueDate
    outcome: _state_pb2.CaseOutcome
    def __init__(self, case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., department: _Optional[str] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., promised: _Optional[_Union[DueDate, _Mapping]] = ..., outcome: _Optional[_Union[_state_pb2.CaseOutcome, str]] = ...) -> None: ...

class VerificationStarted(_message.Message):
    __slots__ = ("application_id", "round", "start_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    round: int
    start_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., round: _Optional[int] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RegisterAwaited(_message.Message):
    __slots__ = ("application_id", "registers", "wait_time", "round")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    REGISTERS_FIELD_NUMBER: _ClassVar[int]
    WAIT_TIME_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    registers: _containers.RepeatedScalarFieldContainer[str]
    wait_time: _timestamp_pb2.Timestamp
    round: int
    def __init__(self, application_id: _Optional[str] = ..., registers: _Optional[_Iterable[str]] = ..., wait_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., round: _Optional[int] = ...) -> None: ...

class SupplementRequested(_message.Message):
    __slots__ = ("application_id", "round", "missing", "due", "sealed_new_fact", "request_time", "late_barred", "commitment_barred", "sealed_barred", "case_id", "department")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    SEALED_NEW_FACT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_TIME_FIELD_NUMBER: _ClassVar[int]
    LATE_BARRED_FIELD_NUMBER: _ClassVar[int]
    COMMITMENT_BARRED_FIELD_NUMBER: _ClassVar[int]
    SEALED_BARRED_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    round: int
    missing: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    due: DueDate
    sealed_new_fact: bytes
    request_time: _timestamp_pb2.Timestamp
    late_barred: bool
    commitment_barred: bool
    sealed_barred: bytes
    case_id: str
    department: str
    def __init__(self, application_id: _Optional[str] = ..., round: _Optional[int] = ..., missing: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., sealed_new_fact: _Optional[bytes] = ..., request_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., late_barred: _Optional[bool] = ..., commitment_barred: _Optional[bool] = ..., sealed_barred: _Optional[bytes] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ...) -> None: ...

class SupplementReminded(_message.Message):
    __slots__ = ("application_id", "round", "missing", "due", "remind_time", "calendar_number", "case_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    REMIND_TIME_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    round: int
    missing: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    due: DueDate
    remind_time: _timestamp_pb2.Timestamp
    calendar_number: int
    case_id: str
    def __init__(self, application_id: _Optional[str] = ..., round: _Optional[int] = ..., missing: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., remind_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., calendar_number: _Optional[int] = ..., case_id: _Optional[str] = ...) -> None: ...

class LaterSupplementOver(_message.Message):
    __slots__ = ("application_id", "case_id", "round", "missing", "over_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    OVER_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    round: int
    missing: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    over_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., round: _Optional[int] = ..., missing: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., over_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class LateMaterial(_message.Message):
    __slots__ = ("material", "due", "case_ids")
    MATERIAL_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    CASE_IDS_FIELD_NUMBER: _ClassVar[int]
    material: _facts_pb2.MissingMaterial
    due: DueDate
    case_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, material: _Optional[_Union[_facts_pb2.MissingMaterial, _Mapping]] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., case_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class ApplicationAccepted(_message.Message):
    __slots__ = ("application_id", "basis", "effective_date", "cases", "accept_time", "late_materials")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    CASES_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_TIME_FIELD_NUMBER: _ClassVar[int]
    LATE_MATERIALS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    basis: AcceptanceBasis
    effective_date: str
    cases: _containers.RepeatedCompositeFieldContainer[CaseProgress]
    accept_time: _timestamp_pb2.Timestamp
    late_materials: _containers.RepeatedCompositeFieldContainer[LateMaterial]
    def __init__(self, application_id: _Optional[str] = ..., basis: _Optional[_Union[AcceptanceBasis, str]] = ..., effective_date: _Optional[str] = ..., cases: _Optional[_Iterable[_Union[CaseProgress, _Mapping]]] = ..., accept_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., late_materials: _Optional[_Iterable[_Union[LateMaterial, _Mapping]]] = ...) -> None: ...

class LateMaterialReminded(_message.Message):
    __slots__ = ("application_id", "case_id", "department", "missing", "due", "remind_time", "calendar_number")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    REMIND_TIME_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_NUMBER_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    department: str
    missing: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    due: DueDate
    remind_time: _timestamp_pb2.Timestamp
    calendar_number: int
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., missing: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., remind_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., calendar_number: _Optional[int] = ...) -> None: ...

class LateMaterialReceived(_message.Message):
    __slots__ = ("application_id", "case_id", "department", "receive_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    department: str
    receive_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class LateMaterialMissed(_message.Message):
    __slots__ = ("application_id", "case_id", "department", "missing", "lapse_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    LAPSE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    department: str
    missing: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    lapse_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., missing: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., lapse_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ApplicationNotAccepted(_message.Message):
    __slots__ = ("application_id", "sealed_reasons", "right_body", "refuse_time", "ground")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    RIGHT_BODY_FIELD_NUMBER: _ClassVar[int]
    REFUSE_TIME_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    sealed_reasons: bytes
    right_body: str
    refuse_time: _timestamp_pb2.Timestamp
    ground: _state_pb2.NotAcceptedGround
    def __init__(self, application_id: _Optional[str] = ..., sealed_reasons: _Optional[bytes] = ..., right_body: _Optional[str] = ..., refuse_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ground: _Optional[_Union[_state_pb2.NotAcceptedGround, str]] = ...) -> None: ...

class ApplicationDecided(_message.Message):
    __slots__ = ("application_id", "cases", "decide_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASES_FIELD_NUMBER: _ClassVar[int]
    DECIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    cases: _containers.RepeatedCompositeFieldContainer[CaseProgress]
    decide_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., cases: _Optional[_Iterable[_Union[CaseProgress, _Mapping]]] = ..., decide_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ApplicationCompleted(_message.Message):
    __slots__ = ("application_id", "complete_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    complete_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., complete_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ApplicationLapsed(_message.Message):
    __slots__ = ("application_id", "missing", "lapse_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    LAPSE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    missing: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    lapse_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., missing: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., lapse_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ApplicationWithdrawn(_message.Message):
    __slots__ = ("application_id", "withdraw_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    withdraw_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., withdraw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ApplicationRevoked(_message.Message):
    __slots__ = ("application_id", "revoke_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    REVOKE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    revoke_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., revoke_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ApplicationTerminated(_message.Message):
    __slots__ = ("application_id", "ground", "duplicate_of", "terminate_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_OF_FIELD_NUMBER: _ClassVar[int]
    TERMINATE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    ground: _state_pb2.EndGround
    duplicate_of: str
    terminate_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., ground: _Optional[_Union[_state_pb2.EndGround, str]] = ..., duplicate_of: _Optional[str] = ..., terminate_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StageDue(_message.Message):
    __slots__ = ("stage", "due")
    STAGE_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    stage: str
    due: DueDate
    def __init__(self, stage: _Optional[str] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ...) -> None: ...

class DeadlineMoved(_message.Message):
    __slots__ = ("application_id", "case_id", "cause", "due", "promised", "stages", "paused", "procedure_id", "procedure", "working_days", "department", "sealed_reasons", "move_time", "joint", "limit", "calendar_number", "same_dates", "by_government", "late_materials", "correction", "procedure_start_time", "procedure_end_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    PROMISED_FIELD_NUMBER: _ClassVar[int]
    STAGES_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    MOVE_TIME_FIELD_NUMBER: _ClassVar[int]
    JOINT_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_NUMBER_FIELD_NUMBER: _ClassVar[int]
    SAME_DATES_FIELD_NUMBER: _ClassVar[int]
    BY_GOVERNMENT_FIELD_NUMBER: _ClassVar[int]
    LATE_MATERIALS_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_START_TIME_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_END_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    cause: MoveCause
    due: DueDate
    promised: DueDate
    stages: _containers.RepeatedCompositeFieldContainer[StageDue]
    paused: bool
    procedure_id: str
    procedure: _state_pb2.SpecialProcedure
    working_days: int
    department: str
    sealed_reasons: bytes
    move_time: _timestamp_pb2.Timestamp
    joint: bool
    limit: ApplicationLimit
    calendar_number: int
    same_dates: bool
    by_government: bool
    late_materials: _containers.RepeatedCompositeFieldContainer[LateMaterial]
    correction: int
    procedure_start_time: _timestamp_pb2.Timestamp
    procedure_end_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., cause: _Optional[_Union[MoveCause, str]] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., promised: _Optional[_Union[DueDate, _Mapping]] = ..., stages: _Optional[_Iterable[_Union[StageDue, _Mapping]]] = ..., paused: _Optional[bool] = ..., procedure_id: _Optional[str] = ..., procedure: _Optional[_Union[_state_pb2.SpecialProcedure, str]] = ..., working_days: _Optional[int] = ..., department: _Optional[str] = ..., sealed_reasons: _Optional[bytes] = ..., move_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., joint: _Optional[bool] = ..., limit: _Optional[_Union[ApplicationLimit, str]] = ..., calendar_number: _Optional[int] = ..., same_dates: _Optional[bool] = ..., by_government: _Optional[bool] = ..., late_materials: _Optional[_Iterable[_Union[LateMaterial, _Mapping]]] = ..., correction: _Optional[int] = ..., procedure_start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., procedure_end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class LightChanged(_message.Message):
    __slots__ = ("application_id", "case_id", "department", "light", "due", "change_time", "stage", "turn")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    CHANGE_TIME_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    TURN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    department: str
    light: _state_pb2.Light
    due: DueDate
    change_time: _timestamp_pb2.Timestamp
    stage: str
    turn: int
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., change_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., stage: _Optional[str] = ..., turn: _Optional[int] = ...) -> None: ...

class FollowUpOpened(_message.Message):
    __slots__ = ("application_id", "department", "due", "open_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    department: str
    due: DueDate
    open_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., department: _Optional[str] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FollowUpDueMoved(_message.Message):
    __slots__ = ("application_id", "department", "due", "calendar_number", "move_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_NUMBER_FIELD_NUMBER: _ClassVar[int]
    MOVE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    department: str
    due: DueDate
    calendar_number: int
    move_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., department: _Optional[str] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., calendar_number: _Optional[int] = ..., move_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FollowUpLightChanged(_message.Message):
    __slots__ = ("application_id", "department", "light", "due", "change_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    CHANGE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    department: str
    light: _state_pb2.Light
    due: DueDate
    change_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., department: _Optional[str] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., change_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FollowUpClosed(_message.Message):
    __slots__ = ("application_id", "department", "outcome", "close_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    department: str
    outcome: FollowUpOutcome
    close_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., department: _Optional[str] = ..., outcome: _Optional[_Union[FollowUpOutcome, str]] = ..., close_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CommitmentCheckOpened(_message.Message):
    __slots__ = ("application_id", "case_id", "department", "due", "open_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    department: str
    due: DueDate
    open_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RevocationProposed(_message.Message):
    __slots__ = ("application_id", "case_id", "item_code", "department", "sealed_reasons", "due", "propose_time", "calendar_number")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    PROPOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_NUMBER_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    item_code: str
    department: str
    sealed_reasons: bytes
    due: DueDate
    propose_time: _timestamp_pb2.Timestamp
    calendar_number: int
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., department: _Optional[str] = ..., sealed_reasons: _Optional[bytes] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., propose_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., calendar_number: _Optional[int] = ...) -> None: ...

class CommitmentCheckClosed(_message.Message):
    __slots__ = ("application_id", "case_id", "item_code", "department", "outcome", "sealed_reasons", "close_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    item_code: str
    department: str
    outcome: CommitmentOutcome
    sealed_reasons: bytes
    close_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., department: _Optional[str] = ..., outcome: _Optional[_Union[CommitmentOutcome, str]] = ..., sealed_reasons: _Optional[bytes] = ..., close_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RightsTold(_message.Message):
    __slots__ = ("application_id", "case_id", "person_id", "department", "request_by", "calendar_number", "tell_time", "request_working_days")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_BY_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_NUMBER_FIELD_NUMBER: _ClassVar[int]
    TELL_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    person_id: str
    department: str
    request_by: DueDate
    calendar_number: int
    tell_time: _timestamp_pb2.Timestamp
    request_working_days: int
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., person_id: _Optional[str] = ..., department: _Optional[str] = ..., request_by: _Optional[_Union[DueDate, _Mapping]] = ..., calendar_number: _Optional[int] = ..., tell_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request_working_days: _Optional[int] = ...) -> None: ...

class AssignmentOpened(_message.Message):
    __slots__ = ("assignment_id", "kind", "application_id", "department", "due", "open_time")
    ASSIGNMENT_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    assignment_id: str
    kind: AssignmentKind
    application_id: str
    department: str
    due: DueDate
    open_time: _timestamp_pb2.Timestamp
    def __init__(self, assignment_id: _Optional[str] = ..., kind: _Optional[_Union[AssignmentKind, str]] = ..., application_id: _Optional[str] = ..., department: _Optional[str] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AssignmentDueMoved(_message.Message):
    __slots__ = ("assignment_id", "kind", "application_id", "department", "due", "calendar_number", "move_time")
    ASSIGNMENT_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_NUMBER_FIELD_NUMBER: _ClassVar[int]
    MOVE_TIME_FIELD_NUMBER: _ClassVar[int]
    assignment_id: str
    kind: AssignmentKind
    application_id: str
    department: str
    due: DueDate
    calendar_number: int
    move_time: _timestamp_pb2.Timestamp
    def __init__(self, assignment_id: _Optional[str] = ..., kind: _Optional[_Union[AssignmentKind, str]] = ..., application_id: _Optional[str] = ..., department: _Optional[str] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., calendar_number: _Optional[int] = ..., move_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AssignmentLightChanged(_message.Message):
    __slots__ = ("assignment_id", "kind", "application_id", "department", "light", "due", "change_time")
    ASSIGNMENT_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    CHANGE_TIME_FIELD_NUMBER: _ClassVar[int]
    assignment_id: str
    kind: AssignmentKind
    application_id: str
    department: str
    light: _state_pb2.Light
    due: DueDate
    change_time: _timestamp_pb2.Timestamp
    def __init__(self, assignment_id: _Optional[str] = ..., kind: _Optional[_Union[AssignmentKind, str]] = ..., application_id: _Optional[str] = ..., department: _Optional[str] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., due: _Optional[_Union[DueDate, _Mapping]] = ..., change_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class OperatorActed(_message.Message):
    __slots__ = ("application_id", "kind", "request_id", "act_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ACT_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    kind: OperatorActionKind
    request_id: str
    act_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., kind: _Optional[_Union[OperatorActionKind, str]] = ..., request_id: _Optional[str] = ..., act_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
