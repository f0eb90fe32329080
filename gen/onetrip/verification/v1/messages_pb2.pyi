import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.intake.v1 import events_pb2 as _events_pb2
from onetrip.verification.v1 import data_quality_service_pb2 as _data_quality_service_pb2
from onetrip.verification.v1 import facts_pb2 as _facts_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class VerificationOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VERIFICATION_OUTCOME_UNSPECIFIED: _ClassVar[VerificationOutcome]
    VERIFICATION_OUTCOME_COMPLETE: _ClassVar[VerificationOutcome]
    VERIFICATION_OUTCOME_INCOMPLETE: _ClassVar[VerificationOutcome]
    VERIFICATION_OUTCOME_NEEDS_PERSON: _ClassVar[VerificationOutcome]
    VERIFICATION_OUTCOME_UNAVAILABLE: _ClassVar[VerificationOutcome]

class ScanOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCAN_OUTCOME_UNSPECIFIED: _ClassVar[ScanOutcome]
    SCAN_OUTCOME_READ: _ClassVar[ScanOutcome]
    SCAN_OUTCOME_UNAVAILABLE: _ClassVar[ScanOutcome]
    SCAN_OUTCOME_DOUBTFUL: _ClassVar[ScanOutcome]
    SCAN_OUTCOME_PARTIAL: _ClassVar[ScanOutcome]
VERIFICATION_OUTCOME_UNSPECIFIED: VerificationOutcome
VERIFICATION_OUTCOME_COMPLETE: VerificationOutcome
VERIFICATION_OUTCOME_INCOMPLETE: VerificationOutcome
VERIFICATION_OUTCOME_NEEDS_PERSON: VerificationOutcome
VERIFICATION_OUTCOME_UNAVAILABLE: VerificationOutcome
SCAN_OUTCOME_UNSPECIFIED: ScanOutcome
SCAN_OUTCOME_READ: ScanOutcome
SCAN_OUTCOME_UNAVAILABLE: ScanOutcome
SCAN_OUTCOME_DOUBTFUL: ScanOutcome
SCAN_OUTCOME_PARTIAL: ScanOutcome

class VerifyApplication(_message.Message):
    __slots__ = ("application_id", "round", "definition", "applicant_id", "applicant_kind", "sealed_form", "materials", "receive_time", "late_materials", "commitments", "anew")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_ID_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_KIND_FIELD_NUMBER: _ClassVar[int]
    SEALED_FORM_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    LATE_MATERIALS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    ANEW_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    round: int
    definition: _catalog_pb2.ServiceItem
    applicant_id: str
    applicant_kind: _catalog_pb2.ApplicantKind
    sealed_form: bytes
    materials: _containers.RepeatedCompositeFieldContainer[_events_pb2.GivenMaterial]
    receive_time: _timestamp_pb2.Timestamp
    late_materials: _containers.RepeatedScalarFieldContainer[str]
    commitments: _containers.RepeatedScalarFieldContainer[str]
    anew: bool
    def __init__(self, application_id: _Optional[str] = ..., round: _Optional[int] = ..., definition: _Optional[_Union[_catalog_pb2.ServiceItem, _Mapping]] = ..., applicant_id: _Optional[str] = ..., applicant_kind: _Optional[_Union[_catalog_pb2.ApplicantKind, str]] = ..., sealed_form: _Optional[bytes] = ..., materials: _Optional[_Iterable[_Union[_events_pb2.GivenMaterial, _Mapping]]] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., late_materials: _Optional[_Iterable[str]] = ..., commitments: _Optional[_Iterable[str]] = ..., anew: _Optional[bool] = ...) -> None: ...

class VerificationCompleted(_message.Message):
    __slots__ = ("application_id", "round", "outcome", "missing", "findings", "sealed_facts", "sealed_contact", "proofs_spared", "expiries", "late_barred", "commitments", "commitment_barred", "sealed_barred", "anew", "reused")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    SEALED_FACTS_FIELD_NUMBER: _ClassVar[int]
    SEALED_CONTACT_FIELD_NUMBER: _ClassVar[int]
    PROOFS_SPARED_FIELD_NUMBER: _ClassVar[int]
    EXPIRIES_FIELD_NUMBER: _ClassVar[int]
    LATE_BARRED_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENT_BARRED_FIELD_NUMBER: _ClassVar[int]
    SEALED_BARRED_FIELD_NUMBER: _ClassVar[int]
    ANEW_FIELD_NUMBER: _ClassVar[int]
    REUSED_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    round: int
    outcome: VerificationOutcome
    missing: _containers.RepeatedCompositeFieldContainer[_facts_pb2.MissingMaterial]
    findings: _containers.RepeatedCompositeFieldContainer[_facts_pb2.Finding]
    sealed_facts: bytes
    sealed_contact: bytes
    proofs_spared: int
    expiries: _containers.RepeatedCompositeFieldContainer[Expiry]
    late_barred: bool
    commitments: _containers.RepeatedScalarFieldContainer[str]
    commitment_barred: bool
    sealed_barred: bytes
    anew: bool
    reused: _containers.RepeatedCompositeFieldContainer[ReusedEvidence]
    def __init__(self, application_id: _Optional[str] = ..., round: _Optional[int] = ..., outcome: _Optional[_Union[VerificationOutcome, str]] = ..., missing: _Optional[_Iterable[_Union[_facts_pb2.MissingMaterial, _Mapping]]] = ..., findings: _Optional[_Iterable[_Union[_facts_pb2.Finding, _Mapping]]] = ..., sealed_facts: _Optional[bytes] = ..., sealed_contact: _Optional[bytes] = ..., proofs_spared: _Optional[int] = ..., expiries: _Optional[_Iterable[_Union[Expiry, _Mapping]]] = ..., late_barred: _Optional[bool] = ..., commitments: _Optional[_Iterable[str]] = ..., commitment_barred: _Optional[bool] = ..., sealed_barred: _Optional[bytes] = ..., anew: _Optional[bool] = ..., reused: _Optional[_Iterable[_Union[ReusedEvidence, _Mapping]]] = ...) -> None: ...

class Barred(_message.Message):
    __slots__ = ("late", "commitment")
    LATE_FIELD_NUMBER: _ClassVar[int]
    COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    late: bool
    commitment: bool
    def __init__(self, late: _Optional[bool] = ..., commitment: _Optional[bool] = ...) -> None: ...

class TicketOpened(_message.Message):
    __slots__ = ("ticket_id", "application_id", "source", "department", "kind", "limit_working_days", "open_time")
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LIMIT_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    ticket_id: str
    application_id: str
    source: str
    department: str
    kind: _data_quality_service_pb2.TicketKind
    limit_working_days: int
    open_time: _timestamp_pb2.Timestamp
    def __init__(self, ticket_id: _Optional[str] = ..., application_id: _Optional[str] = ..., source: _Optional[str] = ..., department: _Optional[str] = ..., kind: _Optional[_Union[_data_quality_service_pb2.TicketKind, str]] = ..., limit_working_days: _Optional[int] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TicketAnswered(_message.Message):
    __slots__ = ("ticket_id", "application_id", "answer", "answer_time")
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    ticket_id: str
    application_id: str
    answer: _data_quality_service_pb2.TicketAnswer
    answer_time: _timestamp_pb2.Timestamp
    def __init__(self, ticket_id: _Optional[str] = ..., application_id: _Optional[str] = ..., answer: _Optional[_Union[_data_quality_service_pb2.TicketAnswer, str]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FactsChanged(_message.Message):
    __slots__ = ("application_id", "ticket_id", "answer", "change_time", "source", "department", "certificate_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    CHANGE_TIME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    ticket_id: str
    answer: _data_quality_service_pb2.TicketAnswer
    change_time: _timestamp_pb2.Timestamp
    source: str
    department: str
    certificate_id: str
    def __init__(self, application_id: _Optional[str] = ..., ticket_id: _Optional[str] = ..., answer: _Optional[_Union[_data_quality_service_pb2.TicketAnswer, str]] = ..., change_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., source: _Optional[str] = ..., department: _Optional[str] = ..., certificate_id: _Optional[str] = ...) -> None: ...

class ReusedEvidence(_message.Message):
    __slots__ = ("item_code", "material_code", "name", "trust", "source", "certificate_id", "material", "as_of_time")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TRUST_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    material_code: str
    name: _catalog_pb2.LocalizedText
    trust: _catalog_pb2.TrustLevel
    source: str
    certificate_id: str
    material: _events_pb2.GivenMaterial
    as_of_time: _timestamp_pb2.Timestamp
    def __init__(self, item_code: _Optional[str] = ..., material_code: _Optional[str] = ..., name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., trust: _Optional[_Union[_catalog_pb2.TrustLevel, str]] = ..., source: _Optional[str] = ..., certificate_id: _Optional[str] = ..., material: _Optional[_Union[_events_pb2.GivenMaterial, _Mapping]] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class MaterialAttested(_message.Message):
    __slots__ = ("application_id", "material_id", "material_codes", "valid_until", "attest_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_ID_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_CODES_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    ATTEST_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    material_id: str
    material_codes: _containers.RepeatedScalarFieldContainer[str]
    valid_until: str
    attest_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., material_id: _Optional[str] = ..., material_codes: _Optional[_Iterable[str]] = ..., valid_until: _Optional[str] = ..., attest_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Expiry(_message.Message):
    __slots__ = ("item_code", "date")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    date: str
    def __init__(self, item_code: _Optional[str] = ..., date: _Optional[str] = ...) -> None: ...

class LookUpFacts(_message.Message):
    __slots__ = ("application_id", "lookup_id", "item", "applicant_id", "sealed_facts", "receive_time", "officer_id", "department")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    LOOKUP_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_ID_FIELD_NUMBER: _ClassVar[int]
    SEALED_FACTS_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    OFFICER_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    lookup_id: str
    item: _catalog_pb2.ServiceItem
    applicant_id: str
    sealed_facts: bytes
    receive_time: _timestamp_pb2.Timestamp
    officer_id: str
    department: str
    def __init__(self, application_id: _Optional[str] = ..., lookup_id: _Optional[str] = ..., item: _Optional[_Union[_catalog_pb2.ServiceItem, _Mapping]] = ..., applicant_id: _Optional[str] = ..., sealed_facts: _Optional[bytes] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., officer_id: _Optional[str] = ..., department: _Optional[str] = ...) -> None: ...

class FactsLookedUp(_message.Message):
    __slots__ = ("application_id", "lookup_id", "outcome", "findings", "sealed_facts")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    LOOKUP_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    SEALED_FACTS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    lookup_id: str
    outcome: VerificationOutcome
    findings: _containers.RepeatedCompositeFieldContainer[_facts_pb2.Finding]
    sealed_facts: bytes
    def __init__(self, application_id: _Optional[str] = ..., lookup_id: _Optional[str] = ..., outcome: _Optional[_Union[VerificationOutcome, str]] = ..., findings: _Optional[_Iterable[_Union[_facts_pb2.Finding, _Mapping]]] = ..., sealed_facts: _Optional[bytes] = ...) -> None: ...

class FindContact(_message.Message):
    __slots__ = ("application_id", "person_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    person_id: str
    def __init__(self, application_id: _Optional[str] = ..., person_id: _Optional[str] = ...) -> None: ...

class ContactFound(_message.Message):
    __slots__ = ("application_id", "person_id", "sealed_contact", "settled")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    SEALED_CONTACT_FIELD_NUMBER: _ClassVar[int]
    SETTLED_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    person_id: str
    sealed_contact: bytes
    settled: bool
    def __init__(self, application_id: _Optional[str] = ..., person_id: _Optional[str] = ..., sealed_contact: _Optional[bytes] = ..., settled: _Optional[bool] = ...) -> None: ...

class RecordAccess(_message.Message):
    __slots__ = ("person_id", "reader", "role", "department", "purpose", "application_id", "fields", "read_time")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    READER_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    READ_TIME_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    reader: str
    role: str
    department: str
    purpose: str
    application_id: str
    fields: _containers.RepeatedScalarFieldContainer[str]
    read_time: _timestamp_pb2.Timestamp
    def __init__(self, person_id: _Optional[str] = ..., reader: _Optional[str] = ..., role: _Optional[str] = ..., department: _Optional[str] = ..., purpose: _Optional[str] = ..., application_id: _Optional[str] = ..., fields: _Optional[_Iterable[str]] = ..., read_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class KeepFormerCertificate(_message.Message):
    __slots__ = ("application_id", "case_id", "applicant_id", "sealed_form", "item_code", "department", "kind", "name", "valid_from", "valid_until", "sealed_certificate", "issue_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_ID_FIELD_NUMBER: _ClassVar[int]
    SEALED_FORM_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    SEALED_CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    ISSUE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    applicant_id: str
    sealed_form: bytes
    item_code: str
    department: str
    kind: str
    name: _catalog_pb2.LocalizedText
    valid_from: str
    valid_until: str
    sealed_certificate: bytes
    issue_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., applicant_id: _Optional[str] = ..., sealed_form: _Optional[bytes] = ..., item_code: _Optional[str] = ..., department: _Optional[str] = ..., kind: _Optional[str] = ..., name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., valid_from: _Optional[str] = ..., valid_until: _Optional[str] = ..., sealed_certificate: _Optional[bytes] = ..., issue_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class VoidFormerCertificate(_message.Message):
    __slots__ = ("application_id", "case_id", "revoke_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REVOKE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    revoke_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., revoke_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FindEntitled(_message.Message):
    __slots__ = ("run_id", "page", "attempt", "definition", "after", "until", "limit", "dry_run")
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    run_id: str
    page: int
    attempt: int
    definition: _catalog_pb2.ServiceItem
    after: str
    until: str
    limit: int
    dry_run: bool
    def __init__(self, run_id: _Optional[str] = ..., page: _Optional[int] = ..., attempt: _Optional[int] = ..., definition: _Optional[_Union[_catalog_pb2.ServiceItem, _Mapping]] = ..., after: _Optional[str] = ..., until: _Optional[str] = ..., limit: _Optional[int] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class EntitledFound(_message.Message):
    __slots__ = ("run_id", "page", "attempt", "outcome", "person_ids", "scanned", "unclear", "asked", "after", "last")
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    SCANNED_FIELD_NUMBER: _ClassVar[int]
    UNCLEAR_FIELD_NUMBER: _ClassVar[int]
    ASKED_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    LAST_FIELD_NUMBER: _ClassVar[int]
    run_id: str
    page: int
    attempt: int
    outcome: ScanOutcome
    person_ids: _containers.RepeatedScalarFieldContainer[str]
    scanned: int
    unclear: int
    asked: int
    after: str
    last: bool
    def __init__(self, run_id: _Optional[str] = ..., page: _Optional[int] = ..., attempt: _Optional[int] = ..., outcome: _Optional[_Union[ScanOutcome, str]] = ..., person_ids: _Optional[_Iterable[str]] = ..., scanned: _Optional[int] = ..., unclear: _Optional[int] = ..., asked: _Optional[int] = ..., after: _Optional[str] = ..., last: _Optional[bool] = ...) -> None: ...
