import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.approval.v1 import decision_service_pb2 as _decision_service_pb2
from onetrip.approval.v1 import events_pb2 as _events_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.process.v1 import events_pb2 as _events_pb2_1
from onetrip.process.v1 import state_pb2 as _state_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RuleReview(_message.Message):
    __slots__ = ("id", "application_id", "decision_id", "item_code", "rule_version", "department", "sampled", "due", "light", "open_time", "answer")
    ID_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    RULE_VERSION_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    id: str
    application_id: str
    decision_id: str
    item_code: str
    rule_version: str
    department: str
    sampled: bool
    due: _events_pb2_1.DueDate
    light: _state_pb2.Light
    open_time: _timestamp_pb2.Timestamp
    answer: _events_pb2.RuleReviewAnswer
    def __init__(self, id: _Optional[str] = ..., application_id: _Optional[str] = ..., decision_id: _Optional[str] = ..., item_code: _Optional[str] = ..., rule_version: _Optional[str] = ..., department: _Optional[str] = ..., sampled: _Optional[bool] = ..., due: _Optional[_Union[_events_pb2_1.DueDate, _Mapping]] = ..., light: _Optional[_Union[_state_pb2.Light, str]] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer: _Optional[_Union[_events_pb2.RuleReviewAnswer, str]] = ...) -> None: ...

class ListRuleReviewsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRuleReviewsResponse(_message.Message):
    __slots__ = ("rule_reviews", "next_page_token")
    RULE_REVIEWS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    rule_reviews: _containers.RepeatedCompositeFieldContainer[RuleReview]
    next_page_token: str
    def __init__(self, rule_reviews: _Optional[_Iterable[_Union[RuleReview, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetRuleReviewRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetRuleReviewResponse(_message.Message):
    __slots__ = ("rule_review", "decision", "words")
    RULE_REVIEW_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    rule_review: RuleReview
    decision: _decision_service_pb2.Decision
    words: str
    def __init__(self, rule_review: _Optional[_Union[RuleReview, _Mapping]] = ..., decision: _Optional[_Union[_decision_service_pb2.Decision, _Mapping]] = ..., words: _Optional[str] = ...) -> None: ...

class AnswerRuleReviewRequest(_message.Message):
    __slots__ = ("id", "request_id", "answer", "reasons")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    answer: _events_pb2.RuleReviewAnswer
    reasons: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., answer: _Optional[_Union[_events_pb2.RuleReviewAnswer, str]] = ..., reasons: _Optional[str] = ...) -> None: ...

class AnswerRuleReviewResponse(_message.Message):
    __slots__ = ("rule_review",)
    RULE_REVIEW_FIELD_NUMBER: _ClassVar[int]
    rule_review: RuleReview
    def __init__(self, rule_review: _Optional[_Union[RuleReview, _Mapping]] = ...) -> None: ...

class ReportRulesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RuleReport(_message.Message):
    __slots__ = ("item_code", "rule_version", "department", "decided", "sampled", "agreed", "disagreed", "reviews_requested", "reviews_changed")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    RULE_VERSION_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DECIDED_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_FIELD_NUMBER: _ClassVar[int]
    AGREED_FIELD_NUMBER: _ClassVar[int]
    DISAGREED_FIELD_NUMBER: _ClassVar[int]
    REVIEWS_REQUESTED_FIELD_NUMBER: _ClassVar[int]
    REVIEWS_CHANGED_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    rule_version: str
    department: str
    decided: int
    sampled: int
    agreed: int
    disagreed: int
    reviews_requested: int
    reviews_changed: int
    def __init__(self, item_code: _Optional[str] = ..., rule_version: _Optional[str] = ..., department: _Optional[str] = ..., decided: _Optional[int] = ..., sampled: _Optional[int] = ..., agreed: _Optional[int] = ..., disagreed: _Optional[int] = ..., reviews_requested: _Optional[int] = ..., reviews_changed: _Optional[int] = ...) -> None: ...

class ReportRulesResponse(_message.Message):
    __slots__ = ("rules",)
    RULES_FIELD_NUMBER: _ClassVar[int]
    rules: _containers.RepeatedCompositeFieldContainer[RuleReport]
    def __init__(self, rules: _Optional[_Iterable[_Union[RuleReport, _Mapping]]] = ...) -> None: ...

class CompareRuleRequest(_message.Message):
    __slots__ = ("item_code", "rule", "page_size", "page_token")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    rule: _catalog_pb2.InstantRule
    page_size: int
    page_token: str
    def __init__(self, item_code: _Optional[str] = ..., rule: _Optional[_Union[_catalog_pb2.InstantRule, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ComparedCase(_message.Message):
    __slots__ = ("application_id", "case_id", "decision_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    case_id: str
    decision_id: str
    def __init__(self, application_id: _Optional[str] = ..., case_id: _Optional[str] = ..., decision_id: _Optional[str] = ...) -> None: ...

class CompareRuleResponse(_message.Message):
    __slots__ = ("compared", "newly_granted", "no_longer_granted", "next_page_token", "destroyed")
    COMPARED_FIELD_NUMBER: _ClassVar[int]
    NEWLY_GRANTED_FIELD_NUMBER: _ClassVar[int]
    NO_LONGER_GRANTED_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    DESTROYED_FIELD_NUMBER: _ClassVar[int]
    compared: int
    newly_granted: _containers.RepeatedCompositeFieldContainer[ComparedCase]
    no_longer_granted: _containers.RepeatedCompositeFieldContainer[ComparedCase]
    next_page_token: str
    destroyed: int
    def __init__(self, compared: _Optional[int] = ..., newly_granted: _Optional[_Iterable[_Union[ComparedCase, _Mapping]]] = ..., no_longer_granted: _Optional[_Iterable[_Union[ComparedCase, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., destroyed: _Optional[int] = ...) -> None: ...
