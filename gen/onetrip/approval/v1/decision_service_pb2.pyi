import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.approval.v1 import events_pb2 as _events_pb2
from onetrip.approval.v1 import review_service_pb2 as _review_service_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.intake.v1 import events_pb2 as _events_pb2_1
from onetrip.process.v1 import events_pb2 as _events_pb2_1_1
from onetrip.process.v1 import state_pb2 as _state_pb2
from onetrip.verification.v1 import facts_pb2 as _facts_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AmendmentKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AMENDMENT_KIND_UNSPECIFIED: _ClassVar[AmendmentKind]
    AMENDMENT_KIND_CORRECTION: _ClassVar[AmendmentKind]
    AMENDMENT_KIND_REVOCATION: _ClassVar[AmendmentKind]

class MatterKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MATTER_KIND_UNSPECIFIED: _ClassVar[MatterKind]
    MATTER_KIND_CORRECTION: _ClassVar[MatterKind]
    MATTER_KIND_REVOCATION: _ClassVar[MatterKind]

class DeliveryState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_STATE_UNSPECIFIED: _ClassVar[DeliveryState]
    DELIVERY_STATE_UNDER_WAY: _ClassVar[DeliveryState]
    DELIVERY_STATE_DELIVERED: _ClassVar[DeliveryState]
    DELIVERY_STATE_STOPPED: _ClassVar[DeliveryState]
AMENDMENT_KIND_UNSPECIFIED: AmendmentKind
AMENDMENT_KIND_CORRECTION: AmendmentKind
AMENDMENT_KIND_REVOCATION: AmendmentKind
MATTER_KIND_UNSPECIFIED: MatterKind
MATTER_KIND_CORRECTION: MatterKind
MATTER_KIND_REVOCATION: MatterKind
DELIVERY_STATE_UNSPECIFIED: DeliveryState
DELIVERY_STATE_UNDER_WAY: DeliveryState
DELIVERY_STATE_DELIVERED: DeliveryState
DELIVERY_STATE_STOPPED: DeliveryState

class ClauseOutcome(_message.Message):
    __slots__ = ("code", "text", "holds", "words", "facts")
    CODE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    HOLDS_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    code: str
    text: _catalog_pb2.LocalizedText
    holds: bool
    words: _catalog_pb2.LocalizedText
    facts: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, code: _Optional[str] = ..., text: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., holds: _Optional[bool] = ..., words: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., facts: _Optional[_Iterable[str]] = ...) -> None: ...

class Decision(_message.Message):
    __slots__ = ("id", "case_id", "item_code", "department", "outcome", "reasons", "rule_version", "clauses", "facts", "certificate_number", "certificate_name", "remedy", "decide_time", "amendments", "revoked", "commitments", "certificate_note", "finding", "human_review")
    ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    RULE_VERSION_FIELD_NUMBER: _ClassVar[int]
    CLAUSES_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NAME_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    DECIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    AMENDMENTS_FIELD_NUMBER: _ClassVar[int]
    REVOKED_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NOTE_FIELD_NUMBER: _ClassVar[int]
    FINDING_FIELD_NUMBER: _ClassVar[int]
    HUMAN_REVIEW_FIELD_NUMBER: _ClassVar[int]
    id: str
    case_id: str
    item_code: str
    department: str
    outcome: _state_pb2.CaseOutcome
    reasons: str
    rule_version: str
    clauses: _containers.RepeatedCompositeFieldContainer[ClauseOutcome]
    facts: _containers.RepeatedCompositeFieldContainer[_facts_pb2.Fact]
    certificate_number: str
    certificate_name: _catalog_pb2.LocalizedText
    remedy: _catalog_pb2.LocalizedText
    decide_time: _timestamp_pb2.Timestamp
    amendments: _containers.RepeatedCompositeFieldContainer[DecisionAmendment]
    revoked: bool
    commitments: _containers.RepeatedCompositeFieldContainer[_events_pb2_1.SignedCommitment]
    certificate_note: _catalog_pb2.LocalizedText
    finding: CommitmentFinding
    human_review: HumanReview
    def __init__(self, id: _Optional[str] = ..., case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., department: _Optional[str] = ..., outcome: _Optional[_Union[_state_pb2.CaseOutcome, str]] = ..., reasons: _Optional[str] = ..., rule_version: _Optional[str] = ..., clauses: _Optional[_Iterable[_Union[ClauseOutcome, _Mapping]]] = ..., facts: _Optional[_Iterable[_Union[_facts_pb2.Fact, _Mapping]]] = ..., certificate_number: _Optional[str] = ..., certificate_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., remedy: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., decide_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., amendments: _Optional[_Iterable[_Union[DecisionAmendment, _Mapping]]] = ..., revoked: _Optional[bool] = ..., commitments: _Optional[_Iterable[_Union[_events_pb2_1.SignedCommitment, _Mapping]]] = ..., certificate_note: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., finding: _Optional[_Union[CommitmentFinding, _Mapping]] = ..., human_review: _Optional[_Union[HumanReview, _Mapping]] = ...) -> None: ...

class HumanReview(_message.Message):
    __slots__ = ("request_time", "due", "answer", "reasons", "answer_time")
    REQUEST_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    request_time: _timestamp_pb2.Timestamp
    due: _events_pb2_1_1.DueDate
    answer: _events_pb2.RuleReviewAnswer
    reasons: str
    answer_time: _timestamp_pb2.Timestamp
    def __init__(self, request_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due: _Optional[_Union[_events_pb2_1_1.DueDate, _Mapping]] = ..., answer: _Optional[_Union[_events_pb2.RuleReviewAnswer, str]] = ..., reasons: _Optional[str] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RequestHumanReviewRequest(_message.Message):
    __slots__ = ("id", "request_id", "words", "served")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    words: str
    served: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., words: _Optional[str] = ..., served: _Optional[str] = ...) -> None: ...

class RequestHumanReviewResponse(_message.Message):
    __slots__ = ("human_review",)
    HUMAN_REVIEW_FIELD_NUMBER: _ClassVar[int]
    human_review: HumanReview
    def __init__(self, human_review: _Optional[_Union[HumanReview, _Mapping]] = ...) -> None: ...

class CommitmentFinding(_message.Message):
    __slots__ = ("kept", "reasons", "check_time", "statement_due", "statements", "hearing")
    KEPT_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    CHECK_TIME_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_DUE_FIELD_NUMBER: _ClassVar[int]
    STATEMENTS_FIELD_NUMBER: _ClassVar[int]
    HEARING_FIELD_NUMBER: _ClassVar[int]
    kept: bool
    reasons: str
    check_time: _timestamp_pb2.Timestamp
    statement_due: _events_pb2_1_1.DueDate
    statements: _containers.RepeatedCompositeFieldContainer[Statement]
    hearing: _review_service_pb2.CaseHearing
    def __init__(self, kept: _Optional[bool] = ..., reasons: _Optional[str] = ..., check_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., statement_due: _Optional[_Union[_events_pb2_1_1.DueDate, _Mapping]] = ..., statements: _Optional[_Iterable[_Union[Statement, _Mapping]]] = ..., hearing: _Optional[_Union[_review_service_pb2.CaseHearing, _Mapping]] = ...) -> None: ...

class Statement(_message.Message):
    __slots__ = ("words", "hearing", "state_time")
    WORDS_FIELD_NUMBER: _ClassVar[int]
    HEARING_FIELD_NUMBER: _ClassVar[int]
    STATE_TIME_FIELD_NUMBER: _ClassVar[int]
    words: str
    hearing: bool
    state_time: _timestamp_pb2.Timestamp
    def __init__(self, words: _Optional[str] = ..., hearing: _Optional[bool] = ..., state_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class MakeStatementRequest(_message.Message):
    __slots__ = ("id", "request_id", "words", "hearing", "served")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    HEARING_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    words: str
    hearing: bool
    served: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., words: _Optional[str] = ..., hearing: _Optional[bool] = ..., served: _Optional[str] = ...) -> None: ...

class MakeStatementResponse(_message.Message):
    __slots__ = ("statement",)
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    statement: Statement
    def __init__(self, statement: _Optional[_Union[Statement, _Mapping]] = ...) -> None: ...

class WaiveStatementRequest(_message.Message):
    __slots__ = ("id", "request_id", "served")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    served: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., served: _Optional[str] = ...) -> None: ...

class WaiveStatementResponse(_message.Message):
    __slots__ = ("waive_time",)
    WAIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    waive_time: _timestamp_pb2.Timestamp
    def __init__(self, waive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class UpholdDecisionRequest(_message.Message):
    __slots__ = ("id", "request_id", "reason")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    reason: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class UpholdDecisionResponse(_message.Message):
    __slots__ = ("finding",)
    FINDING_FIELD_NUMBER: _ClassVar[int]
    finding: CommitmentFinding
    def __init__(self, finding: _Optional[_Union[CommitmentFinding, _Mapping]] = ...) -> None: ...

class DecisionAmendment(_message.Message):
    __slots__ = ("number", "kind", "reason", "corrected_reasons", "remedy", "amend_time")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_REASONS_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    AMEND_TIME_FIELD_NUMBER: _ClassVar[int]
    number: int
    kind: AmendmentKind
    reason: str
    corrected_reasons: str
    remedy: _catalog_pb2.LocalizedText
    amend_time: _timestamp_pb2.Timestamp
    def __init__(self, number: _Optional[int] = ..., kind: _Optional[_Union[AmendmentKind, str]] = ..., reason: _Optional[str] = ..., corrected_reasons: _Optional[str] = ..., remedy: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., amend_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class OpenMatterRequest(_message.Message):
    __slots__ = ("application_id", "request_id", "kind", "reason")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    request_id: str
    kind: MatterKind
    reason: str
    def __init__(self, application_id: _Optional[str] = ..., request_id: _Optional[str] = ..., kind: _Optional[_Union[MatterKind, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class OpenMatterResponse(_message.Message):
    __slots__ = ("matter",)
    MATTER_FIELD_NUMBER: _ClassVar[int]
    matter: Matter
    def __init__(self, matter: _Optional[_Union[Matter, _Mapping]] = ...) -> None: ...

class Matter(_message.Message):
    __slots__ = ("id", "kind", "reason", "opened_by", "open_time", "until_date")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OPENED_BY_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: MatterKind
    reason: str
    opened_by: str
    open_time: _timestamp_pb2.Timestamp
    until_date: str
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[MatterKind, str]] = ..., reason: _Optional[str] = ..., opened_by: _Optional[str] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., until_date: _Optional[str] = ...) -> None: ...

class RevokeDecisionRequest(_message.Message):
    __slots__ = ("id", "request_id", "reason")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    reason: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class RevokeDecisionResponse(_message.Message):
    __slots__ = ("amendment",)
    AMENDMENT_FIELD_NUMBER: _ClassVar[int]
    amendment: DecisionAmendment
    def __init__(self, amendment: _Optional[_Union[DecisionAmendment, _Mapping]] = ...) -> None: ...

class CorrectDecisionRequest(_message.Message):
    __slots__ = ("id", "request_id", "reason", "corrected_reasons")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_REASONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    reason: str
    corrected_reasons: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ..., corrected_reasons: _Optional[str] = ...) -> None: ...

class CorrectDecisionResponse(_message.Message):
    __slots__ = ("amendment",)
    AMENDMENT_FIELD_NUMBER: _ClassVar[int]
    amendment: DecisionAmendment
    def __init__(self, amendment: _Optional[_Union[DecisionAmendment, _Mapping]] = ...) -> None: ...

class PublicDecision(_message.Message):
    __slots__ = ("id", "item_code", "item_name", "department", "department_name", "certificate_name", "decide_date", "valid_until", "revoke_date")
    ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    ITEM_NAME_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NAME_FIELD_NUMBER: _ClassVar[int]
    DECIDE_DATE_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    REVOKE_DATE_FIELD_NUMBER: _ClassVar[int]
    id: str
    item_code: str
    item_name: _catalog_pb2.LocalizedText
    department: str
    department_name: _catalog_pb2.LocalizedText
    certificate_name: _catalog_pb2.LocalizedText
    decide_date: str
    valid_until: str
    revoke_date: str
    def __init__(self, id: _Optional[str] = ..., item_code: _Optional[str] = ..., item_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., department: _Optional[str] = ..., department_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., certificate_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., decide_date: _Optional[str] = ..., valid_until: _Optional[str] = ..., revoke_date: _Optional[str] = ...) -> None: ...

class ListPublicDecisionsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPublicDecisionsResponse(_message.Message):
    __slots__ = ("decisions", "next_page_token")
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    decisions: _containers.RepeatedCompositeFieldContainer[PublicDecision]
    next_page_token: str
    def __init__(self, decisions: _Optional[_Iterable[_Union[PublicDecision, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListDecisionsRequest(_message.Message):
    __slots__ = ("application_id", "served")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    served: str
    def __init__(self, application_id: _Optional[str] = ..., served: _Optional[str] = ...) -> None: ...

class ListDecisionsResponse(_message.Message):
    __slots__ = ("decisions",)
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    decisions: _containers.RepeatedCompositeFieldContainer[Decision]
    def __init__(self, decisions: _Optional[_Iterable[_Union[Decision, _Mapping]]] = ...) -> None: ...

class Delivery(_message.Message):
    __slots__ = ("id", "application_id", "tracking_number", "delivery_method", "state", "create_time", "due", "way", "latest_report", "failures")
    ID_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    TRACKING_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_METHOD_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    WAY_FIELD_NUMBER: _ClassVar[int]
    LATEST_REPORT_FIELD_NUMBER: _ClassVar[int]
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    id: str
    application_id: str
    tracking_number: str
    delivery_method: _catalog_pb2.DeliveryMethod
    state: DeliveryState
    create_time: _timestamp_pb2.Timestamp
    due: _events_pb2_1_1.DueDate
    way: int
    latest_report: _events_pb2.DeliveryReport
    failures: int
    def __init__(self, id: _Optional[str] = ..., application_id: _Optional[str] = ..., tracking_number: _Optional[str] = ..., delivery_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., state: _Optional[_Union[DeliveryState, str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due: _Optional[_Union[_events_pb2_1_1.DueDate, _Mapping]] = ..., way: _Optional[int] = ..., latest_report: _Optional[_Union[_events_pb2.DeliveryReport, str]] = ..., failures: _Optional[int] = ...) -> None: ...

class ListDeliveriesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "application_id")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    application_id: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., application_id: _Optional[str] = ...) -> None: ...

class ListDeliveriesResponse(_message.Message):
    __slots__ = ("deliveries", "next_page_token")
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    deliveries: _containers.RepeatedCompositeFieldContainer[Delivery]
    next_page_token: str
    def __init__(self, deliveries: _Optional[_Iterable[_Union[Delivery, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ConfirmDeliveryRequest(_message.Message):
    __slots__ = ("id", "request_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ConfirmDeliveryResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: Delivery
    def __init__(self, delivery: _Optional[_Union[Delivery, _Mapping]] = ...) -> None: ...

class ConfirmCollectionRequest(_message.Message):
    __slots__ = ("id", "request_id", "by_agent")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    BY_AGENT_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    by_agent: bool
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., by_agent: _Optional[bool] = ...) -> None: ...

class ConfirmCollectionResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: Delivery
    def __init__(self, delivery: _Optional[_Union[Delivery, _Mapping]] = ...) -> None: ...

class ReportDeliveryRequest(_message.Message):
    __slots__ = ("id", "request_id", "report", "happen_time")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    HAPPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    report: _events_pb2.DeliveryReport
    happen_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., report: _Optional[_Union[_events_pb2.DeliveryReport, str]] = ..., happen_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReportDeliveryResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: Delivery
    def __init__(self, delivery: _Optional[_Union[Delivery, _Mapping]] = ...) -> None: ...
