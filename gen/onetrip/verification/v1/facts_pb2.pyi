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

class FactQuality(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FACT_QUALITY_UNSPECIFIED: _ClassVar[FactQuality]
    FACT_QUALITY_FRESH: _ClassVar[FactQuality]
    FACT_QUALITY_STALE: _ClassVar[FactQuality]
    FACT_QUALITY_CONTRADICTED: _ClassVar[FactQuality]

class FindingKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FINDING_KIND_UNSPECIFIED: _ClassVar[FindingKind]
    FINDING_KIND_CONTRADICTED: _ClassVar[FindingKind]
    FINDING_KIND_STALE: _ClassVar[FindingKind]
    FINDING_KIND_NO_RECORD: _ClassVar[FindingKind]
    FINDING_KIND_UNAVAILABLE: _ClassVar[FindingKind]
    FINDING_KIND_REPRESENTATION: _ClassVar[FindingKind]
    FINDING_KIND_EVIDENCE_WITHDRAWN: _ClassVar[FindingKind]
    FINDING_KIND_SUBJECT_UNKNOWN: _ClassVar[FindingKind]
FACT_QUALITY_UNSPECIFIED: FactQuality
FACT_QUALITY_FRESH: FactQuality
FACT_QUALITY_STALE: FactQuality
FACT_QUALITY_CONTRADICTED: FactQuality
FINDING_KIND_UNSPECIFIED: FindingKind
FINDING_KIND_CONTRADICTED: FindingKind
FINDING_KIND_STALE: FindingKind
FINDING_KIND_NO_RECORD: FindingKind
FINDING_KIND_UNAVAILABLE: FindingKind
FINDING_KIND_REPRESENTATION: FindingKind
FINDING_KIND_EVIDENCE_WITHDRAWN: FindingKind
FINDING_KIND_SUBJECT_UNKNOWN: FindingKind

class Fact(_message.Message):
    __slots__ = ("name", "item_code", "type", "value", "source", "as_of_time", "quality", "trust", "claimed_value", "id", "valid_until_time", "others", "named_by_answer", "withheld")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    TRUST_FIELD_NUMBER: _ClassVar[int]
    CLAIMED_VALUE_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_TIME_FIELD_NUMBER: _ClassVar[int]
    OTHERS_FIELD_NUMBER: _ClassVar[int]
    NAMED_BY_ANSWER_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    name: str
    item_code: str
    type: _catalog_pb2.ValueType
    value: str
    source: str
    as_of_time: _timestamp_pb2.Timestamp
    quality: FactQuality
    trust: _catalog_pb2.TrustLevel
    claimed_value: str
    id: str
    valid_until_time: _timestamp_pb2.Timestamp
    others: _containers.RepeatedCompositeFieldContainer[FactStatement]
    named_by_answer: bool
    withheld: bool
    def __init__(self, name: _Optional[str] = ..., item_code: _Optional[str] = ..., type: _Optional[_Union[_catalog_pb2.ValueType, str]] = ..., value: _Optional[str] = ..., source: _Optional[str] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., quality: _Optional[_Union[FactQuality, str]] = ..., trust: _Optional[_Union[_catalog_pb2.TrustLevel, str]] = ..., claimed_value: _Optional[str] = ..., id: _Optional[str] = ..., valid_until_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., others: _Optional[_Iterable[_Union[FactStatement, _Mapping]]] = ..., named_by_answer: _Optional[bool] = ..., withheld: _Optional[bool] = ...) -> None: ...

class FactStatement(_message.Message):
    __slots__ = ("source", "value", "as_of_time")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    source: str
    value: str
    as_of_time: _timestamp_pb2.Timestamp
    def __init__(self, source: _Optional[str] = ..., value: _Optional[str] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FactSet(_message.Message):
    __slots__ = ("facts", "applicant_name", "answers", "credit_code", "without_record")
    class AnswersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    FACTS_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_NAME_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_RECORD_FIELD_NUMBER: _ClassVar[int]
    facts: _containers.RepeatedCompositeFieldContainer[Fact]
    applicant_name: str
    answers: _containers.ScalarMap[str, str]
    credit_code: str
    without_record: _containers.RepeatedCompositeFieldContainer[Finding]
    def __init__(self, facts: _Optional[_Iterable[_Union[Fact, _Mapping]]] = ..., applicant_name: _Optional[str] = ..., answers: _Optional[_Mapping[str, str]] = ..., credit_code: _Optional[str] = ..., without_record: _Optional[_Iterable[_Union[Finding, _Mapping]]] = ...) -> None: ...

class Contact(_message.Message):
    __slots__ = ("name", "phone", "address", "email")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    name: str
    phone: str
    address: str
    email: str
    def __init__(self, name: _Optional[str] = ..., phone: _Optional[str] = ..., address: _Optional[str] = ..., email: _Optional[str] = ...) -> None: ...

class Finding(_message.Message):
    __slots__ = ("kind", "item_code", "fact", "source")
    KIND_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    FACT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    kind: FindingKind
    item_code: str
    fact: str
    source: str
    def __init__(self, kind: _Optional[_Union[FindingKind, str]] = ..., item_code: _Optional[str] = ..., fact: _Optional[str] = ..., source: _Optional[str] = ...) -> None: ...

class MissingMaterial(_message.Message):
    __slots__ = ("item_code", "material_code", "name", "obtained_from", "secondary", "promised")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OBTAINED_FROM_FIELD_NUMBER: _ClassVar[int]
    SECONDARY_FIELD_NUMBER: _ClassVar[int]
    PROMISED_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    material_code: str
    name: _catalog_pb2.LocalizedText
    obtained_from: _catalog_pb2.LocalizedText
    secondary: bool
    promised: bool
    def __init__(self, item_code: _Optional[str] = ..., material_code: _Optional[str] = ..., name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., obtained_from: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., secondary: _Optional[bool] = ..., promised: _Optional[bool] = ...) -> None: ...
