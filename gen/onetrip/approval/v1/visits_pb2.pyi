import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.approval.v1 import events_pb2 as _events_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class VisitState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VISIT_STATE_UNSPECIFIED: _ClassVar[VisitState]
    VISIT_STATE_BOOKED: _ClassVar[VisitState]
    VISIT_STATE_REFUSED: _ClassVar[VisitState]
    VISIT_STATE_CONVERTED: _ClassVar[VisitState]
    VISIT_STATE_CANCELLED: _ClassVar[VisitState]
VISIT_STATE_UNSPECIFIED: VisitState
VISIT_STATE_BOOKED: VisitState
VISIT_STATE_REFUSED: VisitState
VISIT_STATE_CONVERTED: VisitState
VISIT_STATE_CANCELLED: VisitState

class Visit(_message.Message):
    __slots__ = ("id", "application_id", "case_id", "department", "kind", "state", "visit_time", "same_presence", "options", "chosen")
    ID_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    VISIT_TIME_FIELD_NUMBER: _ClassVar[int]
    SAME_PRESENCE_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    CHOSEN_FIELD_NUMBER: _ClassVar[int]
    id: str
    application_id: str
    case_id: str
    department: str
    kind: _events_pb2.VisitKind
    state: VisitState
    visit_time: _timestamp_pb2.Timestamp
    same_presence: bool
    options: _containers.RepeatedCompositeFieldContainer[_events_pb2.ConversionOption]
    chosen: _events_pb2.ConversionOption
    def __init__(self, id: _Optional[str] = ..., application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., department: _Optional[str] = ..., kind: _Optional[_Union[_events_pb2.VisitKind, str]] = ..., state: _Optional[_Union[VisitState, str]] = ..., visit_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., same_presence: _Optional[bool] = ..., options: _Optional[_Iterable[_Union[_events_pb2.ConversionOption, _Mapping]]] = ..., chosen: _Optional[_Union[_events_pb2.ConversionOption, _Mapping]] = ...) -> None: ...

class RequestVisitRequest(_message.Message):
    __slots__ = ("id", "request_id", "visit_time", "place", "join")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VISIT_TIME_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    JOIN_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    visit_time: _timestamp_pb2.Timestamp
    place: str
    join: bool
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., visit_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., place: _Optional[str] = ..., join: _Optional[bool] = ...) -> None: ...

class RequestVisitResponse(_message.Message):
    __slots__ = ("visit",)
    VISIT_FIELD_NUMBER: _ClassVar[int]
    visit: Visit
    def __init__(self, visit: _Optional[_Union[Visit, _Mapping]] = ...) -> None: ...

class ChooseConversionRequest(_message.Message):
    __slots__ = ("id", "request_id", "conversion")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CONVERSION_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    conversion: _events_pb2.Conversion
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., conversion: _Optional[_Union[_events_pb2.Conversion, str]] = ...) -> None: ...

class ChooseConversionResponse(_message.Message):
    __slots__ = ("visit",)
    VISIT_FIELD_NUMBER: _ClassVar[int]
    visit: Visit
    def __init__(self, visit: _Optional[_Union[Visit, _Mapping]] = ...) -> None: ...

class CancelVisitRequest(_message.Message):
    __slots__ = ("id", "request_id", "served")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    served: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., served: _Optional[str] = ...) -> None: ...

class CancelVisitResponse(_message.Message):
    __slots__ = ("visit",)
    VISIT_FIELD_NUMBER: _ClassVar[int]
    visit: Visit
    def __init__(self, visit: _Optional[_Union[Visit, _Mapping]] = ...) -> None: ...
