import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.process.v1 import events_pb2 as _events_pb2
from onetrip.process.v1 import state_pb2 as _state_pb2
from onetrip.verification.v1 import facts_pb2 as _facts_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TicketKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TICKET_KIND_UNSPECIFIED: _ClassVar[TicketKind]
    TICKET_KIND_CONTRADICTED: _ClassVar[TicketKind]
    TICKET_KIND_STALE: _ClassVar[TicketKind]
    TICKET_KIND_DISPUTED: _ClassVar[TicketKind]

class TicketAnswer(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TICKET_ANSWER_UNSPECIFIED: _ClassVar[TicketAnswer]
    TICKET_ANSWER_CORRECTED: _ClassVar[TicketAnswer]
    TICKET_ANSWER_RIGHT: _ClassVar[TicketAnswer]
TICKET_KIND_UNSPECIFIED: TicketKind
TICKET_KIND_CONTRADICTED: TicketKind
TICKET_KIND_STALE: TicketKind
TICKET_KIND_DISPUTED: TicketKind
TICKET_ANSWER_UNSPECIFIED: TicketAnswer
TICKET_ANSWER_CORRECTED: TicketAnswer
TICKET_ANSWER_RIGHT: TicketAnswer

class Ticket(_message.Message):
    __slots__ = ("id", "kind", "source", "department", "fact", "open_time", "due", "light", "answer", "answer_time", "applications")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    FACT_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    APPLICATIONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: TicketKind
    source: str
    department: str
    fact: str
    open_time: _timestamp_pb2.Timestamp
    due: _events_pb2.DueDate
    light: _state_pb2.Light
    answer: TicketAnswer
    answer_time: _timestamp_pb2.Timestamp
    applications: int
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[TicketKind, str]] = ..., source: _Optional[str] = ..., department: _Optional[str] = ..., fact: _Optional[str] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due: _Optional[_Union[_events_pb2.DueDate, _Mapping]] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., answer: _Optional[_Union[TicketAnswer, str]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., applications: _Optional[int] = ...) -> None: ...

class TicketContent(_message.Message):
    __slots__ = ("subject_name", "fact", "statement")
    SUBJECT_NAME_FIELD_NUMBER: _ClassVar[int]
    FACT_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    subject_name: str
    fact: _facts_pb2.Fact
    statement: str
    def __init__(self, subject_name: _Optional[str] = ..., fact: _Optional[_Union[_facts_pb2.Fact, _Mapping]] = ..., statement: _Optional[str] = ...) -> None: ...

class TicketWords(_message.Message):
    __slots__ = ("text",)
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class ListTicketsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "light", "answered")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    ANSWERED_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    light: _state_pb2.Light
    answered: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., answered: _Optional[bool] = ...) -> None: ...

class ListTicketsResponse(_message.Message):
    __slots__ = ("tickets", "next_page_token")
    TICKETS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    tickets: _containers.RepeatedCompositeFieldContainer[Ticket]
    next_page_token: str
    def __init__(self, tickets: _Optional[_Iterable[_Union[Ticket, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetTicketRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetTicketResponse(_message.Message):
    __slots__ = ("ticket", "contents")
    TICKET_FIELD_NUMBER: _ClassVar[int]
    CONTENTS_FIELD_NUMBER: _ClassVar[int]
    ticket: Ticket
    contents: _containers.RepeatedCompositeFieldContainer[TicketContent]
    def __init__(self, ticket: _Optional[_Union[Ticket, _Mapping]] = ..., contents: _Optional[_Iterable[_Union[TicketContent, _Mapping]]] = ...) -> None: ...

class AnswerTicketRequest(_message.Message):
    __slots__ = ("id", "request_id", "answer", "words")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    answer: TicketAnswer
    words: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., answer: _Optional[_Union[TicketAnswer, str]] = ..., words: _Optional[str] = ...) -> None: ...

class AnswerTicketResponse(_message.Message):
    __slots__ = ("ticket",)
    TICKET_FIELD_NUMBER: _ClassVar[int]
    ticket: Ticket
    def __init__(self, ticket: _Optional[_Union[Ticket, _Mapping]] = ...) -> None: ...

class ReportSourcesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SourceReport(_message.Message):
    __slots__ = ("source", "department", "opened", "open", "overdue", "contradicted", "stale", "disputed", "corrected", "right", "answer_seconds_median", "answer_seconds_max")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    OPENED_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    CONTRADICTED_FIELD_NUMBER: _ClassVar[int]
    STALE_FIELD_NUMBER: _ClassVar[int]
    DISPUTED_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_SECONDS_MEDIAN_FIELD_NUMBER: _ClassVar[int]
    ANSWER_SECONDS_MAX_FIELD_NUMBER: _ClassVar[int]
    source: str
    department: str
    opened: int
    open: int
    overdue: int
    contradicted: int
    stale: int
    disputed: int
    corrected: int
    right: int
    answer_seconds_median: int
    answer_seconds_max: int
    def __init__(self, source: _Optional[str] = ..., department: _Optional[str] = ..., opened: _Optional[int] = ..., open: _Optional[int] = ..., overdue: _Optional[int] = ..., contradicted: _Optional[int] = ..., stale: _Optional[int] = ..., disputed: _Optional[int] = ..., corrected: _Optional[int] = ..., right: _Optional[int] = ..., answer_seconds_median: _Optional[int] = ..., answer_seconds_max: _Optional[int] = ...) -> None: ...

class ReportSourcesResponse(_message.Message):
    __slots__ = ("sources",)
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    sources: _containers.RepeatedCompositeFieldContainer[SourceReport]
    def __init__(self, sources: _Optional[_Iterable[_Union[SourceReport, _Mapping]]] = ...) -> None: ...
