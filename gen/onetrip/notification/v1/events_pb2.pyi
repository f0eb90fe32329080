import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class NoticeKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NOTICE_KIND_UNSPECIFIED: _ClassVar[NoticeKind]
    NOTICE_KIND_RECEIPT: _ClassVar[NoticeKind]
    NOTICE_KIND_ACCEPTANCE: _ClassVar[NoticeKind]
    NOTICE_KIND_SUPPLEMENT: _ClassVar[NoticeKind]
    NOTICE_KIND_SUPPLEMENT_REMINDER: _ClassVar[NoticeKind]
    NOTICE_KIND_NON_ACCEPTANCE: _ClassVar[NoticeKind]
    NOTICE_KIND_DECISION: _ClassVar[NoticeKind]
    NOTICE_KIND_DELIVERY_RECEIPT: _ClassVar[NoticeKind]
    NOTICE_KIND_LAPSE: _ClassVar[NoticeKind]
    NOTICE_KIND_WITHDRAWAL: _ClassVar[NoticeKind]
    NOTICE_KIND_VISIT: _ClassVar[NoticeKind]
    NOTICE_KIND_VISIT_CONVERTED: _ClassVar[NoticeKind]
    NOTICE_KIND_VISIT_REFUSED: _ClassVar[NoticeKind]
    NOTICE_KIND_VISIT_CANCELLED: _ClassVar[NoticeKind]
    NOTICE_KIND_FOLLOW_UP: _ClassVar[NoticeKind]
    NOTICE_KIND_RATING_ANSWER: _ClassVar[NoticeKind]
    NOTICE_KIND_REVOCATION: _ClassVar[NoticeKind]
    NOTICE_KIND_CORRECTION: _ClassVar[NoticeKind]
    NOTICE_KIND_SPECIAL_PROCEDURE: _ClassVar[NoticeKind]
    NOTICE_KIND_EXTENSION: _ClassVar[NoticeKind]
    NOTICE_KIND_DELIVERY_REROUTED: _ClassVar[NoticeKind]
    NOTICE_KIND_LATE_REMINDER: _ClassVar[NoticeKind]
    NOTICE_KIND_REVOCATION_PROPOSED: _ClassVar[NoticeKind]
    NOTICE_KIND_REVOCATION_DROPPED: _ClassVar[NoticeKind]
    NOTICE_KIND_RIGHTS: _ClassVar[NoticeKind]
    NOTICE_KIND_HEARING: _ClassVar[NoticeKind]
    NOTICE_KIND_PARTY_DECISION: _ClassVar[NoticeKind]
    NOTICE_KIND_PARTY_AMENDMENT: _ClassVar[NoticeKind]
    NOTICE_KIND_PARTY_END: _ClassVar[NoticeKind]
    NOTICE_KIND_REVIEW_ANSWER: _ClassVar[NoticeKind]
    NOTICE_KIND_CORRECTION_REQUESTED: _ClassVar[NoticeKind]
    NOTICE_KIND_TERMINATION: _ClassVar[NoticeKind]
    NOTICE_KIND_LIMIT_CORRECTED: _ClassVar[NoticeKind]

class NoticeChannel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NOTICE_CHANNEL_UNSPECIFIED: _ClassVar[NoticeChannel]
    NOTICE_CHANNEL_IN_APP: _ClassVar[NoticeChannel]
    NOTICE_CHANNEL_SMS: _ClassVar[NoticeChannel]
    NOTICE_CHANNEL_EMAIL: _ClassVar[NoticeChannel]
    NOTICE_CHANNEL_PHONE: _ClassVar[NoticeChannel]
    NOTICE_CHANNEL_POST: _ClassVar[NoticeChannel]
NOTICE_KIND_UNSPECIFIED: NoticeKind
NOTICE_KIND_RECEIPT: NoticeKind
NOTICE_KIND_ACCEPTANCE: NoticeKind
NOTICE_KIND_SUPPLEMENT: NoticeKind
NOTICE_KIND_SUPPLEMENT_REMINDER: NoticeKind
NOTICE_KIND_NON_ACCEPTANCE: NoticeKind
NOTICE_KIND_DECISION: NoticeKind
NOTICE_KIND_DELIVERY_RECEIPT: NoticeKind
NOTICE_KIND_LAPSE: NoticeKind
NOTICE_KIND_WITHDRAWAL: NoticeKind
NOTICE_KIND_VISIT: NoticeKind
NOTICE_KIND_VISIT_CONVERTED: NoticeKind
NOTICE_KIND_VISIT_REFUSED: NoticeKind
NOTICE_KIND_VISIT_CANCELLED: NoticeKind
NOTICE_KIND_FOLLOW_UP: NoticeKind
NOTICE_KIND_RATING_ANSWER: NoticeKind
NOTICE_KIND_REVOCATION: NoticeKind
NOTICE_KIND_CORRECTION: NoticeKind
NOTICE_KIND_SPECIAL_PROCEDURE: NoticeKind
NOTICE_KIND_EXTENSION: NoticeKind
NOTICE_KIND_DELIVERY_REROUTED: NoticeKind
NOTICE_KIND_LATE_REMINDER: NoticeKind
NOTICE_KIND_REVOCATION_PROPOSED: NoticeKind
NOTICE_KIND_REVOCATION_DROPPED: NoticeKind
NOTICE_KIND_RIGHTS: NoticeKind
NOTICE_KIND_HEARING: NoticeKind
NOTICE_KIND_PARTY_DECISION: NoticeKind
NOTICE_KIND_PARTY_AMENDMENT: NoticeKind
NOTICE_KIND_PARTY_END: NoticeKind
NOTICE_KIND_REVIEW_ANSWER: NoticeKind
NOTICE_KIND_CORRECTION_REQUESTED: NoticeKind
NOTICE_KIND_TERMINATION: NoticeKind
NOTICE_KIND_LIMIT_CORRECTED: NoticeKind
NOTICE_CHANNEL_UNSPECIFIED: NoticeChannel
NOTICE_CHANNEL_IN_APP: NoticeChannel
NOTICE_CHANNEL_SMS: NoticeChannel
NOTICE_CHANNEL_EMAIL: NoticeChannel
NOTICE_CHANNEL_PHONE: NoticeChannel
NOTICE_CHANNEL_POST: NoticeChannel

class NoticeDelivered(_message.Message):
    __slots__ = ("application_id", "notice_id", "kind", "channel", "deliver_time", "year", "number")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    DELIVER_TIME_FIELD_NUMBER: _ClassVar[int]
    YEAR_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    notice_id: str
    kind: NoticeKind
    channel: NoticeChannel
    deliver_time: _timestamp_pb2.Timestamp
    year: int
    number: int
    def __init__(self, application_id: _Optional[str] = ..., notice_id: _Optional[str] = ..., kind: _Optional[_Union[NoticeKind, str]] = ..., channel: _Optional[_Union[NoticeChannel, str]] = ..., deliver_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., year: _Optional[int] = ..., number: _Optional[int] = ...) -> None: ...

class PartyReached(_message.Message):
    __slots__ = ("application_id", "notice_id", "kind", "case_id", "person_id", "channel", "reach_date", "know_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    REACH_DATE_FIELD_NUMBER: _ClassVar[int]
    KNOW_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    notice_id: str
    kind: NoticeKind
    case_id: str
    person_id: str
    channel: NoticeChannel
    reach_date: str
    know_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., notice_id: _Optional[str] = ..., kind: _Optional[_Union[NoticeKind, str]] = ..., case_id: _Optional[str] = ..., person_id: _Optional[str] = ..., channel: _Optional[_Union[NoticeChannel, str]] = ..., reach_date: _Optional[str] = ..., know_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class NoticeFailed(_message.Message):
    __slots__ = ("application_id", "notice_id", "kind", "channel", "fail_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    FAIL_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    notice_id: str
    kind: NoticeKind
    channel: NoticeChannel
    fail_time: _timestamp_pb2.Timestamp
    def __init__(self, application_id: _Optional[str] = ..., notice_id: _Optional[str] = ..., kind: _Optional[_Union[NoticeKind, str]] = ..., channel: _Optional[_Union[NoticeChannel, str]] = ..., fail_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
