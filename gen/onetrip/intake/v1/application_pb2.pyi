import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.approval.v1 import events_pb2 as _events_pb2
from onetrip.approval.v1 import visits_pb2 as _visits_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.intake.v1 import events_pb2 as _events_pb2_1
from onetrip.process.v1 import events_pb2 as _events_pb2_1_1
from onetrip.process.v1 import state_pb2 as _state_pb2
from onetrip.verification.v1 import facts_pb2 as _facts_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CaseView(_message.Message):
    __slots__ = ("id", "item_code", "item_name", "department", "department_name", "claimed", "outcome", "light", "due", "promised", "certificate_number", "revoked", "paused")
    ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    ITEM_NAME_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    CLAIMED_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    PROMISED_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    REVOKED_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    id: str
    item_code: str
    item_name: _catalog_pb2.LocalizedText
    department: str
    department_name: _catalog_pb2.LocalizedText
    claimed: bool
    outcome: _state_pb2.CaseOutcome
    light: _state_pb2.Light
    due: _events_pb2_1_1.DueDate
    promised: _events_pb2_1_1.DueDate
    certificate_number: str
    revoked: bool
    paused: bool
    def __init__(self, id: _Optional[str] = ..., item_code: _Optional[str] = ..., item_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., department: _Optional[str] = ..., department_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., claimed: _Optional[bool] = ..., outcome: _Optional[_Union[_state_pb2.CaseOutcome, str]] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., due: _Optional[_Union[_events_pb2_1_1.DueDate, _Mapping]] = ..., promised: _Optional[_Union[_events_pb2_1_1.DueDate, _Mapping]] = ..., certificate_number: _Optional[str] = ..., revoked: _Optional[bool] = ..., paused: _Optional[bool] = ...) -> None: ...

class SupplementView(_message.Message):
    __slots__ = ("round", "missing", "due", "open")
    ROUND_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    round: int
    missing: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    due: _events_pb2_1_1.DueDate
    open: bool
    def __init__(self, round: _Optional[int] = ..., missing: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., due: _Optional[_Union[_events_pb2_1_1.DueDate, _Mapping]] = ..., open: _Optional[bool] = ...) -> None: ...

class CorrectionView(_message.Message):
    __slots__ = ("number", "department", "case_id", "items", "ask_time", "open")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    number: int
    department: str
    case_id: str
    items: _containers.RepeatedCompositeFieldContainer[_events_pb2.CorrectionItem]
    ask_time: _timestamp_pb2.Timestamp
    open: bool
    def __init__(self, number: _Optional[int] = ..., department: _Optional[str] = ..., case_id: _Optional[str] = ..., items: _Optional[_Iterable[_Union[_events_pb2.CorrectionItem, _Mapping]]] = ..., ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., open: _Optional[bool] = ...) -> None: ...

class LateMaterialView(_message.Message):
    __slots__ = ("material", "due", "received")
    MATERIAL_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_FIELD_NUMBER: _ClassVar[int]
    material: _facts_pb2.MissingMaterial
    due: _events_pb2_1_1.DueDate
    received: bool
    def __init__(self, material: _Optional[_Union[_facts_pb2.MissingMaterial, _Mapping]] = ..., due: _Optional[_Union[_events_pb2_1_1.DueDate, _Mapping]] = ..., received: _Optional[bool] = ...) -> None: ...

class TimelineEntry(_message.Message):
    __slots__ = ("sequence", "kind", "text", "case_id", "department", "event_time", "acted_by", "acted_as")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    ACTED_BY_FIELD_NUMBER: _ClassVar[int]
    ACTED_AS_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    kind: str
    text: _catalog_pb2.LocalizedText
    case_id: str
    department: str
    event_time: _timestamp_pb2.Timestamp
    acted_by: str
    acted_as: _events_pb2_1.FilingRole
    def __init__(self, sequence: _Optional[int] = ..., kind: _Optional[str] = ..., text: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., acted_by: _Optional[str] = ..., acted_as: _Optional[_Union[_events_pb2_1.FilingRole, str]] = ...) -> None: ...

class VisitView(_message.Message):
    __slots__ = ("id", "case_id", "department", "kind", "state", "visit_time", "options", "chosen")
    ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    VISIT_TIME_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    CHOSEN_FIELD_NUMBER: _ClassVar[int]
    id: str
    case_id: str
    department: str
    kind: _events_pb2.VisitKind
    state: _visits_pb2.VisitState
    visit_time: _timestamp_pb2.Timestamp
    options: _containers.RepeatedCompositeFieldContainer[_events_pb2.ConversionOption]
    chosen: _events_pb2.ConversionOption
    def __init__(self, id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., kind: _Optional[_Union[_events_pb2.VisitKind, str]] = ..., state: _Optional[_Union[_visits_pb2.VisitState, str]] = ..., visit_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., options: _Optional[_Iterable[_Union[_events_pb2.ConversionOption, _Mapping]]] = ..., chosen: _Optional[_Union[_events_pb2.ConversionOption, _Mapping]] = ...) -> None: ...

class RatingView(_message.Message):
    __slots__ = ("level", "channel", "rate_time", "follow_up_due", "follow_up_outcome")
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RATE_TIME_FIELD_NUMBER: _ClassVar[int]
    FOLLOW_UP_DUE_FIELD_NUMBER: _ClassVar[int]
    FOLLOW_UP_OUTCOME_FIELD_NUMBER: _ClassVar[int]
    level: _events_pb2_1.RatingLevel
    channel: _catalog_pb2.Channel
    rate_time: _timestamp_pb2.Timestamp
    follow_up_due: _events_pb2_1_1.DueDate
    follow_up_outcome: _events_pb2_1_1.FollowUpOutcome
    def __init__(self, level: _Optional[_Union[_events_pb2_1.RatingLevel, str]] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., rate_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., follow_up_due: _Optional[_Union[_events_pb2_1_1.DueDate, _Mapping]] = ..., follow_up_outcome: _Optional[_Union[_events_pb2_1_1.FollowUpOutcome, str]] = ...) -> None: ...

class ReusedEvidenceView(_message.Message):
    __slots__ = ("item_code", "material_code", "name", "trust", "source", "certificate_id", "material_id", "as_of_time")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TRUST_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_ID_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    material_code: str
    name: _catalog_pb2.LocalizedText
    trust: _catalog_pb2.TrustLevel
    source: str
    certificate_id: str
    material_id: str
    as_of_time: _timestamp_pb2.Timestamp
    def __init__(self, item_code: _Optional[str] = ..., material_code: _Optional[str] = ..., name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., trust: _Optional[_Union[_catalog_pb2.TrustLevel, str]] = ..., source: _Optional[str] = ..., certificate_id: _Optional[str] = ..., material_id: _Optional[str] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Application(_message.Message):
    __slots__ = ("id", "tracking_number", "item_code", "item_version", "item_name", "state", "etag", "channel", "applicant_name_masked", "applicant_kind", "filed_as", "receive_time", "update_time", "cases", "supplement", "waits_for", "visits_budget", "visits_used", "delivery_method", "materials", "proofs_spared", "reused_evidence", "timeline", "visits", "due", "promised", "rating", "late_materials", "commitments", "corrections")
    ID_FIELD_NUMBER: _ClassVar[int]
    TRACKING_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    ITEM_VERSION_FIELD_NUMBER: _ClassVar[int]
    ITEM_NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_NAME_MASKED_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_KIND_FIELD_NUMBER: _ClassVar[int]
    FILED_AS_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CASES_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENT_FIELD_NUMBER: _ClassVar[int]
    WAITS_FOR_FIELD_NUMBER: _ClassVar[int]
    VISITS_BUDGET_FIELD_NUMBER: _ClassVar[int]
    VISITS_USED_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_METHOD_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    PROOFS_SPARED_FIELD_NUMBER: _ClassVar[int]
    REUSED_EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_FIELD_NUMBER: _ClassVar[int]
    VISITS_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    PROMISED_FIELD_NUMBER: _ClassVar[int]
    RATING_FIELD_NUMBER: _ClassVar[int]
    LATE_MATERIALS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    CORRECTIONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    tracking_number: str
    item_code: str
    item_version: int
    item_name: _catalog_pb2.LocalizedText
    state: _state_pb2.ApplicationState
    etag: str
    channel: _catalog_pb2.Channel
    applicant_name_masked: str
    applicant_kind: _catalog_pb2.ApplicantKind
    filed_as: _events_pb2_1.FilingRole
    receive_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    cases: _containers.RepeatedCompositeFieldContainer[CaseView]
    supplement: SupplementView
    waits_for: _catalog_pb2.LocalizedText
    visits_budget: int
    visits_used: int
    delivery_method: _catalog_pb2.DeliveryMethod
    materials: _containers.RepeatedCompositeFieldContainer[_events_pb2_1.GivenMaterial]
    proofs_spared: int
    reused_evidence: _containers.RepeatedCompositeFieldContainer[ReusedEvidenceView]
    timeline: _containers.RepeatedCompositeFieldContainer[TimelineEntry]
    visits: _containers.RepeatedCompositeFieldContainer[VisitView]
    due: _events_pb2_1_1.DueDate
    promised: _events_pb2_1_1.DueDate
    rating: RatingView
    late_materials: _containers.RepeatedCompositeFieldContainer[LateMaterialView]
    commitments: _containers.RepeatedCompositeFieldContainer[_events_pb2_1.SignedCommitment]
    corrections: _containers.RepeatedCompositeFieldContainer[CorrectionView]
    def __init__(self, id: _Optional[str] = ..., tracking_number: _Optional[str] = ..., item_code: _Optional[str] = ..., item_version: _Optional[int] = ..., item_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., state: _Optional[_Union[_state_pb2.ApplicationState, str]] = ..., etag: _Optional[str] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., applicant_name_masked: _Optional[str] = ..., applicant_kind: _Optional[_Union[_catalog_pb2.ApplicantKind, str]] = ..., filed_as: _Optional[_Union[_events_pb2_1.FilingRole, str]] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cases: _Optional[_Iterable[_Union[CaseView, _Mapping]]] = ..., supplement: _Optional[_Union[SupplementView, _Mapping]] = ..., waits_for: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., visits_budget: _Optional[int] = ..., visits_used: _Optional[int] = ..., delivery_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., materials: _Optional[_Iterable[_Union[_events_pb2_1.GivenMaterial, _Mapping]]] = ..., proofs_spared: _Optional[int] = ..., reused_evidence: _Optional[_Iterable[_Union[ReusedEvidenceView, _Mapping]]] = ..., timeline: _Optional[_Iterable[_Union[TimelineEntry, _Mapping]]] = ..., visits: _Optional[_Iterable[_Union[VisitView, _Mapping]]] = ..., due: _Optional[_Union[_events_pb2_1_1.DueDate, _Mapping]] = ..., promised: _Optional[_Union[_events_pb2_1_1.DueDate, _Mapping]] = ..., rating: _Optional[_Union[RatingView, _Mapping]] = ..., late_materials: _Optional[_Iterable[_Union[LateMaterialView, _Mapping]]] = ..., commitments: _Optional[_Iterable[_Union[_events_pb2_1.SignedCommitment, _Mapping]]] = ..., corrections: _Optional[_Iterable[_Union[CorrectionView, _Mapping]]] = ...) -> None: ...
