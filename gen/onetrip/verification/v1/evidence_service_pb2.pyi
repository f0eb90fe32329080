import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.verification.v1 import data_quality_service_pb2 as _data_quality_service_pb2
from onetrip.verification.v1 import facts_pb2 as _facts_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AccessEntry(_message.Message):
    __slots__ = ("id", "reader", "role", "department", "purpose", "application_id", "fields", "read_time", "words")
    ID_FIELD_NUMBER: _ClassVar[int]
    READER_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    READ_TIME_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    id: str
    reader: str
    role: str
    department: str
    purpose: str
    application_id: str
    fields: _containers.RepeatedScalarFieldContainer[str]
    read_time: _timestamp_pb2.Timestamp
    words: _catalog_pb2.LocalizedText
    def __init__(self, id: _Optional[str] = ..., reader: _Optional[str] = ..., role: _Optional[str] = ..., department: _Optional[str] = ..., purpose: _Optional[str] = ..., application_id: _Optional[str] = ..., fields: _Optional[_Iterable[str]] = ..., read_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., words: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class ListAccessesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAccessesResponse(_message.Message):
    __slots__ = ("accesses", "next_page_token")
    ACCESSES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    accesses: _containers.RepeatedCompositeFieldContainer[AccessEntry]
    next_page_token: str
    def __init__(self, accesses: _Optional[_Iterable[_Union[AccessEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListFactsRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class FactUsed(_message.Message):
    __slots__ = ("fact", "tickets")
    FACT_FIELD_NUMBER: _ClassVar[int]
    TICKETS_FIELD_NUMBER: _ClassVar[int]
    fact: _facts_pb2.Fact
    tickets: _containers.RepeatedCompositeFieldContainer[FactTicket]
    def __init__(self, fact: _Optional[_Union[_facts_pb2.Fact, _Mapping]] = ..., tickets: _Optional[_Iterable[_Union[FactTicket, _Mapping]]] = ...) -> None: ...

class FactTicket(_message.Message):
    __slots__ = ("id", "kind", "department", "open_time", "answer", "answer_time", "words")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: _data_quality_service_pb2.TicketKind
    department: str
    open_time: _timestamp_pb2.Timestamp
    answer: _data_quality_service_pb2.TicketAnswer
    answer_time: _timestamp_pb2.Timestamp
    words: str
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[_data_quality_service_pb2.TicketKind, str]] = ..., department: _Optional[str] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer: _Optional[_Union[_data_quality_service_pb2.TicketAnswer, str]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., words: _Optional[str] = ...) -> None: ...

class ListFactsResponse(_message.Message):
    __slots__ = ("facts",)
    FACTS_FIELD_NUMBER: _ClassVar[int]
    facts: _containers.RepeatedCompositeFieldContainer[FactUsed]
    def __init__(self, facts: _Optional[_Iterable[_Union[FactUsed, _Mapping]]] = ...) -> None: ...

class DisputeFactRequest(_message.Message):
    __slots__ = ("id", "request_id", "statement")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    statement: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., statement: _Optional[str] = ...) -> None: ...

class DisputeFactResponse(_message.Message):
    __slots__ = ("ticket",)
    TICKET_FIELD_NUMBER: _ClassVar[int]
    ticket: FactTicket
    def __init__(self, ticket: _Optional[_Union[FactTicket, _Mapping]] = ...) -> None: ...
