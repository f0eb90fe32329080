import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
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

class EndReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    END_REASON_UNSPECIFIED: _ClassVar[EndReason]
    END_REASON_LAPSED: _ClassVar[EndReason]
    END_REASON_PREREQUISITE_REFUSED: _ClassVar[EndReason]
    END_REASON_TERMINATED: _ClassVar[EndReason]
END_REASON_UNSPECIFIED: EndReason
END_REASON_LAPSED: EndReason
END_REASON_PREREQUISITE_REFUSED: EndReason
END_REASON_TERMINATED: EndReason

class OpenApplication(_message.Message):
    __slots__ = ("application_id", "tracking_number", "definition", "applicant_id", "applicant_kind", "filed_by", "filed_in_person", "delivery_method", "receive_time", "interested_parties", "organisation")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    TRACKING_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_ID_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_KIND_FIELD_NUMBER: _ClassVar[int]
    FILED_BY_FIELD_NUMBER: _ClassVar[int]
    FILED_IN_PERSON_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_METHOD_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    INTERESTED_PARTIES_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    tracking_number: str
    definition: _catalog_pb2.ServiceItem
    applicant_id: str
    applicant_kind: _catalog_pb2.ApplicantKind
    filed_by: str
    filed_in_person: bool
    delivery_method: _catalog_pb2.DeliveryMethod
    receive_time: _timestamp_pb2.Timestamp
    interested_parties: _containers.RepeatedCompositeFieldContainer[_events_pb2.InterestedParty]
    organisation: str
    def __init__(self, application_id: _Optional[str] = ..., tracking_number: _Optional[str] = ..., definition: _Optional[_Union[_catalog_pb2.ServiceItem, _Mapping]] = ..., applicant_id: _Optional[str] = ..., applicant_kind: _Optional[_Union[_catalog_pb2.ApplicantKind, str]] = ..., filed_by: _Optional[str] = ..., filed_in_person: _Optional[bool] = ..., delivery_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., interested_parties: _Optional[_Iterable[_Union[_events_pb2.InterestedParty, _Mapping]]] = ..., organisation: _Optional[str] = ...) -> None: ...

class AskSupplement(_message.Message):
    __slots__ = ("application_id", "round", "missing")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    round: int
    missing: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    def __init__(self, application_id: _Optional[str] = ..., round: _Optional[int] = ..., missing: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ...) -> None: ...

class RequestAcceptance(_message.Message):
    __slots__ = ("application_id", "round", "findings", "sealed_facts", "materials", "due", "commitments", "possible_duplicates")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    SEALED_FACTS_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    POSSIBLE_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    round: int
    findings: _containers.RepeatedCompositeFieldContainer[_facts_pb2.Finding]
    sealed_facts: bytes
    materials: _containers.RepeatedCompositeFieldContainer[_events_pb2.GivenMaterial]
    due: _events_pb2_1.DueDate
    commitments: _containers.RepeatedCompositeFieldContainer[_events_pb2.SignedCommitment]
    possible_duplicates: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, application_id: _Optional[str] = ..., round: _Optional[int] = ..., findings: _Optional[_Iterable[_Union[_facts_pb2.Finding, _Mapping]]] = ..., sealed_facts: _Optional[bytes] = ..., materials: _Optional[_Iterable[_Union[_events_pb2.GivenMaterial, _Mapping]]] = ..., due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ..., commitments: _Optional[_Iterable[_Union[_events_pb2.SignedCommitment, _Mapping]]] = ..., possible_duplicates: _Optional[_Iterable[str]] = ...) -> None: ...

class ReviewCase(_message.Message):
    __slots__ = ("application_id", "case_id", "item_code", "stage", "round", "final_stage", "findings", "sealed_facts", "materials", "due", "stage_due", "accepted_date", "late_materials", "commitments", "possible_duplicates", "notices_sent")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    FINAL_STAGE_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    SEALED_FACTS_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    STAGE_DUE_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_DATE_FIELD_NUMBER: _ClassVar[int]
    LATE_MATERIALS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    POSSIBLE_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    NOTICES_SENT_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    item_code: str
    stage: str
    round: int
    final_stage: bool
    findings: _containers.RepeatedCompositeFieldContainer[_facts_pb2.Finding]
    sealed_facts: bytes
    materials: _containers.RepeatedCompositeFieldContainer[_events_pb2.GivenMaterial]
    due: _events_pb2_1.DueDate
    stage_due: _events_pb2_1.DueDate
    accepted_date: str
    late_materials: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    commitments: _containers.RepeatedCompositeFieldContainer[_events_pb2.SignedCommitment]
    possible_duplicates: _containers.RepeatedScalarFieldContainer[str]
    notices_sent: int
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., stage: _Optional[str] = ..., round: _Optional[int] = ..., final_stage: _Optional[bool] = ..., findings: _Optional[_Iterable[_Union[_facts_pb2.Finding, _Mapping]]] = ..., sealed_facts: _Optional[bytes] = ..., materials: _Optional[_Iterable[_Union[_events_pb2.GivenMaterial, _Mapping]]] = ..., due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ..., stage_due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ..., accepted_date: _Optional[str] = ..., late_materials: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., commitments: _Optional[_Iterable[_Union[_events_pb2.SignedCommitment, _Mapping]]] = ..., possible_duplicates: _Optional[_Iterable[str]] = ..., notices_sent: _Optional[int] = ...) -> None: ...

class ReleaseCase(_message.Message):
    __slots__ = ("application_id", "case_id", "materials", "due", "commitments")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    materials: _containers.RepeatedCompositeFieldContainer[_events_pb2.GivenMaterial]
    due: _events_pb2_1.DueDate
    commitments: _containers.RepeatedCompositeFieldContainer[_events_pb2.SignedCommitment]
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., materials: _Optional[_Iterable[_Union[_events_pb2.GivenMaterial, _Mapping]]] = ..., due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ..., commitments: _Optional[_Iterable[_Union[_events_pb2.SignedCommitment, _Mapping]]] = ...) -> None: ...

class EndSupplementWait(_message.Message):
    __slots__ = ("application_id", "case_id", "procedure_id", "materials", "commitments", "end_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_ID_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    procedure_id: str
    materials: _containers.RepeatedCompositeFieldContainer[_events_pb2.GivenMaterial]
    commitments: _containers.RepeatedCompositeFieldContainer[_events_pb2.SignedCommitment]
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., procedure_id: _Optional[str] = ..., materials: _Optional[_Iterable[_Union[_events_pb2.GivenMaterial, _Mapping]]] = ..., commitments: _Optional[_Iterable[_Union[_events_pb2.SignedCommitment, _Mapping]]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class EndUndecided(_message.Message):
    __slots__ = ("application_id", "case_ids", "reason", "needed_case_ids", "request_id", "duplicate_of", "ground")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_IDS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NEEDED_CASE_IDS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_OF_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_ids: _containers.RepeatedScalarFieldContainer[str]
    reason: EndReason
    needed_case_ids: _containers.RepeatedScalarFieldContainer[str]
    request_id: str
    duplicate_of: str
    ground: _state_pb2.EndGround
    def __init__(self, application_id: _Optional[str] = ..., case_ids: _Optional[_Iterable[str]] = ..., reason: _Optional[_Union[EndReason, str]] = ..., needed_case_ids: _Optional[_Iterable[str]] = ..., request_id: _Optional[str] = ..., duplicate_of: _Optional[str] = ..., ground: _Optional[_Union[_state_pb2.EndGround, str]] = ...) -> None: ...

class CorrectProcedure(_message.Message):
    __slots__ = ("application_id", "case_id", "procedure_id", "request_id", "kind", "start_time", "end_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    procedure_id: str
    request_id: str
    kind: _state_pb2.SpecialProcedure
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., procedure_id: _Optional[str] = ..., request_id: _Optional[str] = ..., kind: _Optional[_Union[_state_pb2.SpecialProcedure, str]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class MoveDeadline(_message.Message):
    __slots__ = ("application_id", "case_id", "due", "stages", "paused", "limit")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    STAGES_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    due: _events_pb2_1.DueDate
    stages: _containers.RepeatedCompositeFieldContainer[_events_pb2_1.StageDue]
    paused: bool
    limit: _events_pb2_1.ApplicationLimit
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ..., stages: _Optional[_Iterable[_Union[_events_pb2_1.StageDue, _Mapping]]] = ..., paused: _Optional[bool] = ..., limit: _Optional[_Union[_events_pb2_1.ApplicationLimit, str]] = ...) -> None: ...

class DeliverResults(_message.Message):
    __slots__ = ("application_id", "due")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    due: _events_pb2_1.DueDate
    def __init__(self, application_id: _Optional[str] = ..., due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ...) -> None: ...

class CheckCommitment(_message.Message):
    __slots__ = ("application_id", "case_id", "due")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    due: _events_pb2_1.DueDate
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ...) -> None: ...

class HearStatement(_message.Message):
    __slots__ = ("application_id", "case_id", "due")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    due: _events_pb2_1.DueDate
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ...) -> None: ...

class ReviewRevocation(_message.Message):
    __slots__ = ("application_id", "case_id", "due")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    due: _events_pb2_1.DueDate
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ...) -> None: ...

class GrantBySilence(_message.Message):
    __slots__ = ("application_id", "case_id", "item_code", "sealed_facts")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    SEALED_FACTS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    item_code: str
    sealed_facts: bytes
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., sealed_facts: _Optional[bytes] = ...) -> None: ...

class OpenHearingRight(_message.Message):
    __slots__ = ("application_id", "case_id", "person_id", "request_by")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_BY_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    person_id: str
    request_by: _events_pb2_1.DueDate
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., person_id: _Optional[str] = ..., request_by: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ...) -> None: ...

class SetHearingTimes(_message.Message):
    __slots__ = ("application_id", "case_id", "hold_by", "working_days", "notice_working_days")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    HOLD_BY_FIELD_NUMBER: _ClassVar[int]
    WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    NOTICE_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    hold_by: _events_pb2_1.DueDate
    working_days: _containers.RepeatedScalarFieldContainer[str]
    notice_working_days: int
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., hold_by: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ..., working_days: _Optional[_Iterable[str]] = ..., notice_working_days: _Optional[int] = ...) -> None: ...

class RenewFacts(_message.Message):
    __slots__ = ("application_id", "round", "sealed_facts", "cases", "materials", "possible_duplicates")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    SEALED_FACTS_FIELD_NUMBER: _ClassVar[int]
    CASES_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    POSSIBLE_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    round: int
    sealed_facts: bytes
    cases: _containers.RepeatedCompositeFieldContainer[RenewedCase]
    materials: _containers.RepeatedCompositeFieldContainer[_events_pb2.GivenMaterial]
    possible_duplicates: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, application_id: _Optional[str] = ..., round: _Optional[int] = ..., sealed_facts: _Optional[bytes] = ..., cases: _Optional[_Iterable[_Union[RenewedCase, _Mapping]]] = ..., materials: _Optional[_Iterable[_Union[_events_pb2.GivenMaterial, _Mapping]]] = ..., possible_duplicates: _Optional[_Iterable[str]] = ...) -> None: ...

class RenewedCase(_message.Message):
    __slots__ = ("case_id", "item_code", "findings", "by_rule", "commitments")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    BY_RULE_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    item_code: str
    findings: _containers.RepeatedCompositeFieldContainer[_facts_pb2.Finding]
    by_rule: bool
    commitments: _containers.RepeatedCompositeFieldContainer[_events_pb2.SignedCommitment]
    def __init__(self, case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., findings: _Optional[_Iterable[_Union[_facts_pb2.Finding, _Mapping]]] = ..., by_rule: _Optional[bool] = ..., commitments: _Optional[_Iterable[_Union[_events_pb2.SignedCommitment, _Mapping]]] = ...) -> None: ...

class TakeBack(_message.Message):
    __slots__ = ("message_id", "type", "payload", "time")
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    message_id: str
    type: str
    payload: bytes
    time: _timestamp_pb2.Timestamp
    def __init__(self, message_id: _Optional[str] = ..., type: _Optional[str] = ..., payload: _Optional[bytes] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
