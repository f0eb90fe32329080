import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.intake.v1 import application_pb2 as _application_pb2
from onetrip.intake.v1 import events_pb2 as _events_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class UploadMaterialRequest(_message.Message):
    __slots__ = ("content",)
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    content: _httpbody_pb2.HttpBody
    def __init__(self, content: _Optional[_Union[_httpbody_pb2.HttpBody, _Mapping]] = ...) -> None: ...

class UploadMaterialResponse(_message.Message):
    __slots__ = ("material_id", "content_type", "size_bytes", "sha256", "scan_state")
    MATERIAL_ID_FIELD_NUMBER: _ClassVar[int]
    CONTENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    SCAN_STATE_FIELD_NUMBER: _ClassVar[int]
    material_id: str
    content_type: str
    size_bytes: int
    sha256: str
    scan_state: _events_pb2.ScanState
    def __init__(self, material_id: _Optional[str] = ..., content_type: _Optional[str] = ..., size_bytes: _Optional[int] = ..., sha256: _Optional[str] = ..., scan_state: _Optional[_Union[_events_pb2.ScanState, str]] = ...) -> None: ...

class DownloadMaterialRequest(_message.Message):
    __slots__ = ("id", "grant")
    ID_FIELD_NUMBER: _ClassVar[int]
    GRANT_FIELD_NUMBER: _ClassVar[int]
    id: str
    grant: str
    def __init__(self, id: _Optional[str] = ..., grant: _Optional[str] = ...) -> None: ...

class MaterialRef(_message.Message):
    __slots__ = ("code", "material_id")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_ID_FIELD_NUMBER: _ClassVar[int]
    code: str
    material_id: str
    def __init__(self, code: _Optional[str] = ..., material_id: _Optional[str] = ...) -> None: ...

class CommitmentInput(_message.Message):
    __slots__ = ("material_code", "version", "signed")
    MATERIAL_CODE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SIGNED_FIELD_NUMBER: _ClassVar[int]
    material_code: str
    version: int
    signed: bool
    def __init__(self, material_code: _Optional[str] = ..., version: _Optional[int] = ..., signed: _Optional[bool] = ...) -> None: ...

class PersonOnBehalf(_message.Message):
    __slots__ = ("name", "resident_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    resident_id: str
    def __init__(self, name: _Optional[str] = ..., resident_id: _Optional[str] = ...) -> None: ...

class ContactInput(_message.Message):
    __slots__ = ("phone", "email", "address")
    PHONE_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    phone: str
    email: str
    address: str
    def __init__(self, phone: _Optional[str] = ..., email: _Optional[str] = ..., address: _Optional[str] = ...) -> None: ...

class SubmitApplicationRequest(_message.Message):
    __slots__ = ("request_id", "item_code", "item_version", "channel", "person", "principal_id", "credit_code", "answers", "materials", "delivery_method", "contact", "comment", "late_materials", "commitments", "despite_result", "interested_parties")
    class AnswersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    ITEM_VERSION_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    PRINCIPAL_ID_FIELD_NUMBER: _ClassVar[int]
    CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_METHOD_FIELD_NUMBER: _ClassVar[int]
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    LATE_MATERIALS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    DESPITE_RESULT_FIELD_NUMBER: _ClassVar[int]
    INTERESTED_PARTIES_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    item_code: str
    item_version: int
    channel: _catalog_pb2.Channel
    person: PersonOnBehalf
    principal_id: str
    credit_code: str
    answers: _containers.ScalarMap[str, str]
    materials: _containers.RepeatedCompositeFieldContainer[MaterialRef]
    delivery_method: _catalog_pb2.DeliveryMethod
    contact: ContactInput
    comment: str
    late_materials: _containers.RepeatedScalarFieldContainer[str]
    commitments: _containers.RepeatedCompositeFieldContainer[CommitmentInput]
    despite_result: bool
    interested_parties: _containers.RepeatedCompositeFieldContainer[InterestedPartyInput]
    def __init__(self, request_id: _Optional[str] = ..., item_code: _Optional[str] = ..., item_version: _Optional[int] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ..., person: _Optional[_Union[PersonOnBehalf, _Mapping]] = ..., principal_id: _Optional[str] = ..., credit_code: _Optional[str] = ..., answers: _Optional[_Mapping[str, str]] = ..., materials: _Optional[_Iterable[_Union[MaterialRef, _Mapping]]] = ..., delivery_method: _Optional[_Union[_catalog_pb2.DeliveryMethod, str]] = ..., contact: _Optional[_Union[ContactInput, _Mapping]] = ..., comment: _Optional[str] = ..., late_materials: _Optional[_Iterable[str]] = ..., commitments: _Optional[_Iterable[_Union[CommitmentInput, _Mapping]]] = ..., despite_result: _Optional[bool] = ..., interested_parties: _Optional[_Iterable[_Union[InterestedPartyInput, _Mapping]]] = ...) -> None: ...

class InterestedPartyInput(_message.Message):
    __slots__ = ("person_id", "resident_id", "organisation")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    resident_id: str
    organisation: bool
    def __init__(self, person_id: _Optional[str] = ..., resident_id: _Optional[str] = ..., organisation: _Optional[bool] = ...) -> None: ...

class SubmitApplicationResponse(_message.Message):
    __slots__ = ("application", "already_existed")
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    ALREADY_EXISTED_FIELD_NUMBER: _ClassVar[int]
    application: _application_pb2.Application
    already_existed: bool
    def __init__(self, application: _Optional[_Union[_application_pb2.Application, _Mapping]] = ..., already_existed: _Optional[bool] = ...) -> None: ...

class GetApplicationRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetApplicationResponse(_message.Message):
    __slots__ = ("application",)
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    application: _application_pb2.Application
    def __init__(self, application: _Optional[_Union[_application_pb2.Application, _Mapping]] = ...) -> None: ...

class ListApplicationsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "tracking_number", "resident_id")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TRACKING_NUMBER_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    tracking_number: str
    resident_id: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., tracking_number: _Optional[str] = ..., resident_id: _Optional[str] = ...) -> None: ...

class ListApplicationsResponse(_message.Message):
    __slots__ = ("applications", "next_page_token")
    APPLICATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    applications: _containers.RepeatedCompositeFieldContainer[_application_pb2.Application]
    next_page_token: str
    def __init__(self, applications: _Optional[_Iterable[_Union[_application_pb2.Application, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class WatchApplicationRequest(_message.Message):
    __slots__ = ("id", "ticket")
    ID_FIELD_NUMBER: _ClassVar[int]
    TICKET_FIELD_NUMBER: _ClassVar[int]
    id: str
    ticket: str
    def __init__(self, id: _Optional[str] = ..., ticket: _Optional[str] = ...) -> None: ...

class WatchApplicationResponse(_message.Message):
    __slots__ = ("application", "end")
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    application: _application_pb2.Application
    end: bool
    def __init__(self, application: _Optional[_Union[_application_pb2.Application, _Mapping]] = ..., end: _Optional[bool] = ...) -> None: ...

class CreateWatchTicketRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class CreateWatchTicketResponse(_message.Message):
    __slots__ = ("ticket", "expire_time")
    TICKET_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    ticket: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, ticket: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SupplementApplicationRequest(_message.Message):
    __slots__ = ("id", "request_id", "materials", "answers", "late_materials", "commitments")
    class AnswersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    LATE_MATERIALS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    materials: _containers.RepeatedCompositeFieldContainer[MaterialRef]
    answers: _containers.ScalarMap[str, str]
    late_materials: _containers.RepeatedScalarFieldContainer[str]
    commitments: _containers.RepeatedCompositeFieldContainer[CommitmentInput]
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., materials: _Optional[_Iterable[_Union[MaterialRef, _Mapping]]] = ..., answers: _Optional[_Mapping[str, str]] = ..., late_materials: _Optional[_Iterable[str]] = ..., commitments: _Optional[_Iterable[_Union[CommitmentInput, _Mapping]]] = ...) -> None: ...

class SupplementApplicationResponse(_message.Message):
    __slots__ = ("application",)
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    application: _application_pb2.Application
    def __init__(self, application: _Optional[_Union[_application_pb2.Application, _Mapping]] = ...) -> None: ...

class WithdrawApplicationRequest(_message.Message):
    __slots__ = ("id", "request_id", "etag", "served")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    etag: str
    served: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ..., served: _Optional[str] = ...) -> None: ...

class WithdrawApplicationResponse(_message.Message):
    __slots__ = ("application", "pending")
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    PENDING_FIELD_NUMBER: _ClassVar[int]
    application: _application_pb2.Application
    pending: bool
    def __init__(self, application: _Optional[_Union[_application_pb2.Application, _Mapping]] = ..., pending: _Optional[bool] = ...) -> None: ...

class RateApplicationRequest(_message.Message):
    __slots__ = ("id", "request_id", "level", "comment", "channel")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    level: _events_pb2.RatingLevel
    comment: str
    channel: _catalog_pb2.Channel
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., level: _Optional[_Union[_events_pb2.RatingLevel, str]] = ..., comment: _Optional[str] = ..., channel: _Optional[_Union[_catalog_pb2.Channel, str]] = ...) -> None: ...

class RateApplicationResponse(_message.Message):
    __slots__ = ("application",)
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    application: _application_pb2.Application
    def __init__(self, application: _Optional[_Union[_application_pb2.Application, _Mapping]] = ...) -> None: ...
