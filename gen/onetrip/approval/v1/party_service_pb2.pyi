import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.process.v1 import events_pb2 as _events_pb2
from onetrip.process.v1 import state_pb2 as _state_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class HearingRight(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HEARING_RIGHT_UNSPECIFIED: _ClassVar[HearingRight]
    HEARING_RIGHT_OPEN: _ClassVar[HearingRight]
    HEARING_RIGHT_OVER: _ClassVar[HearingRight]
    HEARING_RIGHT_WAIVED: _ClassVar[HearingRight]
    HEARING_RIGHT_REQUESTED: _ClassVar[HearingRight]
HEARING_RIGHT_UNSPECIFIED: HearingRight
HEARING_RIGHT_OPEN: HearingRight
HEARING_RIGHT_OVER: HearingRight
HEARING_RIGHT_WAIVED: HearingRight
HEARING_RIGHT_REQUESTED: HearingRight

class ConcernedCase(_message.Message):
    __slots__ = ("case_id", "item_code", "item_name", "department_name", "outcome", "hearing_right", "request_by", "hearing_time", "hearing_place")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    ITEM_NAME_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    HEARING_RIGHT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_BY_FIELD_NUMBER: _ClassVar[int]
    HEARING_TIME_FIELD_NUMBER: _ClassVar[int]
    HEARING_PLACE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    item_code: str
    item_name: _catalog_pb2.LocalizedText
    department_name: _catalog_pb2.LocalizedText
    outcome: _state_pb2.CaseOutcome
    hearing_right: HearingRight
    request_by: _events_pb2.DueDate
    hearing_time: _timestamp_pb2.Timestamp
    hearing_place: str
    def __init__(self, case_id: _Optional[str] = ..., item_code: _Optional[str] = ..., item_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., department_name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., outcome: _Optional[_Union[_state_pb2.CaseOutcome, str]] = ..., hearing_right: _Optional[_Union[HearingRight, str]] = ..., request_by: _Optional[_Union[_events_pb2.DueDate, _Mapping]] = ..., hearing_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., hearing_place: _Optional[str] = ...) -> None: ...

class OwnStatement(_message.Message):
    __slots__ = ("id", "text", "state_time", "answers")
    ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    STATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    id: str
    text: str
    state_time: _timestamp_pb2.Timestamp
    answers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., text: _Optional[str] = ..., state_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answers: _Optional[_Iterable[str]] = ...) -> None: ...

class GetMatterRequest(_message.Message):
    __slots__ = ("application_id", "served")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    served: str
    def __init__(self, application_id: _Optional[str] = ..., served: _Optional[str] = ...) -> None: ...

class GetMatterResponse(_message.Message):
    __slots__ = ("cases", "statements")
    CASES_FIELD_NUMBER: _ClassVar[int]
    STATEMENTS_FIELD_NUMBER: _ClassVar[int]
    cases: _containers.RepeatedCompositeFieldContainer[ConcernedCase]
    statements: _containers.RepeatedCompositeFieldContainer[OwnStatement]
    def __init__(self, cases: _Optional[_Iterable[_Union[ConcernedCase, _Mapping]]] = ..., statements: _Optional[_Iterable[_Union[OwnStatement, _Mapping]]] = ...) -> None: ...

class StateViewRequest(_message.Message):
    __slots__ = ("application_id", "request_id", "text", "served")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    request_id: str
    text: str
    served: str
    def __init__(self, application_id: _Optional[str] = ..., request_id: _Optional[str] = ..., text: _Optional[str] = ..., served: _Optional[str] = ...) -> None: ...

class StateViewResponse(_message.Message):
    __slots__ = ("statement",)
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    statement: OwnStatement
    def __init__(self, statement: _Optional[_Union[OwnStatement, _Mapping]] = ...) -> None: ...

class RequestHearingRequest(_message.Message):
    __slots__ = ("application_id", "request_id", "case_id", "served")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    request_id: str
    case_id: str
    served: str
    def __init__(self, application_id: _Optional[str] = ..., request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., served: _Optional[str] = ...) -> None: ...

class RequestHearingResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: ConcernedCase
    def __init__(self, case: _Optional[_Union[ConcernedCase, _Mapping]] = ...) -> None: ...

class WaiveHearingRequest(_message.Message):
    __slots__ = ("application_id", "request_id", "case_id", "served")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    request_id: str
    case_id: str
    served: str
    def __init__(self, application_id: _Optional[str] = ..., request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., served: _Optional[str] = ...) -> None: ...

class WaiveHearingResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: ConcernedCase
    def __init__(self, case: _Optional[_Union[ConcernedCase, _Mapping]] = ...) -> None: ...
