import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.notification.v1 import events_pb2 as _events_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class NoticeDeliveryState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NOTICE_DELIVERY_STATE_UNSPECIFIED: _ClassVar[NoticeDeliveryState]
    NOTICE_DELIVERY_STATE_PENDING: _ClassVar[NoticeDeliveryState]
    NOTICE_DELIVERY_STATE_DELIVERED: _ClassVar[NoticeDeliveryState]
    NOTICE_DELIVERY_STATE_FAILED: _ClassVar[NoticeDeliveryState]

class NoticeVerification(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NOTICE_VERIFICATION_UNSPECIFIED: _ClassVar[NoticeVerification]
    NOTICE_VERIFICATION_VALID: _ClassVar[NoticeVerification]
    NOTICE_VERIFICATION_UNKNOWN: _ClassVar[NoticeVerification]

class ErrandOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERRAND_OUTCOME_UNSPECIFIED: _ClassVar[ErrandOutcome]
    ERRAND_OUTCOME_DONE: _ClassVar[ErrandOutcome]
    ERRAND_OUTCOME_NO_ANSWER: _ClassVar[ErrandOutcome]
    ERRAND_OUTCOME_WRONG_TARGET: _ClassVar[ErrandOutcome]
NOTICE_DELIVERY_STATE_UNSPECIFIED: NoticeDeliveryState
NOTICE_DELIVERY_STATE_PENDING: NoticeDeliveryState
NOTICE_DELIVERY_STATE_DELIVERED: NoticeDeliveryState
NOTICE_DELIVERY_STATE_FAILED: NoticeDeliveryState
NOTICE_VERIFICATION_UNSPECIFIED: NoticeVerification
NOTICE_VERIFICATION_VALID: NoticeVerification
NOTICE_VERIFICATION_UNKNOWN: NoticeVerification
ERRAND_OUTCOME_UNSPECIFIED: ErrandOutcome
ERRAND_OUTCOME_DONE: ErrandOutcome
ERRAND_OUTCOME_NO_ANSWER: ErrandOutcome
ERRAND_OUTCOME_WRONG_TARGET: ErrandOutcome

class NoticeDelivery(_message.Message):
    __slots__ = ("channel", "state", "update_time")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    channel: _events_pb2.NoticeChannel
    state: NoticeDeliveryState
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, channel: _Optional[_Union[_events_pb2.NoticeChannel, str]] = ..., state: _Optional[_Union[NoticeDeliveryState, str]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Notice(_message.Message):
    __slots__ = ("id", "application_id", "kind", "number", "title", "text", "issue_time", "deliveries", "department", "verification_code")
    ID_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ISSUE_TIME_FIELD_NUMBER: _ClassVar[int]
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_CODE_FIELD_NUMBER: _ClassVar[int]
    id: str
    application_id: str
    kind: _events_pb2.NoticeKind
    number: str
    title: _catalog_pb2.LocalizedText
    text: _catalog_pb2.LocalizedText
    issue_time: _timestamp_pb2.Timestamp
    deliveries: _containers.RepeatedCompositeFieldContainer[NoticeDelivery]
    department: _catalog_pb2.Department
    verification_code: str
    def __init__(self, id: _Optional[str] = ..., application_id: _Optional[str] = ..., kind: _Optional[_Union[_events_pb2.NoticeKind, str]] = ..., number: _Optional[str] = ..., title: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., text: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., issue_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deliveries: _Optional[_Iterable[_Union[NoticeDelivery, _Mapping]]] = ..., department: _Optional[_Union[_catalog_pb2.Department, _Mapping]] = ..., verification_code: _Optional[str] = ...) -> None: ...

class ListNoticesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "application_id")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    application_id: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., application_id: _Optional[str] = ...) -> None: ...

class ListNoticesResponse(_message.Message):
    __slots__ = ("notices", "next_page_token")
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    notices: _containers.RepeatedCompositeFieldContainer[Notice]
    next_page_token: str
    def __init__(self, notices: _Optional[_Iterable[_Union[Notice, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetNoticeRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetNoticeResponse(_message.Message):
    __slots__ = ("notice",)
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    notice: Notice
    def __init__(self, notice: _Optional[_Union[Notice, _Mapping]] = ...) -> None: ...

class DownloadNoticeRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class VerifyNoticeRequest(_message.Message):
    __slots__ = ("code",)
    CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    def __init__(self, code: _Optional[str] = ...) -> None: ...

class VerifyNoticeResponse(_message.Message):
    __slots__ = ("verification", "kind", "number", "issue_date", "department")
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    ISSUE_DATE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    verification: NoticeVerification
    kind: _events_pb2.NoticeKind
    number: str
    issue_date: str
    department: _catalog_pb2.Department
    def __init__(self, verification: _Optional[_Union[NoticeVerification, str]] = ..., kind: _Optional[_Union[_events_pb2.NoticeKind, str]] = ..., number: _Optional[str] = ..., issue_date: _Optional[str] = ..., department: _Optional[_Union[_catalog_pb2.Department, _Mapping]] = ...) -> None: ...

class Preferences(_message.Message):
    __slots__ = ("channels", "etag")
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    channels: _containers.RepeatedScalarFieldContainer[_events_pb2.NoticeChannel]
    etag: str
    def __init__(self, channels: _Optional[_Iterable[_Union[_events_pb2.NoticeChannel, str]]] = ..., etag: _Optional[str] = ...) -> None: ...

class GetPreferencesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetPreferencesResponse(_message.Message):
    __slots__ = ("preferences",)
    PREFERENCES_FIELD_NUMBER: _ClassVar[int]
    preferences: Preferences
    def __init__(self, preferences: _Optional[_Union[Preferences, _Mapping]] = ...) -> None: ...

class UpdatePreferencesRequest(_message.Message):
    __slots__ = ("channels", "etag")
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    channels: _containers.RepeatedScalarFieldContainer[_events_pb2.NoticeChannel]
    etag: str
    def __init__(self, channels: _Optional[_Iterable[_Union[_events_pb2.NoticeChannel, str]]] = ..., etag: _Optional[str] = ...) -> None: ...

class UpdatePreferencesResponse(_message.Message):
    __slots__ = ("preferences",)
    PREFERENCES_FIELD_NUMBER: _ClassVar[int]
    preferences: Preferences
    def __init__(self, preferences: _Optional[_Union[Preferences, _Mapping]] = ...) -> None: ...

class Errand(_message.Message):
    __slots__ = ("id", "channel", "notice_id", "application_id", "tracking_number", "kind", "name", "target", "text", "create_time", "attempts")
    ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    TRACKING_NUMBER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    id: str
    channel: _events_pb2.NoticeChannel
    notice_id: str
    application_id: str
    tracking_number: str
    kind: _events_pb2.NoticeKind
    name: str
    target: str
    text: _catalog_pb2.LocalizedText
    create_time: _timestamp_pb2.Timestamp
    attempts: int
    def __init__(self, id: _Optional[str] = ..., channel: _Optional[_Union[_events_pb2.NoticeChannel, str]] = ..., notice_id: _Optional[str] = ..., application_id: _Optional[str] = ..., tracking_number: _Optional[str] = ..., kind: _Optional[_Union[_events_pb2.NoticeKind, str]] = ..., name: _Optional[str] = ..., target: _Optional[str] = ..., text: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., attempts: _Optional[int] = ...) -> None: ...

class ListErrandsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "channel", "application_id")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    channel: _events_pb2.NoticeChannel
    application_id: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., channel: _Optional[_Union[_events_pb2.NoticeChannel, str]] = ..., application_id: _Optional[str] = ...) -> None: ...

class ListErrandsResponse(_message.Message):
    __slots__ = ("errands", "next_page_token")
    ERRANDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    errands: _containers.RepeatedCompositeFieldContainer[Errand]
    next_page_token: str
    def __init__(self, errands: _Optional[_Iterable[_Union[Errand, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RecordOutcomeRequest(_message.Message):
    __slots__ = ("id", "request_id", "outcome", "note")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    outcome: ErrandOutcome
    note: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., outcome: _Optional[_Union[ErrandOutcome, str]] = ..., note: _Optional[str] = ...) -> None: ...

class RecordOutcomeResponse(_message.Message):
    __slots__ = ("errand", "closed")
    ERRAND_FIELD_NUMBER: _ClassVar[int]
    CLOSED_FIELD_NUMBER: _ClassVar[int]
    errand: Errand
    closed: bool
    def __init__(self, errand: _Optional[_Union[Errand, _Mapping]] = ..., closed: _Optional[bool] = ...) -> None: ...

class IdentifyByNoticeRequest(_message.Message):
    __slots__ = ("code", "name", "channel", "receive_date")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    channel: _catalog_pb2.Channel
    receive_date: str
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., receive_date: _Optional[str] = ...) -> None: ...

class IdentifyByNoticeResponse(_message.Message):
    __slots__ = ("served", "application_id", "expire_time")
    SERVED_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    served: str
    application_id: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, served: _Optional[str] = ..., application_id: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListAnnouncementsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAnnouncementsResponse(_message.Message):
    __slots__ = ("announcements", "next_page_token")
    ANNOUNCEMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    announcements: _containers.RepeatedCompositeFieldContainer[Announcement]
    next_page_token: str
    def __init__(self, announcements: _Optional[_Iterable[_Union[Announcement, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Announcement(_message.Message):
    __slots__ = ("application_id", "department", "text", "publish_time", "end_date")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    department: str
    text: _catalog_pb2.LocalizedText
    publish_time: _timestamp_pb2.Timestamp
    end_date: str
    def __init__(self, application_id: _Optional[str] = ..., department: _Optional[str] = ..., text: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_date: _Optional[str] = ...) -> None: ...
