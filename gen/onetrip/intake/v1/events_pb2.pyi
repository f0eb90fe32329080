import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FilingRole(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FILING_ROLE_UNSPECIFIED: _ClassVar[FilingRole]
    FILING_ROLE_APPLICANT: _ClassVar[FilingRole]
    FILING_ROLE_AGENT: _ClassVar[FilingRole]
    FILING_ROLE_CLERK: _ClassVar[FilingRole]
    FILING_ROLE_PROACTIVE: _ClassVar[FilingRole]
    FILING_ROLE_FORMER_SYSTEM: _ClassVar[FilingRole]

class ScanState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCAN_STATE_UNSPECIFIED: _ClassVar[ScanState]
    SCAN_STATE_NOT_SCANNED: _ClassVar[ScanState]
    SCAN_STATE_CLEAN: _ClassVar[ScanState]

class RatingLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RATING_LEVEL_UNSPECIFIED: _ClassVar[RatingLevel]
    RATING_LEVEL_VERY_DISSATISFIED: _ClassVar[RatingLevel]
    RATING_LEVEL_DISSATISFIED: _ClassVar[RatingLevel]
    RATING_LEVEL_FAIR: _ClassVar[RatingLevel]
    RATING_LEVEL_SATISFIED: _ClassVar[RatingLevel]
    RATING_LEVEL_VERY_SATISFIED: _ClassVar[RatingLevel]
FILING_ROLE_UNSPECIFIED: FilingRole
FILING_ROLE_APPLICANT: FilingRole
FILING_ROLE_AGENT: FilingRole
FILING_ROLE_CLERK: FilingRole
FILING_ROLE_PROACTIVE: FilingRole
FILING_ROLE_FORMER_SYSTEM: FilingRole
SCAN_STATE_UNSPECIFIED: ScanState
SCAN_STATE_NOT_SCANNED: ScanState
SCAN_STATE_CLEAN: ScanState
RATING_LEVEL_UNSPECIFIED: RatingLevel
RATING_LEVEL_VERY_DISSATISFIED: RatingLevel
RATING_LEVEL_DISSATISFIED: RatingLevel
RATING_LEVEL_FAIR: RatingLevel
RATING_LEVEL_SATISFIED: RatingLevel
RATING_LEVEL_VERY_SATISFIED: RatingLevel

class GivenMaterial(_message.Message):
    __slots__ = ("code", "material_id", "sha256", "content_type", "size_bytes", "scan_state")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_ID_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    CONTENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SCAN_STATE_FIELD_NUMBER: _ClassVar[int]
    code: str
    material_id: str
    sha256: str
    content_type: str
    size_bytes: int
    scan_state: ScanState
    def __init__(self, code: _Optional[str] = ..., material_id: _Optional[str] = ..., sha256: _Optional[str] = ..., content_type: _Optional[str] = ..., size_bytes: _Optional[int] = ..., scan_state: _Optional[_Union[ScanState, str]] = ...) -> None: ...

class SignedCommitment(_message.Message):
    __slots__ = ("material_code", "version", "text", "signed_by", "handed_in_as", "assurance_level", "channel", "sign_time")
    MATERIAL_CODE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    HANDED_IN_AS_FIELD_NUMBER: _ClassVar[int]
    ASSURANCE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SIGN_TIME_FIELD_NUMBER: _ClassVar[int]
    material_code: str
    version: int
    text: _catalog_pb2.LocalizedText
    signed_by: str
    handed_in_as: FilingRole
    assurance_level: int
    channel: _catalog_pb2.Channel
    sign_time: _timestamp_pb2.Timestamp
    def __init__(self, material_code: _Optional[str] = ..., version: _Optional[int] = ..., text: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., signed_by: _Optional[str] = ..., handed_in_as: _Optional[_Union[FilingRole, str]] = ..., assurance_level: _Optional[int] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., sign_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FormContent(_message.Message):
    __slots__ = ("answers", "person_name", "resident_id", "credit_code", "phone", "email", "address", "comment")
    class AnswersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    PERSON_NAME_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    answers: _containers.ScalarMap[str, str]
    person_name: str
    resident_id: str
    credit_code: str
    phone: str
    email: str
    address: str
    comment: str
    def __init__(self, answers: _Optional[_Mapping[str, str]] = ..., person_name: _Optional[str] = ..., resident_id: _Optional[str] = ..., credit_code: _Optional[str] = ..., phone: _Optional[str] = ..., email: _Optional[str] = ..., address: _Optional[str] = ..., comment: _Optional[str] = ...) -> None: ...

class InterestedParty(_message.Message):
    __slots__ = ("person_id", "kind")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    kind: _catalog_pb2.ApplicantKind
    def __init__(self, person_id: _Optional[str] = ..., kind: _Optional[_Union[_catalog_pb2.ApplicantKind, str]] = ...) -> None: ...

class ApplicationSubmitted(_message.Message):
    __slots__ = ("application_id", "tracking_number", "definition", "channel", "applicant_id", "applicant_kind", "filed_by", "filed_as", "filed_in_person", "materials", "sealed_form", "delivery_method", "receive_time", "late_materials", "commitments", "interested_parties", "possible_duplicates", "organisation")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    TRACKING_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_ID_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_KIND_FIELD_NUMBER: _ClassVar[int]
    FILED_BY_FIELD_NUMBER: _ClassVar[int]
    FILED_AS_FIELD_NUMBER: _ClassVar[int]
    FILED_IN_PERSON_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    SEALED_FORM_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_METHOD_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    LATE_MATERIALS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    INTERESTED_PARTIES_FIELD_NUMBER: _ClassVar[int]
    POSSIBLE_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    tracking_number: str
    definition: _catalog_pb2.ServiceItem
    channel: _catalog_pb2.Channel
    applicant_id: str
    applicant_kind: _catalog_pb2.ApplicantKind
    filed_by: str
    filed_as: FilingRole
    filed_in_person: bool
    materials: _containers.RepeatedCompositeFieldContainer[GivenMaterial]
    sealed_form: bytes
    delivery_method: _catalog_pb2.DeliveryMethod
    receive_time: _timestamp_pb2.Timestamp
    late_materials: _containers.RepeatedScalarFieldContainer[str]
    commitments: _containers.RepeatedCompositeFieldContainer[SignedCommitment]
    interested_parties: _containers.RepeatedCompositeFieldContainer[InterestedParty]
    possible_duplicates: _containers.RepeatedScalarFieldContainer[str]
    organisation: str
    def __init__(self, application_id: _Optional[str] = ..., tracking_number: _Optional[str] = ..., definition: _Optional[_Union[_catalog_pb2.ServiceItem, _Mapping]] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., applicant_id: _Optional[str] = ..., applicant_kind: _Optional[_Union[_catalog_pb2.ApplicantKind, str]] = ..., filed_by: _Optional[str] = ..., filed_as: _Optional[_Union[FilingRole, str]] = ..., filed_in_person: _Optional[bool] = ..., materials: _Optional[_Iterable[_Union[GivenMaterial, _Mapping]]] = ..., sealed_form: _Optional[bytes] = ..., delivery_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., late_materials: _Optional[_Iterable[str]] = ..., commitments: _Optional[_Iterable[_Union[SignedCommitment, _Mapping]]] = ..., interested_parties: _Optional[_Iterable[_Union[InterestedParty, _Mapping]]] = ..., possible_duplicates: _Optional[_Iterable[str]] = ..., organisation: _Optional[str] = ...) -> None: ...

class ApplicationSupplemented(_message.Message):
    __slots__ = ("application_id", "sequence", "materials", "sealed_form", "receive_time", "late_materials", "commitments", "corrections", "corrections_only", "possible_duplicates", "supplied_by", "supplied_as")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    SEALED_FORM_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    LATE_MATERIALS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    CORRECTIONS_FIELD_NUMBER: _ClassVar[int]
    CORRECTIONS_ONLY_FIELD_NUMBER: _ClassVar[int]
    POSSIBLE_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    SUPPLIED_BY_FIELD_NUMBER: _ClassVar[int]
    SUPPLIED_AS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    sequence: int
    materials: _containers.RepeatedCompositeFieldContainer[GivenMaterial]
    sealed_form: bytes
    receive_time: _timestamp_pb2.Timestamp
    late_materials: _containers.RepeatedScalarFieldContainer[str]
    commitments: _containers.RepeatedCompositeFieldContainer[SignedCommitment]
    corrections: _containers.RepeatedScalarFieldContainer[int]
    corrections_only: bool
    possible_duplicates: _containers.RepeatedScalarFieldContainer[str]
    supplied_by: str
    supplied_as: FilingRole
    def __init__(self, application_id: _Optional[str] = ..., sequence: _Optional[int] = ..., materials: _Optional[_Iterable[_Union[GivenMaterial, _Mapping]]] = ..., sealed_form: _Optional[bytes] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., late_materials: _Optional[_Iterable[str]] = ..., commitments: _Optional[_Iterable[_Union[SignedCommitment, _Mapping]]] = ..., corrections: _Optional[_Iterable[int]] = ..., corrections_only: _Optional[bool] = ..., possible_duplicates: _Optional[_Iterable[str]] = ..., supplied_by: _Optional[str] = ..., supplied_as: _Optional[_Union[FilingRole, str]] = ...) -> None: ...

class WithdrawalRequested(_message.Message):
    __slots__ = ("application_id", "requested_by", "requested_as", "receive_time", "served_person_id", "channel", "receive_date")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_BY_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_AS_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    SERVED_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    requested_by: str
    requested_as: FilingRole
    receive_time: _timestamp_pb2.Timestamp
    served_person_id: str
    channel: _catalog_pb2.Channel
    receive_date: str
    def __init__(self, application_id: _Optional[str] = ..., requested_by: _Optional[str] = ..., requested_as: _Optional[_Union[FilingRole, str]] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., served_person_id: _Optional[str] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., receive_date: _Optional[str] = ...) -> None: ...

class MandateChanged(_message.Message):
    __slots__ = ("mandate_id", "principal_id", "agent_id", "item_codes", "expire_time", "revoke_time", "organisation")
    MANDATE_ID_FIELD_NUMBER: _ClassVar[int]
    PRINCIPAL_ID_FIELD_NUMBER: _ClassVar[int]
    AGENT_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODES_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVOKE_TIME_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    mandate_id: str
    principal_id: str
    agent_id: str
    item_codes: _containers.RepeatedScalarFieldContainer[str]
    expire_time: _timestamp_pb2.Timestamp
    revoke_time: _timestamp_pb2.Timestamp
    organisation: str
    def __init__(self, mandate_id: _Optional[str] = ..., principal_id: _Optional[str] = ..., agent_id: _Optional[str] = ..., item_codes: _Optional[_Iterable[str]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revoke_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., organisation: _Optional[str] = ...) -> None: ...

class ApplicationRated(_message.Message):
    __slots__ = ("application_id", "level", "channel", "item_code", "item_name", "department", "rate_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    ITEM_NAME_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    RATE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    level: RatingLevel
    channel: _catalog_pb2.Channel
    item_code: str
    item_name: _catalog_pb2.LocalizedText
    department: _catalog_pb2.Department
    rate_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., level: _Optional[_Union[RatingLevel, str]] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., item_code: _Optional[str] = ..., item_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., department: _Optional[_Union[_catalog_pb2.Department, _Mapping]] = ..., rate_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RatingAppealed(_message.Message):
    __slots__ = ("application_id", "department", "appeal_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    APPEAL_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    department: str
    appeal_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., department: _Optional[str] = ..., appeal_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RatingAppealDecided(_message.Message):
    __slots__ = ("application_id", "malicious", "department", "sealed_reasons", "decide_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    MALICIOUS_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    DECIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    malicious: bool
    department: str
    sealed_reasons: bytes
    decide_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., malicious: _Optional[bool] = ..., department: _Optional[str] = ..., sealed_reasons: _Optional[bytes] = ..., decide_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FollowUpResolved(_message.Message):
    __slots__ = ("application_id", "department", "sealed_reasons", "resolve_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    SEALED_REASONS_FIELD_NUMBER: _ClassVar[int]
    RESOLVE_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    department: str
    sealed_reasons: bytes
    resolve_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., department: _Optional[str] = ..., sealed_reasons: _Optional[bytes] = ..., resolve_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ProactiveRunBegun(_message.Message):
    __slots__ = ("run_id", "definition")
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    run_id: str
    definition: _catalog_pb2.ServiceItem
    def __init__(self, run_id: _Optional[str] = ..., definition: _Optional[_Union[_catalog_pb2.ServiceItem, _Mapping]] = ...) -> None: ...

class ProactiveOpened(_message.Message):
    __slots__ = ("run_id", "page", "opened", "standing", "declined", "repeated_in_period", "outdated")
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    OPENED_FIELD_NUMBER: _ClassVar[int]
    STANDING_FIELD_NUMBER: _ClassVar[int]
    DECLINED_FIELD_NUMBER: _ClassVar[int]
    REPEATED_IN_PERIOD_FIELD_NUMBER: _ClassVar[int]
    OUTDATED_FIELD_NUMBER: _ClassVar[int]
    run_id: str
    page: int
    opened: int
    standing: int
    declined: int
    repeated_in_period: int
    outdated: bool
    def __init__(self, run_id: _Optional[str] = ..., page: _Optional[int] = ..., opened: _Optional[int] = ..., standing: _Optional[int] = ..., declined: _Optional[int] = ..., repeated_in_period: _Optional[int] = ..., outdated: _Optional[bool] = ...) -> None: ...
