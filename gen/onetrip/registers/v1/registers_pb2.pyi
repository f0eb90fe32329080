import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SubjectKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SUBJECT_KIND_UNSPECIFIED: _ClassVar[SubjectKind]
    SUBJECT_KIND_PERSON_ID: _ClassVar[SubjectKind]
    SUBJECT_KIND_RESIDENT_ID: _ClassVar[SubjectKind]
    SUBJECT_KIND_CREDIT_CODE: _ClassVar[SubjectKind]
    SUBJECT_KIND_NUMBER: _ClassVar[SubjectKind]

class Quality(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUALITY_UNSPECIFIED: _ClassVar[Quality]
    QUALITY_FRESH: _ClassVar[Quality]
    QUALITY_STALE: _ClassVar[Quality]
    QUALITY_CONTRADICTORY: _ClassVar[Quality]
    QUALITY_NO_RECORD: _ClassVar[Quality]
SUBJECT_KIND_UNSPECIFIED: SubjectKind
SUBJECT_KIND_PERSON_ID: SubjectKind
SUBJECT_KIND_RESIDENT_ID: SubjectKind
SUBJECT_KIND_CREDIT_CODE: SubjectKind
SUBJECT_KIND_NUMBER: SubjectKind
QUALITY_UNSPECIFIED: Quality
QUALITY_FRESH: Quality
QUALITY_STALE: Quality
QUALITY_CONTRADICTORY: Quality
QUALITY_NO_RECORD: Quality

class Subject(_message.Message):
    __slots__ = ("kind", "value")
    KIND_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    kind: SubjectKind
    value: str
    def __init__(self, kind: _Optional[_Union[SubjectKind, str]] = ..., value: _Optional[str] = ...) -> None: ...

class Requester(_message.Message):
    __slots__ = ("officer_id", "rule")
    OFFICER_ID_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    officer_id: str
    rule: str
    def __init__(self, officer_id: _Optional[str] = ..., rule: _Optional[str] = ...) -> None: ...

class LookupRequest(_message.Message):
    __slots__ = ("register", "subject", "fields", "purpose", "legal_basis", "application_id", "requester", "nonce", "anew")
    REGISTER_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_FIELD_NUMBER: _ClassVar[int]
    NONCE_FIELD_NUMBER: _ClassVar[int]
    ANEW_FIELD_NUMBER: _ClassVar[int]
    register: str
    subject: Subject
    fields: _containers.RepeatedScalarFieldContainer[str]
    purpose: str
    legal_basis: str
    application_id: str
    requester: Requester
    nonce: str
    anew: bool
    def __init__(self, register: _Optional[str] = ..., subject: _Optional[_Union[Subject, _Mapping]] = ..., fields: _Optional[_Iterable[str]] = ..., purpose: _Optional[str] = ..., legal_basis: _Optional[str] = ..., application_id: _Optional[str] = ..., requester: _Optional[_Union[Requester, _Mapping]] = ..., nonce: _Optional[str] = ..., anew: _Optional[bool] = ...) -> None: ...

class LookupResponse(_message.Message):
    __slots__ = ("answers", "found", "department", "answer_time", "signature")
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    answers: _containers.RepeatedCompositeFieldContainer[FieldAnswer]
    found: bool
    department: str
    answer_time: _timestamp_pb2.Timestamp
    signature: str
    def __init__(self, answers: _Optional[_Iterable[_Union[FieldAnswer, _Mapping]]] = ..., found: _Optional[bool] = ..., department: _Optional[str] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., signature: _Optional[str] = ...) -> None: ...

class FieldAnswer(_message.Message):
    __slots__ = ("field", "found", "value", "quality", "source", "as_of", "contradicting_values")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    CONTRADICTING_VALUES_FIELD_NUMBER: _ClassVar[int]
    field: str
    found: bool
    value: Value
    quality: Quality
    source: str
    as_of: _timestamp_pb2.Timestamp
    contradicting_values: _containers.RepeatedCompositeFieldContainer[Value]
    def __init__(self, field: _Optional[str] = ..., found: _Optional[bool] = ..., value: _Optional[_Union[Value, _Mapping]] = ..., quality: _Optional[_Union[Quality, str]] = ..., source: _Optional[str] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., contradicting_values: _Optional[_Iterable[_Union[Value, _Mapping]]] = ...) -> None: ...

class Value(_message.Message):
    __slots__ = ("string_value", "number_value", "bool_value", "date_value")
    STRING_VALUE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_VALUE_FIELD_NUMBER: _ClassVar[int]
    BOOL_VALUE_FIELD_NUMBER: _ClassVar[int]
    DATE_VALUE_FIELD_NUMBER: _ClassVar[int]
    string_value: str
    number_value: float
    bool_value: bool
    date_value: str
    def __init__(self, string_value: _Optional[str] = ..., number_value: _Optional[float] = ..., bool_value: _Optional[bool] = ..., date_value: _Optional[str] = ...) -> None: ...

class LookupBatchRequest(_message.Message):
    __slots__ = ("lookups",)
    LOOKUPS_FIELD_NUMBER: _ClassVar[int]
    lookups: _containers.RepeatedCompositeFieldContainer[LookupRequest]
    def __init__(self, lookups: _Optional[_Iterable[_Union[LookupRequest, _Mapping]]] = ...) -> None: ...

class LookupBatchResponse(_message.Message):
    __slots__ = ("outcomes",)
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[LookupOutcome]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[LookupOutcome, _Mapping]]] = ...) -> None: ...

class LookupOutcome(_message.Message):
    __slots__ = ("response", "unavailable")
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    UNAVAILABLE_FIELD_NUMBER: _ClassVar[int]
    response: LookupResponse
    unavailable: Unavailable
    def __init__(self, response: _Optional[_Union[LookupResponse, _Mapping]] = ..., unavailable: _Optional[_Union[Unavailable, _Mapping]] = ...) -> None: ...

class Unavailable(_message.Message):
    __slots__ = ("register", "subject_unknown")
    REGISTER_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    register: str
    subject_unknown: bool
    def __init__(self, register: _Optional[str] = ..., subject_unknown: _Optional[bool] = ...) -> None: ...

class ScanRequest(_message.Message):
    __slots__ = ("register", "fields", "purpose", "legal_basis", "run_id", "requester", "nonce", "after", "until", "limit", "aged_by", "not_after")
    REGISTER_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_FIELD_NUMBER: _ClassVar[int]
    NONCE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    AGED_BY_FIELD_NUMBER: _ClassVar[int]
    NOT_AFTER_FIELD_NUMBER: _ClassVar[int]
    register: str
    fields: _containers.RepeatedScalarFieldContainer[str]
    purpose: str
    legal_basis: str
    run_id: str
    requester: Requester
    nonce: str
    after: str
    until: str
    limit: int
    aged_by: str
    not_after: str
    def __init__(self, register: _Optional[str] = ..., fields: _Optional[_Iterable[str]] = ..., purpose: _Optional[str] = ..., legal_basis: _Optional[str] = ..., run_id: _Optional[str] = ..., requester: _Optional[_Union[Requester, _Mapping]] = ..., nonce: _Optional[str] = ..., after: _Optional[str] = ..., until: _Optional[str] = ..., limit: _Optional[int] = ..., aged_by: _Optional[str] = ..., not_after: _Optional[str] = ...) -> None: ...

class ScanResponse(_message.Message):
    __slots__ = ("records", "last", "department", "answer_time", "signature")
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    LAST_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    records: _containers.RepeatedCompositeFieldContainer[ScanRecord]
    last: bool
    department: str
    answer_time: _timestamp_pb2.Timestamp
    signature: str
    def __init__(self, records: _Optional[_Iterable[_Union[ScanRecord, _Mapping]]] = ..., last: _Optional[bool] = ..., department: _Optional[str] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., signature: _Optional[str] = ...) -> None: ...

class ScanRecord(_message.Message):
    __slots__ = ("person_id", "answers")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    answers: _containers.RepeatedCompositeFieldContainer[FieldAnswer]
    def __init__(self, person_id: _Optional[str] = ..., answers: _Optional[_Iterable[_Union[FieldAnswer, _Mapping]]] = ...) -> None: ...
