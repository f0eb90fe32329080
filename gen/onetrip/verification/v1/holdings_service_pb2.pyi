import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class HoldingState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HOLDING_STATE_UNSPECIFIED: _ClassVar[HoldingState]
    HOLDING_STATE_HELD: _ClassVar[HoldingState]
    HOLDING_STATE_NO_RECORD: _ClassVar[HoldingState]
    HOLDING_STATE_UNKNOWN: _ClassVar[HoldingState]
HOLDING_STATE_UNSPECIFIED: HoldingState
HOLDING_STATE_HELD: HoldingState
HOLDING_STATE_NO_RECORD: HoldingState
HOLDING_STATE_UNKNOWN: HoldingState

class ListHoldingsRequest(_message.Message):
    __slots__ = ("person_id", "item", "credit_code")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    item: _catalog_pb2.ServiceItem
    credit_code: str
    def __init__(self, person_id: _Optional[str] = ..., item: _Optional[_Union[_catalog_pb2.ServiceItem, _Mapping]] = ..., credit_code: _Optional[str] = ...) -> None: ...

class Holding(_message.Message):
    __slots__ = ("item_code", "material_code", "state", "source", "as_of_time", "name", "about_something")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_CODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ABOUT_SOMETHING_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    material_code: str
    state: HoldingState
    source: str
    as_of_time: _timestamp_pb2.Timestamp
    name: _catalog_pb2.LocalizedText
    about_something: bool
    def __init__(self, item_code: _Optional[str] = ..., material_code: _Optional[str] = ..., state: _Optional[_Union[HoldingState, str]] = ..., source: _Optional[str] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., about_something: _Optional[bool] = ...) -> None: ...

class ListHoldingsResponse(_message.Message):
    __slots__ = ("holdings", "not_represented")
    HOLDINGS_FIELD_NUMBER: _ClassVar[int]
    NOT_REPRESENTED_FIELD_NUMBER: _ClassVar[int]
    holdings: _containers.RepeatedCompositeFieldContainer[Holding]
    not_represented: bool
    def __init__(self, holdings: _Optional[_Iterable[_Union[Holding, _Mapping]]] = ..., not_represented: _Optional[bool] = ...) -> None: ...
