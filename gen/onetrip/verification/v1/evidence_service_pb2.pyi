import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from onetrip.access.v1 import access_pb2 as _access_pb2
from onetrip.catalog.v1 import catalog_pb2 as _catalog_pb2
from onetrip.verification.v1 import data_quality_service_pb2 as _data_quality_service_pb2
from onetrip.verification.v1 import facts_pb2 as _facts_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CertificateState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CERTIFICATE_STATE_UNSPECIFIED: _ClassVar[CertificateState]
    CERTIFICATE_STATE_VALID: _ClassVar[CertificateState]
    CERTIFICATE_STATE_EXPIRED: _ClassVar[CertificateState]
    CERTIFICATE_STATE_REVOKED: _ClassVar[CertificateState]
    CERTIFICATE_STATE_UNKNOWN: _ClassVar[CertificateState]
CERTIFICATE_STATE_UNSPECIFIED: CertificateState
CERTIFICATE_STATE_VALID: CertificateState
CERTIFICATE_STATE_EXPIRED: CertificateState
CERTIFICATE_STATE_REVOKED: CertificateState
CERTIFICATE_STATE_UNKNOWN: CertificateState

class Certificate(_message.Message):
    __slots__ = ("id", "number", "kind", "name", "state", "department", "holder_name", "subject", "valid_from", "valid_until", "revoke_time", "application_id", "item_code", "verification_code", "signed")
    class SubjectEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    HOLDER_NAME_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    REVOKE_TIME_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_CODE_FIELD_NUMBER: _ClassVar[int]
    SIGNED_FIELD_NUMBER: _ClassVar[int]
    id: str
    number: str
    kind: str
    name: _catalog_pb2.LocalizedText
    state: CertificateState
    department: str
    holder_name: str
    subject: _containers.ScalarMap[str, str]
    valid_from: str
    valid_until: str
    revoke_time: _timestamp_pb2.Timestamp
    application_id: str
    item_code: str
    verification_code: str
    signed: str
    def __init__(self, id: _Optional[str] = ..., number: _Optional[str] = ..., kind: _Optional[str] = ..., name: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ..., state: _Optional[_Union[CertificateState, str]] = ..., department: _Optional[str] = ..., holder_name: _Optional[str] = ..., subject: _Optional[_Mapping[str, str]] = ..., valid_from: _Optional[str] = ..., valid_until: _Optional[str] = ..., revoke_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., application_id: _Optional[str] = ..., item_code: _Optional[str] = ..., verification_code: _Optional[str] = ..., signed: _Optional[str] = ...) -> None: ...

class ListCertificatesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "credit_code")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    credit_code: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., credit_code: _Optional[str] = ...) -> None: ...

class ListCertificatesResponse(_message.Message):
    __slots__ = ("certificates", "next_page_token")
    CERTIFICATES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    certificates: _containers.RepeatedCompositeFieldContainer[Certificate]
    next_page_token: str
    def __init__(self, certificates: _Optional[_Iterable[_Union[Certificate, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetCertificateRequest(_message.Message):
    __slots__ = ("id", "credit_code")
    ID_FIELD_NUMBER: _ClassVar[int]
    CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    id: str
    credit_code: str
    def __init__(self, id: _Optional[str] = ..., credit_code: _Optional[str] = ...) -> None: ...

class GetCertificateResponse(_message.Message):
    __slots__ = ("certificate",)
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    certificate: Certificate
    def __init__(self, certificate: _Optional[_Union[Certificate, _Mapping]] = ...) -> None: ...

class DownloadCertificateRequest(_message.Message):
    __slots__ = ("id", "credit_code")
    ID_FIELD_NUMBER: _ClassVar[int]
    CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    id: str
    credit_code: str
    def __init__(self, id: _Optional[str] = ..., credit_code: _Optional[str] = ...) -> None: ...

class CreateConsentCodeRequest(_message.Message):
    __slots__ = ("id", "request_id", "credit_code")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    credit_code: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., credit_code: _Optional[str] = ...) -> None: ...

class CreateConsentCodeResponse(_message.Message):
    __slots__ = ("consent_code", "expire_time")
    CONSENT_CODE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    consent_code: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, consent_code: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class VerifyCertificateRequest(_message.Message):
    __slots__ = ("number", "code", "signed", "consent_code", "request_id")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    SIGNED_FIELD_NUMBER: _ClassVar[int]
    CONSENT_CODE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    number: str
    code: str
    signed: str
    consent_code: str
    request_id: str
    def __init__(self, number: _Optional[str] = ..., code: _Optional[str] = ..., signed: _Optional[str] = ..., consent_code: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class VerifyCertificateResponse(_message.Message):
    __slots__ = ("state", "certificate")
    STATE_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    state: CertificateState
    certificate: Certificate
    def __init__(self, state: _Optional[_Union[CertificateState, str]] = ..., certificate: _Optional[_Union[Certificate, _Mapping]] = ...) -> None: ...

class ListCertificateKeysRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListCertificateKeysResponse(_message.Message):
    __slots__ = ("keys",)
    KEYS_FIELD_NUMBER: _ClassVar[int]
    keys: _containers.RepeatedCompositeFieldContainer[CertificateKey]
    def __init__(self, keys: _Optional[_Iterable[_Union[CertificateKey, _Mapping]]] = ...) -> None: ...

class CertificateKey(_message.Message):
    __slots__ = ("kty", "crv", "x", "y", "kid", "alg", "use")
    KTY_FIELD_NUMBER: _ClassVar[int]
    CRV_FIELD_NUMBER: _ClassVar[int]
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    KID_FIELD_NUMBER: _ClassVar[int]
    ALG_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    kty: str
    crv: str
    x: str
    y: str
    kid: str
    alg: str
    use: str
    def __init__(self, kty: _Optional[str] = ..., crv: _Optional[str] = ..., x: _Optional[str] = ..., y: _Optional[str] = ..., kid: _Optional[str] = ..., alg: _Optional[str] = ..., use: _Optional[str] = ...) -> None: ...

class AttestMaterialRequest(_message.Message):
    __slots__ = ("id", "request_id", "valid_until")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    valid_until: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., valid_until: _Optional[str] = ...) -> None: ...

class AttestMaterialResponse(_message.Message):
    __slots__ = ("material_id", "trust", "valid_until")
    MATERIAL_ID_FIELD_NUMBER: _ClassVar[int]
    TRUST_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    material_id: str
    trust: _catalog_pb2.TrustLevel
    valid_until: str
    def __init__(self, material_id: _Optional[str] = ..., trust: _Optional[_Union[_catalog_pb2.TrustLevel, str]] = ..., valid_until: _Optional[str] = ...) -> None: ...

class AccessEntry(_message.Message):
    __slots__ = ("id", "reader", "role", "department", "purpose", "application_id", "fields", "read_time", "words")
    ID_FIELD_NUMBER: _ClassVar[int]
    READER_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    READ_TIME_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    id: str
    reader: str
    role: str
    department: str
    purpose: str
    application_id: str
    fields: _containers.RepeatedScalarFieldContainer[str]
    read_time: _timestamp_pb2.Timestamp
    words: _catalog_pb2.LocalizedText
    def __init__(self, id: _Optional[str] = ..., reader: _Optional[str] = ..., role: _Optional[str] = ..., department: _Optional[str] = ..., purpose: _Optional[str] = ..., application_id: _Optional[str] = ..., fields: _Optional[_Iterable[str]] = ..., read_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., words: _Optional[_Union[_catalog_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class ListAccessesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAccessesResponse(_message.Message):
    __slots__ = ("accesses", "next_page_token")
    ACCESSES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    accesses: _containers.RepeatedCompositeFieldContainer[AccessEntry]
    next_page_token: str
    def __init__(self, accesses: _Optional[_Iterable[_Union[AccessEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListFactsRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class FactUsed(_message.Message):
    __slots__ = ("fact", "tickets")
    FACT_FIELD_NUMBER: _ClassVar[int]
    TICKETS_FIELD_NUMBER: _ClassVar[int]
    fact: _facts_pb2.Fact
    tickets: _containers.RepeatedCompositeFieldContainer[FactTicket]
    def __init__(self, fact: _Optional[_Union[_facts_pb2.Fact, _Mapping]] = ..., tickets: _Optional[_Iterable[_Union[FactTicket, _Mapping]]] = ...) -> None: ...

class FactTicket(_message.Message):
    __slots__ = ("id", "kind", "department", "open_time", "answer", "answer_time", "words")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: _data_quality_service_pb2.TicketKind
    department: str
    open_time: _timestamp_pb2.Timestamp
    answer: _data_quality_service_pb2.TicketAnswer
    answer_time: _timestamp_pb2.Timestamp
    words: str
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[_data_quality_service_pb2.TicketKind, str]] = ..., department: _Optional[str] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer: _Optional[_Union[_data_quality_service_pb2.TicketAnswer, str]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., words: _Optional[str] = ...) -> None: ...

class ListFactsResponse(_message.Message):
    __slots__ = ("facts",)
    FACTS_FIELD_NUMBER: _ClassVar[int]
    facts: _containers.RepeatedCompositeFieldContainer[FactUsed]
    def __init__(self, facts: _Optional[_Iterable[_Union[FactUsed, _Mapping]]] = ...) -> None: ...

class DisputeFactRequest(_message.Message):
    __slots__ = ("id", "request_id", "statement")
    ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    id: str
    request_id: str
    statement: str
    def __init__(self, id: _Optional[str] = ..., request_id: _Optional[str] = ..., statement: _Optional[str] = ...) -> None: ...

class DisputeFactResponse(_message.Message):
    __slots__ = ("ticket",)
    TICKET_FIELD_NUMBER: _ClassVar[int]
    ticket: FactTicket
    def __init__(self, ticket: _Optional[_Union[FactTicket, _Mapping]] = ...) -> None: ...
