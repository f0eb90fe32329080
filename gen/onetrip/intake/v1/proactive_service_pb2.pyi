from google.api import annotations_pb2 as _annotations_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.intake.v1 import application_service_pb2 as _application_service_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DeclineItemRequest(_message.Message):
    __slots__ = ("request_id", "item_code", "person")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    item_code: str
    person: _application_service_pb2.PersonOnBehalf
    def __init__(self, request_id: _Optional[str] = ..., item_code: _Optional[str] = ..., person: _Optional[_Union[_application_service_pb2.PersonOnBehalf, _Mapping]] = ...) -> None: ...

class DeclineItemResponse(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...
