from google.api import annotations_pb2 as _annotations_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ServiceItemSummary(_message.Message):
    __slots__ = ("code", "version", "kind", "name", "summary", "visits", "promised_working_days")
    CODE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    VISITS_FIELD_NUMBER: _ClassVar[int]
    PROMISED_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    code: str
    version: int
    kind: _catalog_pb2.ItemKind
    name: _catalog_pb2.LocalizedText
    summary: _catalog_pb2.LocalizedText
    visits: int
    promised_working_days: int
    def __init__(self, code: _Optional[str] = ..., version: _Optional[int] = ..., kind: _Optional[_Union[_catalog_pb2.ItemKind, str]] = ..., name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., summary: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., visits: _Optional[int] = ..., promised_working_days: _Optional[int] = ...) -> None: ...

class ListServiceItemsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListServiceItemsResponse(_message.Message):
    __slots__ = ("items", "next_page_token")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[ServiceItemSummary]
    next_page_token: str
    def __init__(self, items: _Optional[_Iterable[_Union[ServiceItemSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetServiceItemRequest(_message.Message):
    __slots__ = ("code",)
    CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    def __init__(self, code: _Optional[str] = ...) -> None: ...

class GetServiceItemResponse(_message.Message):
    __slots__ = ("item",)
    ITEM_FIELD_NUMBER: _ClassVar[int]
    item: _catalog_pb2.ServiceItem
    def __init__(self, item: _Optional[_Union[_catalog_pb2.ServiceItem, _Mapping]] = ...) -> None: ...
