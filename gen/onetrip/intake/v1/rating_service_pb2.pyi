from google.api import annotations_pb2 as _annotations_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.intake.v1 import events_pb2 as _events_pb2
from onetrip.process.v1 import events_pb2 as _events_pb2_1
from onetrip.process.v1 import state_pb2 as _state_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RatingAppealState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RATING_APPEAL_STATE_UNSPECIFIED: _ClassVar[RatingAppealState]
    RATING_APPEAL_STATE_PENDING: _ClassVar[RatingAppealState]
    RATING_APPEAL_STATE_UPHELD: _ClassVar[RatingAppealState]
    RATING_APPEAL_STATE_REJECTED: _ClassVar[RatingAppealState]

class CallBack(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALL_BACK_UNSPECIFIED: _ClassVar[CallBack]
    CALL_BACK_REACHED: _ClassVar[CallBack]
    CALL_BACK_NOT_REACHED: _ClassVar[CallBack]
    CALL_BACK_DECLINED: _ClassVar[CallBack]
RATING_APPEAL_STATE_UNSPECIFIED: RatingAppealState
RATING_APPEAL_STATE_PENDING: RatingAppealState
RATING_APPEAL_STATE_UPHELD: RatingAppealState
RATING_APPEAL_STATE_REJECTED: RatingAppealState
CALL_BACK_UNSPECIFIED: CallBack
CALL_BACK_REACHED: CallBack
CALL_BACK_NOT_REACHED: CallBack
CALL_BACK_DECLINED: CallBack

class FollowUp(_message.Message):
    __slots__ = ("id", "level", "comment", "item_code", "department", "channel", "rate_date", "due", "light", "appeal", "appeal_reasons")
    ID_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RATE_DATE_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    APPEAL_FIELD_NUMBER: _ClassVar[int]
    APPEAL_REASONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    level: _events_pb2.RatingLevel
    comment: str
    item_code: str
    department: str
    channel: _catalog_pb2.Channel
    rate_date: str
    due: _events_pb2_1.DueDate
    light: _state_pb2.Light
    appeal: RatingAppealState
    appeal_reasons: str
    def __init__(self, id: _Optional[str] = ..., level: _Optional[_Union[_events_pb2.RatingLevel, str]] = ..., comment: _Optional[str] = ..., item_code: _Optional[str] = ..., department: _Optional[str] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., rate_date: _Optional[str] = ..., due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., appeal: _Optional[_Union[RatingAppealState, str]] = ..., appeal_reasons: _Optional[str] = ...) -> None: ...

class ListFollowUpsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "appealed")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    APPEALED_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    appealed: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., appealed: _Optional[bool] = ...) -> None: ...

class ListFollowUpsResponse(_message.Message):
    __slots__ = ("follow_ups", "next_page_token")
    FOLLOW_UPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    follow_ups: _containers.RepeatedCompositeFieldContainer[FollowUp]
    next_page_token: str
    def __init__(self, follow_ups: _Optional[_Iterable[_Union[FollowUp, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ResolveFollowUpRequest(_message.Message):
    __slots__ = ("id", "request_id", "call_back", "measures", "answer")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CALL_BACK_FIELD_NUMBER: _ClassVar[int]
    MEASURES_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    call_back: CallBack
    measures: str
    answer: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., call_back: _Optional[_Union[CallBack, str]] = ..., measures: _Optional[str] = ..., answer: _Optional[str] = ...) -> None: ...

class ResolveFollowUpResponse(_message.Message):
    __slots__ = ("follow_up",)
    FOLLOW_UP_FIELD_NUMBER: _ClassVar[int]
    follow_up: FollowUp
    def __init__(self, follow_up: _Optional[_Union[FollowUp, _Mapping]] = ...) -> None: ...

class AppealRatingRequest(_message.Message):
    __slots__ = ("id", "request_id", "reasons")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    reasons: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., reasons: _Optional[str] = ...) -> None: ...

class AppealRatingResponse(_message.Message):
    __slots__ = ("follow_up",)
    FOLLOW_UP_FIELD_NUMBER: _ClassVar[int]
    follow_up: FollowUp
    def __init__(self, follow_up: _Optional[_Union[FollowUp, _Mapping]] = ...) -> None: ...

class DecideRatingAppealRequest(_message.Message):
    __slots__ = ("id", "request_id", "malicious", "reasons")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MALICIOUS_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    malicious: bool
    reasons: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., malicious: _Optional[bool] = ..., reasons: _Optional[str] = ...) -> None: ...

class DecideRatingAppealResponse(_message.Message):
    __slots__ = ("follow_up",)
    FOLLOW_UP_FIELD_NUMBER: _ClassVar[int]
    follow_up: FollowUp
    def __init__(self, follow_up: _Optional[_Union[FollowUp, _Mapping]] = ...) -> None: ...

class GetRatingStatisticsRequest(_message.Message):
    __slots__ = ("from_month", "until_month")
    FROM_MONTH_FIELD_NUMBER: _ClassVar[int]
    UNTIL_MONTH_FIELD_NUMBER: _ClassVar[int]
    from_month: str
    until_month: str
    def __init__(self, from_month: _Optional[str] = ..., until_month: _Optional[str] = ...) -> None: ...

class RatingGroup(_message.Message):
    __slots__ = ("code", "count", "levels", "suppressed")
    CODE_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    SUPPRESSED_FIELD_NUMBER: _ClassVar[int]
    code: str
    count: int
    levels: _containers.RepeatedScalarFieldContainer[int]
    suppressed: bool
    def __init__(self, code: _Optional[str] = ..., count: _Optional[int] = ..., levels: _Optional[_Iterable[int]] = ..., suppressed: _Optional[bool] = ...) -> None: ...

class GetRatingStatisticsResponse(_message.Message):
    __slots__ = ("total", "items", "departments", "channels", "smallest_group_shown")
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENTS_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    SMALLEST_GROUP_SHOWN_FIELD_NUMBER: _ClassVar[int]
    total: RatingGroup
    items: _containers.RepeatedCompositeFieldContainer[RatingGroup]
    departments: _containers.RepeatedCompositeFieldContainer[RatingGroup]
    channels: _containers.RepeatedCompositeFieldContainer[RatingGroup]
    smallest_group_shown: int
    def __init__(self, total: _Optional[_Union[RatingGroup, _Mapping]] = ..., items: _Optional[_Iterable[_Union[RatingGroup, _Mapping]]] = ..., departments: _Optional[_Iterable[_Union[RatingGroup, _Mapping]]] = ..., channels: _Optional[_Iterable[_Union[RatingGroup, _Mapping]]] = ..., smallest_group_shown: _Optional[int] = ...) -> None: ...
