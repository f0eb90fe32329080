import datetime

from google.api import annotations_pb2 as _annotations_pb2
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

class GuideAnswer(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GUIDE_ANSWER_UNSPECIFIED: _ClassVar[GuideAnswer]
    GUIDE_ANSWER_YES: _ClassVar[GuideAnswer]
    GUIDE_ANSWER_NO: _ClassVar[GuideAnswer]

class GuideState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GUIDE_STATE_UNSPECIFIED: _ClassVar[GuideState]
    GUIDE_STATE_HELD: _ClassVar[GuideState]
    GUIDE_STATE_LOOKED_UP: _ClassVar[GuideState]
    GUIDE_STATE_NEEDED: _ClassVar[GuideState]
    GUIDE_STATE_LATER: _ClassVar[GuideState]
    GUIDE_STATE_NOT_NEEDED: _ClassVar[GuideState]
GUIDE_ANSWER_UNSPECIFIED: GuideAnswer
GUIDE_ANSWER_YES: GuideAnswer
GUIDE_ANSWER_NO: GuideAnswer
GUIDE_STATE_UNSPECIFIED: GuideState
GUIDE_STATE_HELD: GuideState
GUIDE_STATE_LOOKED_UP: GuideState
GUIDE_STATE_NEEDED: GuideState
GUIDE_STATE_LATER: GuideState
GUIDE_STATE_NOT_NEEDED: GuideState

class GuideQuestionView(_message.Message):
    __slots__ = ("code", "text", "answer")
    CODE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    code: str
    text: _catalog_pb2.LocalizedText
    answer: GuideAnswer
    def __init__(self, code: _Optional[str] = ..., text: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., answer: _Optional[_Union[GuideAnswer, str]] = ...) -> None: ...

class GuideDocument(_message.Message):
    __slots__ = ("code", "name", "state", "sources", "as_of_time", "obtained_from", "late_working_days", "sentence", "certificate")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    OBTAINED_FROM_FIELD_NUMBER: _ClassVar[int]
    LATE_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    SENTENCE_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: _catalog_pb2.LocalizedText
    state: GuideState
    sources: _containers.RepeatedCompositeFieldContainer[_catalog_pb2.Register]
    as_of_time: _timestamp_pb2.Timestamp
    obtained_from: _catalog_pb2.LocalizedText
    late_working_days: int
    sentence: _catalog_pb2.LocalizedText
    certificate: _catalog_pb2.LocalizedText
    def __init__(self, code: _Optional[str] = ..., name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., state: _Optional[_Union[GuideState, str]] = ..., sources: _Optional[_Iterable[_Union[_catalog_pb2.Register, _Mapping]]] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., obtained_from: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., late_working_days: _Optional[int] = ..., sentence: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., certificate: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class GetGuideRequest(_message.Message):
    __slots__ = ("code", "answers", "credit_code")
    class AnswersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CODE_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    answers: _containers.ScalarMap[str, str]
    credit_code: str
    def __init__(self, code: _Optional[str] = ..., answers: _Optional[_Mapping[str, str]] = ..., credit_code: _Optional[str] = ...) -> None: ...

class GetGuideResponse(_message.Message):
    __slots__ = ("item_code", "item_version", "name", "questions", "stopped", "documents", "visits", "promised_working_days", "statutory_working_days", "fee_fen", "sentences", "personal")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    ITEM_VERSION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    QUESTIONS_FIELD_NUMBER: _ClassVar[int]
    STOPPED_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    VISITS_FIELD_NUMBER: _ClassVar[int]
    PROMISED_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    STATUTORY_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    FEE_FEN_FIELD_NUMBER: _ClassVar[int]
    SENTENCES_FIELD_NUMBER: _ClassVar[int]
    PERSONAL_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    item_version: int
    name: _catalog_pb2.LocalizedText
    questions: _containers.RepeatedCompositeFieldContainer[GuideQuestionView]
    stopped: bool
    documents: _containers.RepeatedCompositeFieldContainer[GuideDocument]
    visits: int
    promised_working_days: int
    statutory_working_days: int
    fee_fen: int
    sentences: _containers.RepeatedCompositeFieldContainer[_catalog_pb2.LocalizedText]
    personal: bool
    def __init__(self, item_code: _Optional[str] = ..., item_version: _Optional[int] = ..., name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., questions: _Optional[_Iterable[_Union[GuideQuestionView, _Mapping]]] = ..., stopped: _Optional[bool] = ..., documents: _Optional[_Iterable[_Union[GuideDocument, _Mapping]]] = ..., visits: _Optional[int] = ..., promised_working_days: _Optional[int] = ..., statutory_working_days: _Optional[int] = ..., fee_fen: _Optional[int] = ..., sentences: _Optional[_Iterable[_Union[_catalog_pb2.LocalizedText, _Mapping]]] = ..., personal: _Optional[bool] = ...) -> None: ...

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
