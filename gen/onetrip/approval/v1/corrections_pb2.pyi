import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.approval.v1 import events_pb2 as _events_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RequestCorrectionRequest(_message.Message):
    __slots__ = ("id", "request_id", "fields", "material_codes", "reasons")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_CODES_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    fields: _containers.RepeatedScalarFieldContainer[str]
    material_codes: _containers.RepeatedScalarFieldContainer[str]
    reasons: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., fields: _Optional[_Iterable[str]] = ..., material_codes: _Optional[_Iterable[str]] = ..., reasons: _Optional[str] = ...) -> None: ...

class RequestCorrectionResponse(_message.Message):
    __slots__ = ("correction",)
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    correction: Correction
    def __init__(self, correction: _Optional[_Union[Correction, _Mapping]] = ...) -> None: ...

class Correction(_message.Message):
    __slots__ = ("number", "items", "ask_time", "answer_time")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    number: int
    items: _containers.RepeatedCompositeFieldContainer[_events_pb2.CorrectionItem]
    ask_time: _timestamp_pb2.Timestamp
    answer_time: _timestamp_pb2.Timestamp
    def __init__(self, number: _Optional[int] = ..., items: _Optional[_Iterable[_Union[_events_pb2.CorrectionItem, _Mapping]]] = ..., ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
