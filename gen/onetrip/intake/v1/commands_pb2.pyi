import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BeginProactiveRun(_message.Message):
    __slots__ = ("run_id", "item_code")
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    run_id: str
    item_code: str
    def __init__(self, run_id: _Optional[str] = ..., item_code: _Optional[str] = ...) -> None: ...

class OpenProactively(_message.Message):
    __slots__ = ("run_id", "page", "item_code", "item_version", "person_ids", "dry_run")
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    ITEM_VERSION_FIELD_NUMBER: _ClassVar[int]
    PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    run_id: str
    page: int
    item_code: str
    item_version: int
    person_ids: _containers.RepeatedScalarFieldContainer[str]
    dry_run: bool
    def __init__(self, run_id: _Optional[str] = ..., page: _Optional[int] = ..., item_code: _Optional[str] = ..., item_version: _Optional[int] = ..., person_ids: _Optional[_Iterable[str]] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class TakeBack(_message.Message):
    __slots__ = ("message_id", "type", "payload", "time")
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    message_id: str
    type: str
    payload: bytes
    time: _timestamp_pb2.Timestamp
    def __init__(self, message_id: _Optional[str] = ..., type: _Optional[str] = ..., payload: _Optional[bytes] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
