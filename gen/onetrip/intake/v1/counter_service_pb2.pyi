import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as _application_service_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class IdentifyPersonRequest(_message.Message):
    __slots__ = ("application_id", "person", "channel", "receive_date")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    person: _application_service_pb2.PersonOnBehalf
    channel: _catalog_pb2.Channel
    receive_date: str
    def __init__(self, application_id: _Optional[str] = ..., person: _Optional[_Union[_application_service_pb2.PersonOnBehalf, _Mapping]] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., receive_date: _Optional[str] = ...) -> None: ...

class IdentifyPersonResponse(_message.Message):
    __slots__ = ("served", "expire_time")
    SERVED_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    served: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, served: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ServedPerson(_message.Message):
    __slots__ = ("person_id", "application_id", "clerk_id", "channel", "receive_date", "expire_time")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CLERK_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    application_id: str
    clerk_id: str
    channel: _catalog_pb2.Channel
    receive_date: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, person_id: _Optional[str] = ..., application_id: _Optional[str] = ..., clerk_id: _Optional[str] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., receive_date: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
