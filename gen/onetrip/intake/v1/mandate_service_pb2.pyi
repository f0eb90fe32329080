import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MandateLookupReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MANDATE_LOOKUP_REASON_UNSPECIFIED: _ClassVar[MandateLookupReason]
    MANDATE_LOOKUP_REASON_REVOCATION: _ClassVar[MandateLookupReason]
    MANDATE_LOOKUP_REASON_GRANT: _ClassVar[MandateLookupReason]
    MANDATE_LOOKUP_REASON_INQUIRY: _ClassVar[MandateLookupReason]
MANDATE_LOOKUP_REASON_UNSPECIFIED: MandateLookupReason
MANDATE_LOOKUP_REASON_REVOCATION: MandateLookupReason
MANDATE_LOOKUP_REASON_GRANT: MandateLookupReason
MANDATE_LOOKUP_REASON_INQUIRY: MandateLookupReason

class Mandate(_message.Message):
    __slots__ = ("id", "principal_id", "agent_id", "item_codes", "expire_time", "revoke_time", "credit_code_masked")
    ID_FIELD_NUMBER: _ClassVar[int]
    PRINCIPAL_ID_FIELD_NUMBER: _ClassVar[int]
    AGENT_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODES_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVOKE_TIME_FIELD_NUMBER: _ClassVar[int]
    CREDIT_CODE_MASKED_FIELD_NUMBER: _ClassVar[int]
    id: str
    principal_id: str
    agent_id: str
    item_codes: _containers.RepeatedScalarFieldContainer[str]
    expire_time: _timestamp_pb2.Timestamp
    revoke_time: _timestamp_pb2.Timestamp
    credit_code_masked: str
    def __init__(self, id: _Optional[str] = ..., principal_id: _Optional[str] = ..., agent_id: _Optional[str] = ..., item_codes: _Optional[_Iterable[str]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revoke_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., credit_code_masked: _Optional[str] = ...) -> None: ...

class GrantMandateRequest(_message.Message):
    __slots__ = ("request_id", "agent_resident_id", "principal_resident_id", "item_codes", "expire_time", "credit_code")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    AGENT_RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    PRINCIPAL_RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODES_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    agent_resident_id: str
    principal_resident_id: str
    item_codes: _containers.RepeatedScalarFieldContainer[str]
    expire_time: _timestamp_pb2.Timestamp
    credit_code: str
    def __init__(self, request_id: _Optional[str] = ..., agent_resident_id: _Optional[str] = ..., principal_resident_id: _Optional[str] = ..., item_codes: _Optional[_Iterable[str]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., credit_code: _Optional[str] = ...) -> None: ...

class GrantMandateResponse(_message.Message):
    __slots__ = ("mandate",)
    MANDATE_FIELD_NUMBER: _ClassVar[int]
    mandate: Mandate
    def __init__(self, mandate: _Optional[_Union[Mandate, _Mapping]] = ...) -> None: ...

class RevokeMandateRequest(_message.Message):
    __slots__ = ("id", "principal_resident_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    PRINCIPAL_RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    principal_resident_id: str
    def __init__(self, id: _Optional[str] = ..., principal_resident_id: _Optional[str] = ...) -> None: ...

class RevokeMandateResponse(_message.Message):
    __slots__ = ("mandate",)
    MANDATE_FIELD_NUMBER: _ClassVar[int]
    mandate: Mandate
    def __init__(self, mandate: _Optional[_Union[Mandate, _Mapping]] = ...) -> None: ...

class ListMandatesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "resident_id", "reason")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    resident_id: str
    reason: MandateLookupReason
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., resident_id: _Optional[str] = ..., reason: _Optional[_Union[MandateLookupReason, str]] = ...) -> None: ...

class ListMandatesResponse(_message.Message):
    __slots__ = ("mandates", "next_page_token")
    MANDATES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    mandates: _containers.RepeatedCompositeFieldContainer[Mandate]
    next_page_token: str
    def __init__(self, mandates: _Optional[_Iterable[_Union[Mandate, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
