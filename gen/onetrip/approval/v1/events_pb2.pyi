import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.approval.v1 import commands_pb2 as _commands_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.process.v1 import state_pb2 as _state_pb2
from onetrip.verification.v1 import facts_pb2 as _facts_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class VisitKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VISIT_KIND_UNSPECIFIED: _ClassVar[VisitKind]
    VISIT_KIND_FILING: _ClassVar[VisitKind]
    VISIT_KIND_INSPECTION: _ClassVar[VisitKind]
    VISIT_KIND_COLLECTION: _ClassVar[VisitKind]
    VISIT_KIND_APPEARANCE: _ClassVar[VisitKind]

class Conversion(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONVERSION_UNSPECIFIED: _ClassVar[Conversion]
    CONVERSION_LOOKUP: _ClassVar[Conversion]
    CONVERSION_COURIER: _ClassVar[Conversion]
    CONVERSION_VIDEO: _ClassVar[Conversion]
    CONVERSION_HOME_VISIT: _ClassVar[Conversion]
    CONVERSION_AGENT: _ClassVar[Conversion]

class DeliveryReport(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_REPORT_UNSPECIFIED: _ClassVar[DeliveryReport]
    DELIVERY_REPORT_COLLECTED: _ClassVar[DeliveryReport]
    DELIVERY_REPORT_UNDER_WAY: _ClassVar[DeliveryReport]
    DELIVERY_REPORT_DELIVERED: _ClassVar[DeliveryReport]
    DELIVERY_REPORT_FAILED: _ClassVar[DeliveryReport]
    DELIVERY_REPORT_RETURNED: _ClassVar[DeliveryReport]

class RuleReviewAnswer(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RULE_REVIEW_ANSWER_UNSPECIFIED: _ClassVar[RuleReviewAnswer]
    RULE_REVIEW_ANSWER_CONFIRMED: _ClassVar[RuleReviewAnswer]
    RULE_REVIEW_ANSWER_OTHERWISE: _ClassVar[RuleReviewAnswer]
    RULE_REVIEW_ANSWER_CORRECTED: _ClassVar[RuleReviewAnswer]
    RULE_REVIEW_ANSWER_REVOKED: _ClassVar[RuleReviewAnswer]

class RecordedAct(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECORDED_ACT_UNSPECIFIED: _ClassVar[RecordedAct]
    RECORDED_ACT_VIEW: _ClassVar[RecordedAct]
    RECORDED_ACT_HEARING_REQUEST: _ClassVar[RecordedAct]
    RECORDED_ACT_HEARING_WAIVER: _ClassVar[RecordedAct]
    RECORDED_ACT_VISIT_CANCELLATION: _ClassVar[RecordedAct]
    RECORDED_ACT_STATEMENT: _ClassVar[RecordedAct]
    RECORDED_ACT_STATEMENT_WAIVER: _ClassVar[RecordedAct]
    RECORDED_ACT_HUMAN_REVIEW: _ClassVar[RecordedAct]
VISIT_KIND_UNSPECIFIED: VisitKind
VISIT_KIND_FILING: VisitKind
VISIT_KIND_INSPECTION: VisitKind
VISIT_KIND_COLLECTION: VisitKind
VISIT_KIND_APPEARANCE: VisitKind
CONVERSION_UNSPECIFIED: Conversion
CONVERSION_LOOKUP: Conversion
CONVERSION_COURIER: Conversion
CONVERSION_VIDEO: Conversion
CONVERSION_HOME_VISIT: Conversion
CONVERSION_AGENT: Conversion
DELIVERY_REPORT_UNSPECIFIED: DeliveryReport
DELIVERY_REPORT_COLLECTED: DeliveryReport
DELIVERY_REPORT_UNDER_WAY: DeliveryReport
DELIVERY_REPORT_DELIVERED: DeliveryReport
DELIVERY_REPORT_FAILED: DeliveryReport
DELIVERY_REPORT_RETURNED: DeliveryReport
RULE_REVIEW_ANSWER_UNSPECIFIED: RuleReviewAnswer
RULE_REVIEW_ANSWER_CONFIRMED: RuleReviewAnswer
RULE_REVIEW_ANSWER_OTHERWISE: RuleReviewAnswer
RULE_REVIEW_ANSWER_CORRECTED: RuleReviewAnswer
RULE_REVIEW_ANSWER_REVOKED: RuleReviewAnswer
RECORDED_ACT_UNSPECIFIED: RecordedAct
RECORDED_ACT_VIEW: RecordedAct
RECORDED_ACT_HEARING_REQUEST: RecordedAct
RECORDED_ACT_HEARING_WAIVER: RecordedAct
RECORDED_ACT_VISIT_CANCELLATION: RecordedAct
RECORDED_ACT_STATEMENT: RecordedAct
RECORDED_ACT_STATEMENT_WAIVER: RecordedAct
RECORDED_ACT_HUMAN_REVIEW: RecordedAct

class ConversionOption(_message.Message):
    __slots__ = ("conversion", "cost_working_days")
    CONVERSION_FIELD_NUMBER: _ClassVar[int]
    COST_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    conversion: Conversion
    cost_working_days: int
    def __init__(self, conversion: _Optional[_Union[Conversion, str]] = ..., cost_working_days: _Optional[int] = ...) -> None: ...

class VisitConversion(_message.Message):
    __slots__ = ("refused", "delivery_method", "cost_working_days")
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_METHOD_FIELD_NUMBER: _ClassVar[int]
    COST_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    refused: VisitKind
    delivery_method: _catalog_pb2.DeliveryMethod
    cost_working_days: int
    def __init__(self, refused: _Optional[_Union[VisitKind, str]] = ..., delivery_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., cost_working_days: _Optional[int] = ...) -> None: ...

class ApplicationOpened(_message.Message):
    __slots__ = ("application_id", "visits_budget", "visits_used", "delivery_method", "conversions")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    VISITS_BUDGET_FIELD_NUMBER: _ClassVar[int]
    VISITS_USED_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_METHOD_FIELD_NUMBER: _ClassVar[int]
    CONVERSIONS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    visits_budget: int
    visits_used: int
    delivery_method: _catalog_pb2.DeliveryMethod
    conversions: _containers.RepeatedCompositeFieldContainer[VisitConversion]
    def __init__(self, application_id: _Optional[str] = ..., visits_budget: _Optional[int] = ..., visits_used: _Optional[int] = ..., delivery_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., conversions: _Optional[_Iterable[_Union[VisitConversion, _Mapping]]] = ...) -> None: ...

class SupplementAsked(_message.Message):
    __slots__ = ("application_id", "round", "missing", "department", "sealed_new_fact")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    SEALED_NEW_FACT_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    round: int
    missing: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    department: str
    sealed_new_fact: bytes
    def __init__(self, application_id: _Optional[str] = ..., round: _Optional[int] = ..., missing: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., department: _Optional[str] = ..., sealed_new_fact: _Optional[bytes] = ...) -> None: ...

class LaterSupplementAsked(_message.Message):
    __slots__ = ("application_id", "case_id", "procedure_id", "missing", "department", "ask_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_ID_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    procedure_id: str
    missing: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    department: str
    ask_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., procedure_id: _Optional[str] = ..., missing: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., department: _Optional[str] = ..., ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SupplementDenied(_message.Message):
    __slots__ = ("application_id", "round", "reason")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    round: int
    reason: str
    def __init__(self, application_id: _Optional[str] = ..., round: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class SupplementCrossed(_message.Message):
    __slots__ = ("application_id", "round", "department", "cross_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    CROSS_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    round: int
    department: str
    cross_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., round: _Optional[int] = ..., department: _Optional[str] = ..., cross_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AcceptanceDecided(_message.Message):
    __slots__ = ("application_id", "accepted", "sealed_reasons", "right_body", "decide_time", "ground")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    RIGHT_BODY_FIELD_NUMBER: _ClassVar[int]
    DECIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    accepted: bool
    sealed_reasons: bytes
    right_body: str
    decide_time: _timestamp_pb2.Timestamp
    ground: _state_pb2.NotAcceptedGround
    def __init__(self, application_id: _Optional[str] = ..., accepted: _Optional[bool] = ..., sealed_reasons: _Optional[bytes] = ..., right_body: _Optional[str] = ..., decide_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ground: _Optional[_Union[_state_pb2.NotAcceptedGround, str]] = ...) -> None: ...

class TaskClaimed(_message.Message):
    __slots__ = ("application_id", "case_id", "task_id", "department", "claim_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    CLAIM_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    task_id: str
    department: str
    claim_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., task_id: _Optional[str] = ..., department: _Optional[str] = ..., claim_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TaskReleased(_message.Message):
    __slots__ = ("application_id", "case_id", "task_id", "department", "release_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    RELEASE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    task_id: str
    department: str
    release_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., task_id: _Optional[str] = ..., department: _Optional[str] = ..., release_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TaskReassigned(_message.Message):
    __slots__ = ("application_id", "case_id", "task_id", "department", "reassign_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    REASSIGN_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    task_id: str
    department: str
    reassign_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., task_id: _Optional[str] = ..., department: _Optional[str] = ..., reassign_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class InstantDeclined(_message.Message):
    __slots__ = ("application_id", "case_id", "rule_version", "clauses", "sealed_clauses")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    RULE_VERSION_FIELD_NUMBER: _ClassVar[int]
    CLAUSES_FIELD_NUMBER: _ClassVar[int]
    SEALED_CLAUSES_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    rule_version: str
    clauses: _containers.RepeatedScalarFieldContainer[str]
    sealed_clauses: bytes
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., rule_version: _Optional[str] = ..., clauses: _Optional[_Iterable[str]] = ..., sealed_clauses: _Optional[bytes] = ...) -> None: ...

class TriedRule(_message.Message):
    __slots__ = ("clauses",)
    class Tried(_message.Message):
        __slots__ = ("code", "holds")
        CODE_FIELD_NUMBER: _ClassVar[int]
        HOLDS_FIELD_NUMBER: _ClassVar[int]
        code: str
        holds: bool
        def __init__(self, code: _Optional[str] = ..., holds: _Optional[bool] = ...) -> None: ...
    CLAUSES_FIELD_NUMBER: _ClassVar[int]
    clauses: _containers.RepeatedCompositeFieldContainer[TriedRule.Tried]
    def __init__(self, clauses: _Optional[_Iterable[_Union[TriedRule.Tried, _Mapping]]] = ...) -> None: ...

class StageCompleted(_message.Message):
    __slots__ = ("application_id", "case_id", "stage", "complete_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    stage: str
    complete_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., stage: _Optional[str] = ..., complete_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CaseWithheld(_message.Message):
    __slots__ = ("application_id", "case_id", "department", "withhold_time", "stage", "sealed_reasons")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    WITHHOLD_TIME_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    department: str
    withhold_time: _timestamp_pb2.Timestamp
    stage: str
    sealed_reasons: bytes
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., withhold_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., stage: _Optional[str] = ..., sealed_reasons: _Optional[bytes] = ...) -> None: ...

class CaseReleased(_message.Message):
    __slots__ = ("application_id", "case_id", "release_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    RELEASE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    release_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., release_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CaseDecided(_message.Message):
    __slots__ = ("application_id", "case_id", "item_code", "department", "outcome", "decision_id", "rule_version", "certificate_number", "certificate_name", "sealed_reasons", "remedy", "decide_time", "by_silence", "commitments", "yellow_percent", "certificate_note", "certificate", "interested_person_ids")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    RULE_VERSION_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NAME_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    DECIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    BY_SILENCE_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    YELLOW_PERCENT_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NOTE_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    INTERESTED_PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    item_code: str
    department: str
    outcome: _state_pb2.CaseOutcome
    decision_id: str
    rule_version: str
    certificate_number: str
    certificate_name: _catalog_pb2.LocalizedText
    sealed_reasons: bytes
    remedy: _catalog_pb2.LocalizedText
    decide_time: _timestamp_pb2.Timestamp
    by_silence: bool
    commitments: _containers.RepeatedCompositeFieldContainer[CommittedMaterial]
    yellow_percent: int
    certificate_note: _catalog_pb2.LocalizedText
    certificate: IssuedCertificate
    interested_person_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., department: _Optional[str] = ..., outcome: _Optional[_Union[_state_pb2.CaseOutcome, str]] = ..., decision_id: _Optional[str] = ..., rule_version: _Optional[str] = ..., certificate_number: _Optional[str] = ..., certificate_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., sealed_reasons: _Optional[bytes] = ..., remedy: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., decide_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., by_silence: _Optional[bool] = ..., commitments: _Optional[_Iterable[_Union[CommittedMaterial, _Mapping]]] = ..., yellow_percent: _Optional[int] = ..., certificate_note: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., certificate: _Optional[_Union[IssuedCertificate, _Mapping]] = ..., interested_person_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class CommittedMaterial(_message.Message):
    __slots__ = ("material_code", "name", "check_working_days")
    MATERIAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    CHECK_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    material_code: str
    name: _catalog_pb2.LocalizedText
    check_working_days: int
    def __init__(self, material_code: _Optional[str] = ..., name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., check_working_days: _Optional[int] = ...) -> None: ...

class CommitmentChecked(_message.Message):
    __slots__ = ("application_id", "case_id", "department", "kept", "upheld", "sealed_reasons", "check_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    UPHELD_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    CHECK_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    department: str
    kept: bool
    upheld: bool
    sealed_reasons: bytes
    check_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., kept: _Optional[bool] = ..., upheld: _Optional[bool] = ..., sealed_reasons: _Optional[bytes] = ..., check_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ApplicantMarked(_message.Message):
    __slots__ = ("application_id", "case_id", "until_date", "mark_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    MARK_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    until_date: str
    mark_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., until_date: _Optional[str] = ..., mark_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CertificateContent(_message.Message):
    __slots__ = ("number", "code", "signed", "holder_name", "subject")
    class SubjectEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    SIGNED_FIELD_NUMBER: _ClassVar[int]
    HOLDER_NAME_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    number: str
    code: str
    signed: str
    holder_name: str
    subject: _containers.ScalarMap[str, str]
    def __init__(self, number: _Optional[str] = ..., code: _Optional[str] = ..., signed: _Optional[str] = ..., holder_name: _Optional[str] = ..., subject: _Optional[_Mapping[str, str]] = ...) -> None: ...

class IssuedCertificate(_message.Message):
    __slots__ = ("kind", "valid_from", "valid_until", "sealed_certificate", "applicant_id")
    KIND_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    SEALED_CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_ID_FIELD_NUMBER: _ClassVar[int]
    kind: str
    valid_from: str
    valid_until: str
    sealed_certificate: bytes
    applicant_id: str
    def __init__(self, kind: _Optional[str] = ..., valid_from: _Optional[str] = ..., valid_until: _Optional[str] = ..., sealed_certificate: _Optional[bytes] = ..., applicant_id: _Optional[str] = ...) -> None: ...

class DecisionRevoked(_message.Message):
    __slots__ = ("application_id", "case_id", "item_code", "department", "decision_id", "certificate_number", "certificate_name", "sealed_reasons", "remedy", "revoke_time", "marked_until_date", "delivery_stopped", "interested_person_ids")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NAME_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    REVOKE_TIME_FIELD_NUMBER: _ClassVar[int]
    MARKED_UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_STOPPED_FIELD_NUMBER: _ClassVar[int]
    INTERESTED_PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    item_code: str
    department: str
    decision_id: str
    certificate_number: str
    certificate_name: _catalog_pb2.LocalizedText
    sealed_reasons: bytes
    remedy: _catalog_pb2.LocalizedText
    revoke_time: _timestamp_pb2.Timestamp
    marked_until_date: str
    delivery_stopped: bool
    interested_person_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., department: _Optional[str] = ..., decision_id: _Optional[str] = ..., certificate_number: _Optional[str] = ..., certificate_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., sealed_reasons: _Optional[bytes] = ..., remedy: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., revoke_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., marked_until_date: _Optional[str] = ..., delivery_stopped: _Optional[bool] = ..., interested_person_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class DecisionCorrected(_message.Message):
    __slots__ = ("application_id", "case_id", "item_code", "department", "decision_id", "number", "sealed_reasons", "sealed_correction", "remedy", "correct_time", "interested_person_ids")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    SEALED_CORRECTION_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    CORRECT_TIME_FIELD_NUMBER: _ClassVar[int]
    INTERESTED_PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    item_code: str
    department: str
    decision_id: str
    number: int
    sealed_reasons: bytes
    sealed_correction: bytes
    remedy: _catalog_pb2.LocalizedText
    correct_time: _timestamp_pb2.Timestamp
    interested_person_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., department: _Optional[str] = ..., decision_id: _Optional[str] = ..., number: _Optional[int] = ..., sealed_reasons: _Optional[bytes] = ..., sealed_correction: _Optional[bytes] = ..., remedy: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., correct_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., interested_person_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class DecisionText(_message.Message):
    __slots__ = ("reasons",)
    REASONS_FIELD_NUMBER: _ClassVar[int]
    reasons: str
    def __init__(self, reasons: _Optional[str] = ...) -> None: ...

class SpecialProcedureStarted(_message.Message):
    __slots__ = ("application_id", "case_id", "stage", "procedure_id", "kind", "expected_working_days", "sealed_reasons", "department", "start_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    stage: str
    procedure_id: str
    kind: _state_pb2.SpecialProcedure
    expected_working_days: int
    sealed_reasons: bytes
    department: str
    start_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., stage: _Optional[str] = ..., procedure_id: _Optional[str] = ..., kind: _Optional[_Union[_state_pb2.SpecialProcedure, str]] = ..., expected_working_days: _Optional[int] = ..., sealed_reasons: _Optional[bytes] = ..., department: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SpecialProcedureEnded(_message.Message):
    __slots__ = ("application_id", "case_id", "procedure_id", "end_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_ID_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    procedure_id: str
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., procedure_id: _Optional[str] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ProcedureCorrected(_message.Message):
    __slots__ = ("application_id", "case_id", "procedure_id", "request_id", "number", "kind", "start_time", "end_time", "correct_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    CORRECT_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    procedure_id: str
    request_id: str
    number: int
    kind: _state_pb2.SpecialProcedure
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    correct_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., procedure_id: _Optional[str] = ..., request_id: _Optional[str] = ..., number: _Optional[int] = ..., kind: _Optional[_Union[_state_pb2.SpecialProcedure, str]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., correct_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DeadlineExtended(_message.Message):
    __slots__ = ("application_id", "case_id", "working_days", "sealed_reasons", "department", "extend_time", "by_government")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    EXTEND_TIME_FIELD_NUMBER: _ClassVar[int]
    BY_GOVERNMENT_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    working_days: int
    sealed_reasons: bytes
    department: str
    extend_time: _timestamp_pb2.Timestamp
    by_government: bool
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., working_days: _Optional[int] = ..., sealed_reasons: _Optional[bytes] = ..., department: _Optional[str] = ..., extend_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., by_government: _Optional[bool] = ...) -> None: ...

class UndecidedEnded(_message.Message):
    __slots__ = ("application_id", "ended_case_ids", "decided_case_ids", "reason", "end_time", "needed_case_ids", "request_id", "duplicate_of", "ground", "interests")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ENDED_CASE_IDS_FIELD_NUMBER: _ClassVar[int]
    DECIDED_CASE_IDS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    NEEDED_CASE_IDS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_OF_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    INTERESTS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    ended_case_ids: _containers.RepeatedScalarFieldContainer[str]
    decided_case_ids: _containers.RepeatedScalarFieldContainer[str]
    reason: _commands_pb2.EndReason
    end_time: _timestamp_pb2.Timestamp
    needed_case_ids: _containers.RepeatedScalarFieldContainer[str]
    request_id: str
    duplicate_of: str
    ground: _state_pb2.EndGround
    interests: _containers.RepeatedCompositeFieldContainer[CaseInterest]
    def __init__(self, application_id: _Optional[str] = ..., ended_case_ids: _Optional[_Iterable[str]] = ..., decided_case_ids: _Optional[_Iterable[str]] = ..., reason: _Optional[_Union[_commands_pb2.EndReason, str]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., needed_case_ids: _Optional[_Iterable[str]] = ..., request_id: _Optional[str] = ..., duplicate_of: _Optional[str] = ..., ground: _Optional[_Union[_state_pb2.EndGround, str]] = ..., interests: _Optional[_Iterable[_Union[CaseInterest, _Mapping]]] = ...) -> None: ...

class CaseInterest(_message.Message):
    __slots__ = ("case_id", "person_ids")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    person_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, case_id: _Optional[str] = ..., person_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class WithdrawalSettled(_message.Message):
    __slots__ = ("application_id", "withdrawn", "withdrawn_case_ids", "decided_case_ids", "settle_time", "interests")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_CASE_IDS_FIELD_NUMBER: _ClassVar[int]
    DECIDED_CASE_IDS_FIELD_NUMBER: _ClassVar[int]
    SETTLE_TIME_FIELD_NUMBER: _ClassVar[int]
    INTERESTS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    withdrawn: bool
    withdrawn_case_ids: _containers.RepeatedScalarFieldContainer[str]
    decided_case_ids: _containers.RepeatedScalarFieldContainer[str]
    settle_time: _timestamp_pb2.Timestamp
    interests: _containers.RepeatedCompositeFieldContainer[CaseInterest]
    def __init__(self, application_id: _Optional[str] = ..., withdrawn: _Optional[bool] = ..., withdrawn_case_ids: _Optional[_Iterable[str]] = ..., decided_case_ids: _Optional[_Iterable[str]] = ..., settle_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., interests: _Optional[_Iterable[_Union[CaseInterest, _Mapping]]] = ...) -> None: ...

class DeliveryStarted(_message.Message):
    __slots__ = ("application_id", "delivery_id", "delivery_method", "start_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_METHOD_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    delivery_id: str
    delivery_method: _catalog_pb2.DeliveryMethod
    start_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., delivery_id: _Optional[str] = ..., delivery_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ResultDelivered(_message.Message):
    __slots__ = ("application_id", "delivery_id", "delivery_method", "deliver_time", "by_agent", "visits_used")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_METHOD_FIELD_NUMBER: _ClassVar[int]
    DELIVER_TIME_FIELD_NUMBER: _ClassVar[int]
    BY_AGENT_FIELD_NUMBER: _ClassVar[int]
    VISITS_USED_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    delivery_id: str
    delivery_method: _catalog_pb2.DeliveryMethod
    deliver_time: _timestamp_pb2.Timestamp
    by_agent: bool
    visits_used: int
    def __init__(self, application_id: _Optional[str] = ..., delivery_id: _Optional[str] = ..., delivery_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., deliver_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., by_agent: _Optional[bool] = ..., visits_used: _Optional[int] = ...) -> None: ...

class DeliveryReported(_message.Message):
    __slots__ = ("application_id", "delivery_id", "way", "report", "failures", "happen_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    WAY_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    HAPPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    delivery_id: str
    way: int
    report: DeliveryReport
    failures: int
    happen_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., delivery_id: _Optional[str] = ..., way: _Optional[int] = ..., report: _Optional[_Union[DeliveryReport, str]] = ..., failures: _Optional[int] = ..., happen_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DeliveryRerouted(_message.Message):
    __slots__ = ("application_id", "delivery_id", "way", "previous_method", "delivery_method", "visits_used", "reroute_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    WAY_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_METHOD_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_METHOD_FIELD_NUMBER: _ClassVar[int]
    VISITS_USED_FIELD_NUMBER: _ClassVar[int]
    REROUTE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    delivery_id: str
    way: int
    previous_method: _catalog_pb2.DeliveryMethod
    delivery_method: _catalog_pb2.DeliveryMethod
    visits_used: int
    reroute_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., delivery_id: _Optional[str] = ..., way: _Optional[int] = ..., previous_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., delivery_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., visits_used: _Optional[int] = ..., reroute_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DeliveryStopped(_message.Message):
    __slots__ = ("application_id", "delivery_id", "delivery_method", "visits_used", "stop_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_METHOD_FIELD_NUMBER: _ClassVar[int]
    VISITS_USED_FIELD_NUMBER: _ClassVar[int]
    STOP_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    delivery_id: str
    delivery_method: _catalog_pb2.DeliveryMethod
    visits_used: int
    stop_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., delivery_id: _Optional[str] = ..., delivery_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., visits_used: _Optional[int] = ..., stop_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class VisitRequested(_message.Message):
    __slots__ = ("application_id", "visit_id", "case_id", "department", "kind", "appointment", "visit_time", "sealed_place", "same_presence", "visits_used", "request_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    APPOINTMENT_FIELD_NUMBER: _ClassVar[int]
    VISIT_TIME_FIELD_NUMBER: _ClassVar[int]
    SEALED_PLACE_FIELD_NUMBER: _ClassVar[int]
    SAME_PRESENCE_FIELD_NUMBER: _ClassVar[int]
    VISITS_USED_FIELD_NUMBER: _ClassVar[int]
    REQUEST_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    visit_id: str
    case_id: str
    department: str
    kind: VisitKind
    appointment: int
    visit_time: _timestamp_pb2.Timestamp
    sealed_place: bytes
    same_presence: bool
    visits_used: int
    request_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., visit_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., kind: _Optional[_Union[VisitKind, str]] = ..., appointment: _Optional[int] = ..., visit_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sealed_place: _Optional[bytes] = ..., same_presence: _Optional[bool] = ..., visits_used: _Optional[int] = ..., request_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class VisitRefused(_message.Message):
    __slots__ = ("application_id", "visit_id", "case_id", "department", "kind", "options", "refuse_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    REFUSE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    visit_id: str
    case_id: str
    department: str
    kind: VisitKind
    options: _containers.RepeatedCompositeFieldContainer[ConversionOption]
    refuse_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., visit_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., kind: _Optional[_Union[VisitKind, str]] = ..., options: _Optional[_Iterable[_Union[ConversionOption, _Mapping]]] = ..., refuse_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class VisitConverted(_message.Message):
    __slots__ = ("application_id", "visit_id", "case_id", "department", "kind", "chosen", "chosen_by_applicant", "convert_time", "clerk_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    CHOSEN_FIELD_NUMBER: _ClassVar[int]
    CHOSEN_BY_APPLICANT_FIELD_NUMBER: _ClassVar[int]
    CONVERT_TIME_FIELD_NUMBER: _ClassVar[int]
    CLERK_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    visit_id: str
    case_id: str
    department: str
    kind: VisitKind
    chosen: ConversionOption
    chosen_by_applicant: bool
    convert_time: _timestamp_pb2.Timestamp
    clerk_id: str
    def __init__(self, application_id: _Optional[str] = ..., visit_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., kind: _Optional[_Union[VisitKind, str]] = ..., chosen: _Optional[_Union[ConversionOption, _Mapping]] = ..., chosen_by_applicant: _Optional[bool] = ..., convert_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., clerk_id: _Optional[str] = ...) -> None: ...

class VisitCancelled(_message.Message):
    __slots__ = ("application_id", "visit_id", "case_id", "department", "kind", "visit_time", "visits_used", "cancel_time", "case_ended")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    VISIT_TIME_FIELD_NUMBER: _ClassVar[int]
    VISITS_USED_FIELD_NUMBER: _ClassVar[int]
    CANCEL_TIME_FIELD_NUMBER: _ClassVar[int]
    CASE_ENDED_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    visit_id: str
    case_id: str
    department: str
    kind: VisitKind
    visit_time: _timestamp_pb2.Timestamp
    visits_used: int
    cancel_time: _timestamp_pb2.Timestamp
    case_ended: bool
    def __init__(self, application_id: _Optional[str] = ..., visit_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., kind: _Optional[_Union[VisitKind, str]] = ..., visit_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., visits_used: _Optional[int] = ..., cancel_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., case_ended: _Optional[bool] = ...) -> None: ...

class InterestedPartyNamed(_message.Message):
    __slots__ = ("application_id", "case_id", "person_id", "department", "name_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    NAME_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    person_id: str
    department: str
    name_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., person_id: _Optional[str] = ..., department: _Optional[str] = ..., name_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ViewStated(_message.Message):
    __slots__ = ("application_id", "statement_id", "by_applicant", "state_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    BY_APPLICANT_FIELD_NUMBER: _ClassVar[int]
    STATE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    statement_id: str
    by_applicant: bool
    state_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., statement_id: _Optional[str] = ..., by_applicant: _Optional[bool] = ..., state_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class HearingRequested(_message.Message):
    __slots__ = ("application_id", "case_id", "procedure_id", "request_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    procedure_id: str
    request_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., procedure_id: _Optional[str] = ..., request_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class HearingWaived(_message.Message):
    __slots__ = ("application_id", "case_id", "person_id", "waive_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    WAIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    person_id: str
    waive_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., person_id: _Optional[str] = ..., waive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StatementWaived(_message.Message):
    __slots__ = ("application_id", "case_id", "department", "waive_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    WAIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    department: str
    waive_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., waive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class HearingAnnounced(_message.Message):
    __slots__ = ("application_id", "case_id", "department", "number", "hearing_time", "sealed_place", "person_ids", "announce_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    HEARING_TIME_FIELD_NUMBER: _ClassVar[int]
    SEALED_PLACE_FIELD_NUMBER: _ClassVar[int]
    PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    ANNOUNCE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    department: str
    number: int
    hearing_time: _timestamp_pb2.Timestamp
    sealed_place: bytes
    person_ids: _containers.RepeatedScalarFieldContainer[str]
    announce_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., number: _Optional[int] = ..., hearing_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sealed_place: _Optional[bytes] = ..., person_ids: _Optional[_Iterable[str]] = ..., announce_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class HearingHeld(_message.Message):
    __slots__ = ("application_id", "case_id", "department", "record_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    department: str
    record_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RuleReviewOpened(_message.Message):
    __slots__ = ("application_id", "case_id", "review_id", "item_code", "department", "sampled", "limit_working_days", "open_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REVIEW_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_FIELD_NUMBER: _ClassVar[int]
    LIMIT_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    review_id: str
    item_code: str
    department: str
    sampled: bool
    limit_working_days: int
    open_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., review_id: _Optional[str] = ..., item_code: _Optional[str] = ..., department: _Optional[str] = ..., sampled: _Optional[bool] = ..., limit_working_days: _Optional[int] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RuleReviewAnswered(_message.Message):
    __slots__ = ("application_id", "case_id", "review_id", "item_code", "department", "sampled", "answer", "sealed_reasons", "remedy", "answer_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REVIEW_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    review_id: str
    item_code: str
    department: str
    sampled: bool
    answer: RuleReviewAnswer
    sealed_reasons: bytes
    remedy: _catalog_pb2.LocalizedText
    answer_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., review_id: _Optional[str] = ..., item_code: _Optional[str] = ..., department: _Optional[str] = ..., sampled: _Optional[bool] = ..., answer: _Optional[_Union[RuleReviewAnswer, str]] = ..., sealed_reasons: _Optional[bytes] = ..., remedy: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CorrectionItem(_message.Message):
    __slots__ = ("field", "material_code", "name")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    field: str
    material_code: str
    name: _catalog_pb2.LocalizedText
    def __init__(self, field: _Optional[str] = ..., material_code: _Optional[str] = ..., name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class CorrectionRequested(_message.Message):
    __slots__ = ("application_id", "number", "case_id", "department", "items", "sealed_reasons", "request_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    number: int
    case_id: str
    department: str
    items: _containers.RepeatedCompositeFieldContainer[CorrectionItem]
    sealed_reasons: bytes
    request_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., number: _Optional[int] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., items: _Optional[_Iterable[_Union[CorrectionItem, _Mapping]]] = ..., sealed_reasons: _Optional[bytes] = ..., request_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ActRecorded(_message.Message):
    __slots__ = ("application_id", "act", "about_id", "case_id", "by_applicant", "clerk_id", "channel", "receive_date", "record_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    ABOUT_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    BY_APPLICANT_FIELD_NUMBER: _ClassVar[int]
    CLERK_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    act: RecordedAct
    about_id: str
    case_id: str
    by_applicant: bool
    clerk_id: str
    channel: _catalog_pb2.Channel
    receive_date: str
    record_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., act: _Optional[_Union[RecordedAct, str]] = ..., about_id: _Optional[str] = ..., case_id: _Optional[str] = ..., by_applicant: _Optional[bool] = ..., clerk_id: _Optional[str] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., receive_date: _Optional[str] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
