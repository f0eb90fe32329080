from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ItemKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ITEM_KIND_UNSPECIFIED: _ClassVar[ItemKind]
    ITEM_KIND_ITEM: _ClassVar[ItemKind]
    ITEM_KIND_BUNDLE: _ClassVar[ItemKind]

class ApplicantKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    APPLICANT_KIND_UNSPECIFIED: _ClassVar[ApplicantKind]
    APPLICANT_KIND_PERSON: _ClassVar[ApplicantKind]
    APPLICANT_KIND_ORGANISATION: _ClassVar[ApplicantKind]

class Channel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHANNEL_UNSPECIFIED: _ClassVar[Channel]
    CHANNEL_ONLINE: _ClassVar[Channel]
    CHANNEL_MINI_PROGRAM: _ClassVar[Channel]
    CHANNEL_KIOSK: _ClassVar[Channel]
    CHANNEL_COUNTER: _ClassVar[Channel]
    CHANNEL_PHONE: _ClassVar[Channel]
    CHANNEL_POST: _ClassVar[Channel]
    CHANNEL_PROACTIVE: _ClassVar[Channel]
    CHANNEL_FORMER_SYSTEM: _ClassVar[Channel]

class DeliveryMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_METHOD_UNSPECIFIED: _ClassVar[DeliveryMethod]
    DELIVERY_METHOD_ELECTRONIC: _ClassVar[DeliveryMethod]
    DELIVERY_METHOD_COURIER: _ClassVar[DeliveryMethod]
    DELIVERY_METHOD_COLLECTION: _ClassVar[DeliveryMethod]
    DELIVERY_METHOD_HOME_VISIT: _ClassVar[DeliveryMethod]

class AcceptanceMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACCEPTANCE_MODE_UNSPECIFIED: _ClassVar[AcceptanceMode]
    ACCEPTANCE_MODE_AUTOMATIC: _ClassVar[AcceptanceMode]
    ACCEPTANCE_MODE_WINDOW: _ClassVar[AcceptanceMode]

class ReceiptOnDaysOff(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECEIPT_ON_DAYS_OFF_UNSPECIFIED: _ClassVar[ReceiptOnDaysOff]
    RECEIPT_ON_DAYS_OFF_SAME_DAY: _ClassVar[ReceiptOnDaysOff]
    RECEIPT_ON_DAYS_OFF_NEXT_WORKING_DAY: _ClassVar[ReceiptOnDaysOff]

class ValueType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VALUE_TYPE_UNSPECIFIED: _ClassVar[ValueType]
    VALUE_TYPE_TEXT: _ClassVar[ValueType]
    VALUE_TYPE_DATE: _ClassVar[ValueType]
    VALUE_TYPE_NUMBER: _ClassVar[ValueType]
    VALUE_TYPE_ENUM: _ClassVar[ValueType]
    VALUE_TYPE_RESIDENT_ID: _ClassVar[ValueType]
    VALUE_TYPE_CREDIT_CODE: _ClassVar[ValueType]
    VALUE_TYPE_PERSON_NAME: _ClassVar[ValueType]
    VALUE_TYPE_PHONE: _ClassVar[ValueType]
    VALUE_TYPE_BOOLEAN: _ClassVar[ValueType]

class TrustLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRUST_LEVEL_UNSPECIFIED: _ClassVar[TrustLevel]
    TRUST_LEVEL_A: _ClassVar[TrustLevel]
    TRUST_LEVEL_B: _ClassVar[TrustLevel]
    TRUST_LEVEL_C: _ClassVar[TrustLevel]
    TRUST_LEVEL_D: _ClassVar[TrustLevel]

class RegulatoryField(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REGULATORY_FIELD_UNSPECIFIED: _ClassVar[RegulatoryField]
    REGULATORY_FIELD_GENERAL: _ClassVar[RegulatoryField]
    REGULATORY_FIELD_STATE_SECURITY: _ClassVar[RegulatoryField]
    REGULATORY_FIELD_PUBLIC_SECURITY: _ClassVar[RegulatoryField]
    REGULATORY_FIELD_FINANCE: _ClassVar[RegulatoryField]
    REGULATORY_FIELD_ECOLOGY: _ClassVar[RegulatoryField]
    REGULATORY_FIELD_LIFE_AND_HEALTH: _ClassVar[RegulatoryField]
    REGULATORY_FIELD_IRREVERSIBLE: _ClassVar[RegulatoryField]

class StageKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STAGE_KIND_UNSPECIFIED: _ClassVar[StageKind]
    STAGE_KIND_REVIEW: _ClassVar[StageKind]
    STAGE_KIND_INSPECTION: _ClassVar[StageKind]
    STAGE_KIND_EXPERT_REVIEW: _ClassVar[StageKind]

class ProactivePeriod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROACTIVE_PERIOD_UNSPECIFIED: _ClassVar[ProactivePeriod]
    PROACTIVE_PERIOD_ONCE: _ClassVar[ProactivePeriod]
    PROACTIVE_PERIOD_YEAR: _ClassVar[ProactivePeriod]
    PROACTIVE_PERIOD_MONTH: _ClassVar[ProactivePeriod]

class Fold(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FOLD_UNSPECIFIED: _ClassVar[Fold]
    FOLD_NUMBER: _ClassVar[Fold]
    FOLD_NAME: _ClassVar[Fold]
    FOLD_COMPANY: _ClassVar[Fold]
ITEM_KIND_UNSPECIFIED: ItemKind
ITEM_KIND_ITEM: ItemKind
ITEM_KIND_BUNDLE: ItemKind
APPLICANT_KIND_UNSPECIFIED: ApplicantKind
APPLICANT_KIND_PERSON: ApplicantKind
APPLICANT_KIND_ORGANISATION: ApplicantKind
CHANNEL_UNSPECIFIED: Channel
CHANNEL_ONLINE: Channel
CHANNEL_MINI_PROGRAM: Channel
CHANNEL_KIOSK: Channel
CHANNEL_COUNTER: Channel
CHANNEL_PHONE: Channel
CHANNEL_POST: Channel
CHANNEL_PROACTIVE: Channel
CHANNEL_FORMER_SYSTEM: Channel
DELIVERY_METHOD_UNSPECIFIED: DeliveryMethod
DELIVERY_METHOD_ELECTRONIC: DeliveryMethod
DELIVERY_METHOD_COURIER: DeliveryMethod
DELIVERY_METHOD_COLLECTION: DeliveryMethod
DELIVERY_METHOD_HOME_VISIT: DeliveryMethod
ACCEPTANCE_MODE_UNSPECIFIED: AcceptanceMode
ACCEPTANCE_MODE_AUTOMATIC: AcceptanceMode
ACCEPTANCE_MODE_WINDOW: AcceptanceMode
RECEIPT_ON_DAYS_OFF_UNSPECIFIED: ReceiptOnDaysOff
RECEIPT_ON_DAYS_OFF_SAME_DAY: ReceiptOnDaysOff
RECEIPT_ON_DAYS_OFF_NEXT_WORKING_DAY: ReceiptOnDaysOff
VALUE_TYPE_UNSPECIFIED: ValueType
VALUE_TYPE_TEXT: ValueType
VALUE_TYPE_DATE: ValueType
VALUE_TYPE_NUMBER: ValueType
VALUE_TYPE_ENUM: ValueType
VALUE_TYPE_RESIDENT_ID: ValueType
VALUE_TYPE_CREDIT_CODE: ValueType
VALUE_TYPE_PERSON_NAME: ValueType
VALUE_TYPE_PHONE: ValueType
VALUE_TYPE_BOOLEAN: ValueType
TRUST_LEVEL_UNSPECIFIED: TrustLevel
TRUST_LEVEL_A: TrustLevel
TRUST_LEVEL_B: TrustLevel
TRUST_LEVEL_C: TrustLevel
TRUST_LEVEL_D: TrustLevel
REGULATORY_FIELD_UNSPECIFIED: RegulatoryField
REGULATORY_FIELD_GENERAL: RegulatoryField
REGULATORY_FIELD_STATE_SECURITY: RegulatoryField
REGULATORY_FIELD_PUBLIC_SECURITY: RegulatoryField
REGULATORY_FIELD_FINANCE: RegulatoryField
REGULATORY_FIELD_ECOLOGY: RegulatoryField
REGULATORY_FIELD_LIFE_AND_HEALTH: RegulatoryField
REGULATORY_FIELD_IRREVERSIBLE: RegulatoryField
STAGE_KIND_UNSPECIFIED: StageKind
STAGE_KIND_REVIEW: StageKind
STAGE_KIND_INSPECTION: StageKind
STAGE_KIND_EXPERT_REVIEW: StageKind
PROACTIVE_PERIOD_UNSPECIFIED: ProactivePeriod
PROACTIVE_PERIOD_ONCE: ProactivePeriod
PROACTIVE_PERIOD_YEAR: ProactivePeriod
PROACTIVE_PERIOD_MONTH: ProactivePeriod
FOLD_UNSPECIFIED: Fold
FOLD_NUMBER: Fold
FOLD_NAME: Fold
FOLD_COMPANY: Fold

class LocalizedText(_message.Message):
    __slots__ = ("zh", "en")
    ZH_FIELD_NUMBER: _ClassVar[int]
    EN_FIELD_NUMBER: _ClassVar[int]
    zh: str
    en: str
    def __init__(self, zh: _Optional[str] = ..., en: _Optional[str] = ...) -> None: ...

class Department(_message.Message):
    __slots__ = ("code", "name", "document_word")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_WORD_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: LocalizedText
    document_word: str
    def __init__(self, code: _Optional[str] = ..., name: _Optional[_Union[LocalizedText, _Mapping]] = ..., document_word: _Optional[str] = ...) -> None: ...

class LegalBasis(_message.Message):
    __slots__ = ("law", "article", "note")
    LAW_FIELD_NUMBER: _ClassVar[int]
    ARTICLE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    law: str
    article: str
    note: str
    def __init__(self, law: _Optional[str] = ..., article: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class Source(_message.Message):
    __slots__ = ("title", "url", "found", "note")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    title: str
    url: str
    found: bool
    note: str
    def __init__(self, title: _Optional[str] = ..., url: _Optional[str] = ..., found: _Optional[bool] = ..., note: _Optional[str] = ...) -> None: ...

class Limits(_message.Message):
    __slots__ = ("statutory_working_days", "promised_working_days", "joint", "extension_working_days", "delivery_working_days", "supplement_working_days", "acceptance_working_days", "yellow_percent", "receipt_on_days_off", "supplement_after_acceptance")
    STATUTORY_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    PROMISED_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    JOINT_FIELD_NUMBER: _ClassVar[int]
    EXTENSION_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENT_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    ACCEPTANCE_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    YELLOW_PERCENT_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_ON_DAYS_OFF_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENT_AFTER_ACCEPTANCE_FIELD_NUMBER: _ClassVar[int]
    statutory_working_days: int
    promised_working_days: int
    joint: bool
    extension_working_days: int
    delivery_working_days: int
    supplement_working_days: int
    acceptance_working_days: int
    yellow_percent: int
    receipt_on_days_off: ReceiptOnDaysOff
    supplement_after_acceptance: bool
    def __init__(self, statutory_working_days: _Optional[int] = ..., promised_working_days: _Optional[int] = ..., joint: _Optional[bool] = ..., extension_working_days: _Optional[int] = ..., delivery_working_days: _Optional[int] = ..., supplement_working_days: _Optional[int] = ..., acceptance_working_days: _Optional[int] = ..., yellow_percent: _Optional[int] = ..., receipt_on_days_off: _Optional[_Union[ReceiptOnDaysOff, str]] = ..., supplement_after_acceptance: _Optional[bool] = ...) -> None: ...

class Option(_message.Message):
    __slots__ = ("value", "label")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    value: str
    label: LocalizedText
    def __init__(self, value: _Optional[str] = ..., label: _Optional[_Union[LocalizedText, _Mapping]] = ...) -> None: ...

class FormField(_message.Message):
    __slots__ = ("name", "type", "label", "required", "max_length", "options")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    MAX_LENGTH_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    name: str
    type: ValueType
    label: LocalizedText
    required: bool
    max_length: int
    options: _containers.RepeatedCompositeFieldContainer[Option]
    def __init__(self, name: _Optional[str] = ..., type: _Optional[_Union[ValueType, str]] = ..., label: _Optional[_Union[LocalizedText, _Mapping]] = ..., required: _Optional[bool] = ..., max_length: _Optional[int] = ..., options: _Optional[_Iterable[_Union[Option, _Mapping]]] = ...) -> None: ...

class FactNeed(_message.Message):
    __slots__ = ("name", "register", "field", "type", "subject", "required", "freshness_days", "claimed_by_form_field", "also_from")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REGISTER_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_DAYS_FIELD_NUMBER: _ClassVar[int]
    CLAIMED_BY_FORM_FIELD_FIELD_NUMBER: _ClassVar[int]
    ALSO_FROM_FIELD_NUMBER: _ClassVar[int]
    name: str
    register: str
    field: str
    type: ValueType
    subject: str
    required: bool
    freshness_days: int
    claimed_by_form_field: str
    also_from: _containers.RepeatedCompositeFieldContainer[FactSource]
    def __init__(self, name: _Optional[str] = ..., register: _Optional[str] = ..., field: _Optional[str] = ..., type: _Optional[_Union[ValueType, str]] = ..., subject: _Optional[str] = ..., required: _Optional[bool] = ..., freshness_days: _Optional[int] = ..., claimed_by_form_field: _Optional[str] = ..., also_from: _Optional[_Iterable[_Union[FactSource, _Mapping]]] = ...) -> None: ...

class FactSource(_message.Message):
    __slots__ = ("register", "field")
    REGISTER_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    register: str
    field: str
    def __init__(self, register: _Optional[str] = ..., field: _Optional[str] = ...) -> None: ...

class Commitment(_message.Message):
    __slots__ = ("version", "text", "check_working_days", "assurance_min")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CHECK_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    ASSURANCE_MIN_FIELD_NUMBER: _ClassVar[int]
    version: int
    text: LocalizedText
    check_working_days: int
    assurance_min: int
    def __init__(self, version: _Optional[int] = ..., text: _Optional[_Union[LocalizedText, _Mapping]] = ..., check_working_days: _Optional[int] = ..., assurance_min: _Optional[int] = ...) -> None: ...

class Material(_message.Message):
    __slots__ = ("code", "name", "required", "supplied_by", "secondary", "trust_min", "obtained_from", "late_working_days", "commitment")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    SUPPLIED_BY_FIELD_NUMBER: _ClassVar[int]
    SECONDARY_FIELD_NUMBER: _ClassVar[int]
    TRUST_MIN_FIELD_NUMBER: _ClassVar[int]
    OBTAINED_FROM_FIELD_NUMBER: _ClassVar[int]
    LATE_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: LocalizedText
    required: bool
    supplied_by: _containers.RepeatedScalarFieldContainer[str]
    secondary: bool
    trust_min: TrustLevel
    obtained_from: LocalizedText
    late_working_days: int
    commitment: Commitment
    def __init__(self, code: _Optional[str] = ..., name: _Optional[_Union[LocalizedText, _Mapping]] = ..., required: _Optional[bool] = ..., supplied_by: _Optional[_Iterable[str]] = ..., secondary: _Optional[bool] = ..., trust_min: _Optional[_Union[TrustLevel, str]] = ..., obtained_from: _Optional[_Union[LocalizedText, _Mapping]] = ..., late_working_days: _Optional[int] = ..., commitment: _Optional[_Union[Commitment, _Mapping]] = ...) -> None: ...

class Stage(_message.Message):
    __slots__ = ("code", "kind", "department", "after", "limit_working_days", "officers", "needs_applicant", "name")
    CODE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    LIMIT_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    OFFICERS_FIELD_NUMBER: _ClassVar[int]
    NEEDS_APPLICANT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    code: str
    kind: StageKind
    department: str
    after: _containers.RepeatedScalarFieldContainer[str]
    limit_working_days: int
    officers: int
    needs_applicant: bool
    name: LocalizedText
    def __init__(self, code: _Optional[str] = ..., kind: _Optional[_Union[StageKind, str]] = ..., department: _Optional[str] = ..., after: _Optional[_Iterable[str]] = ..., limit_working_days: _Optional[int] = ..., officers: _Optional[int] = ..., needs_applicant: _Optional[bool] = ..., name: _Optional[_Union[LocalizedText, _Mapping]] = ...) -> None: ...

class RuleClause(_message.Message):
    __slots__ = ("code", "cel", "text")
    CODE_FIELD_NUMBER: _ClassVar[int]
    CEL_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    code: str
    cel: str
    text: LocalizedText
    def __init__(self, code: _Optional[str] = ..., cel: _Optional[str] = ..., text: _Optional[_Union[LocalizedText, _Mapping]] = ...) -> None: ...

class InstantRule(_message.Message):
    __slots__ = ("version", "clauses", "sampled_per_mille")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CLAUSES_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_PER_MILLE_FIELD_NUMBER: _ClassVar[int]
    version: str
    clauses: _containers.RepeatedCompositeFieldContainer[RuleClause]
    sampled_per_mille: int
    def __init__(self, version: _Optional[str] = ..., clauses: _Optional[_Iterable[_Union[RuleClause, _Mapping]]] = ..., sampled_per_mille: _Optional[int] = ...) -> None: ...

class Proactive(_message.Message):
    __slots__ = ("register", "clauses", "ask", "channels", "period", "aged_by", "aged_years")
    REGISTER_FIELD_NUMBER: _ClassVar[int]
    CLAUSES_FIELD_NUMBER: _ClassVar[int]
    ASK_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    AGED_BY_FIELD_NUMBER: _ClassVar[int]
    AGED_YEARS_FIELD_NUMBER: _ClassVar[int]
    register: str
    clauses: _containers.RepeatedCompositeFieldContainer[RuleClause]
    ask: _containers.RepeatedScalarFieldContainer[str]
    channels: _containers.RepeatedScalarFieldContainer[str]
    period: ProactivePeriod
    aged_by: str
    aged_years: int
    def __init__(self, register: _Optional[str] = ..., clauses: _Optional[_Iterable[_Union[RuleClause, _Mapping]]] = ..., ask: _Optional[_Iterable[str]] = ..., channels: _Optional[_Iterable[str]] = ..., period: _Optional[_Union[ProactivePeriod, str]] = ..., aged_by: _Optional[str] = ..., aged_years: _Optional[int] = ...) -> None: ...

class CertificateType(_message.Message):
    __slots__ = ("kind", "name", "validity_days")
    KIND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALIDITY_DAYS_FIELD_NUMBER: _ClassVar[int]
    kind: str
    name: LocalizedText
    validity_days: int
    def __init__(self, kind: _Optional[str] = ..., name: _Optional[_Union[LocalizedText, _Mapping]] = ..., validity_days: _Optional[int] = ...) -> None: ...

class Renewal(_message.Message):
    __slots__ = ("expires_on_fact", "ask_before_days")
    EXPIRES_ON_FACT_FIELD_NUMBER: _ClassVar[int]
    ASK_BEFORE_DAYS_FIELD_NUMBER: _ClassVar[int]
    expires_on_fact: str
    ask_before_days: int
    def __init__(self, expires_on_fact: _Optional[str] = ..., ask_before_days: _Optional[int] = ...) -> None: ...

class RegisterField(_message.Message):
    __slots__ = ("name", "type")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    name: str
    type: ValueType
    def __init__(self, name: _Optional[str] = ..., type: _Optional[_Union[ValueType, str]] = ...) -> None: ...

class RegisterDocument(_message.Message):
    __slots__ = ("code", "fields")
    CODE_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    code: str
    fields: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, code: _Optional[str] = ..., fields: _Optional[_Iterable[str]] = ...) -> None: ...

class Register(_message.Message):
    __slots__ = ("code", "name", "department", "subjects", "fields", "documents")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: LocalizedText
    department: Department
    subjects: _containers.RepeatedScalarFieldContainer[str]
    fields: _containers.RepeatedCompositeFieldContainer[RegisterField]
    documents: _containers.RepeatedCompositeFieldContainer[RegisterDocument]
    def __init__(self, code: _Optional[str] = ..., name: _Optional[_Union[LocalizedText, _Mapping]] = ..., department: _Optional[_Union[Department, _Mapping]] = ..., subjects: _Optional[_Iterable[str]] = ..., fields: _Optional[_Iterable[_Union[RegisterField, _Mapping]]] = ..., documents: _Optional[_Iterable[_Union[RegisterDocument, _Mapping]]] = ...) -> None: ...

class GuideEffect(_message.Message):
    __slots__ = ("say", "stop", "later", "not_needed")
    SAY_FIELD_NUMBER: _ClassVar[int]
    STOP_FIELD_NUMBER: _ClassVar[int]
    LATER_FIELD_NUMBER: _ClassVar[int]
    NOT_NEEDED_FIELD_NUMBER: _ClassVar[int]
    say: LocalizedText
    stop: bool
    later: _containers.RepeatedScalarFieldContainer[str]
    not_needed: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, say: _Optional[_Union[LocalizedText, _Mapping]] = ..., stop: _Optional[bool] = ..., later: _Optional[_Iterable[str]] = ..., not_needed: _Optional[_Iterable[str]] = ...) -> None: ...

class GuideQuestion(_message.Message):
    __slots__ = ("code", "text", "if_yes", "if_no")
    CODE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    IF_YES_FIELD_NUMBER: _ClassVar[int]
    IF_NO_FIELD_NUMBER: _ClassVar[int]
    code: str
    text: LocalizedText
    if_yes: GuideEffect
    if_no: GuideEffect
    def __init__(self, code: _Optional[str] = ..., text: _Optional[_Union[LocalizedText, _Mapping]] = ..., if_yes: _Optional[_Union[GuideEffect, _Mapping]] = ..., if_no: _Optional[_Union[GuideEffect, _Mapping]] = ...) -> None: ...

class Guide(_message.Message):
    __slots__ = ("item_code", "questions")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    QUESTIONS_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    questions: _containers.RepeatedCompositeFieldContainer[GuideQuestion]
    def __init__(self, item_code: _Optional[str] = ..., questions: _Optional[_Iterable[_Union[GuideQuestion, _Mapping]]] = ...) -> None: ...

class DuplicateKeyPart(_message.Message):
    __slots__ = ("of", "fold")
    OF_FIELD_NUMBER: _ClassVar[int]
    FOLD_FIELD_NUMBER: _ClassVar[int]
    of: str
    fold: Fold
    def __init__(self, of: _Optional[str] = ..., fold: _Optional[_Union[Fold, str]] = ...) -> None: ...

class DuplicateKey(_message.Message):
    __slots__ = ("code", "parts")
    CODE_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    code: str
    parts: _containers.RepeatedCompositeFieldContainer[DuplicateKeyPart]
    def __init__(self, code: _Optional[str] = ..., parts: _Optional[_Iterable[_Union[DuplicateKeyPart, _Mapping]]] = ...) -> None: ...

class DuplicateRule(_message.Message):
    __slots__ = ("item_code", "keys")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    KEYS_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    keys: _containers.RepeatedCompositeFieldContainer[DuplicateKey]
    def __init__(self, item_code: _Optional[str] = ..., keys: _Optional[_Iterable[_Union[DuplicateKey, _Mapping]]] = ...) -> None: ...

class Hearing(_message.Message):
    __slots__ = ("request_working_days", "hold_working_days", "notice_working_days")
    REQUEST_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    HOLD_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    NOTICE_WORKING_DAYS_FIELD_NUMBER: _ClassVar[int]
    request_working_days: int
    hold_working_days: int
    notice_working_days: int
    def __init__(self, request_working_days: _Optional[int] = ..., hold_working_days: _Optional[int] = ..., notice_working_days: _Optional[int] = ...) -> None: ...

class BundleItem(_message.Message):
    __slots__ = ("item", "needs")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEEDS_FIELD_NUMBER: _ClassVar[int]
    item: ServiceItem
    needs: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, item: _Optional[_Union[ServiceItem, _Mapping]] = ..., needs: _Optional[_Iterable[str]] = ...) -> None: ...

class ServiceItem(_message.Message):
    __slots__ = ("code", "kind", "version", "name", "summary", "lead_department", "departments", "legal_basis", "sources", "applicant_kinds", "subject_fields", "channels", "visits", "limits", "acceptance", "form", "facts", "materials", "stages", "instant", "certificate", "delivery", "fee_fen", "remedy", "items", "renewal", "unpublished_by", "registers", "regulatory_field", "hearing", "proactive", "retention_years")
    CODE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    LEAD_DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENTS_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_KINDS_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELDS_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    VISITS_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    ACCEPTANCE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    STAGES_FIELD_NUMBER: _ClassVar[int]
    INSTANT_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    FEE_FEN_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    RENEWAL_FIELD_NUMBER: _ClassVar[int]
    UNPUBLISHED_BY_FIELD_NUMBER: _ClassVar[int]
    REGISTERS_FIELD_NUMBER: _ClassVar[int]
    REGULATORY_FIELD_FIELD_NUMBER: _ClassVar[int]
    HEARING_FIELD_NUMBER: _ClassVar[int]
    PROACTIVE_FIELD_NUMBER: _ClassVar[int]
    RETENTION_YEARS_FIELD_NUMBER: _ClassVar[int]
    code: str
    kind: ItemKind
    version: int
    name: LocalizedText
    summary: LocalizedText
    lead_department: str
    departments: _containers.RepeatedCompositeFieldContainer[Department]
    legal_basis: _containers.RepeatedCompositeFieldContainer[LegalBasis]
    sources: _containers.RepeatedCompositeFieldContainer[Source]
    applicant_kinds: _containers.RepeatedScalarFieldContainer[ApplicantKind]
    subject_fields: _containers.RepeatedScalarFieldContainer[str]
    channels: _containers.RepeatedScalarFieldContainer[Channel]
    visits: int
    limits: Limits
    acceptance: AcceptanceMode
    form: _containers.RepeatedCompositeFieldContainer[FormField]
    facts: _containers.RepeatedCompositeFieldContainer[FactNeed]
    materials: _containers.RepeatedCompositeFieldContainer[Material]
    stages: _containers.RepeatedCompositeFieldContainer[Stage]
    instant: InstantRule
    certificate: CertificateType
    delivery: _containers.RepeatedScalarFieldContainer[DeliveryMethod]
    fee_fen: int
    remedy: LocalizedText
    items: _containers.RepeatedCompositeFieldContainer[BundleItem]
    renewal: Renewal
    unpublished_by: str
    registers: _containers.RepeatedCompositeFieldContainer[Register]
    regulatory_field: RegulatoryField
    hearing: Hearing
    proactive: Proactive
    retention_years: int
    def __init__(self, code: _Optional[str] = ..., kind: _Optional[_Union[ItemKind, str]] = ..., version: _Optional[int] = ..., name: _Optional[_Union[LocalizedText, _Mapping]] = ..., summary: _Optional[_Union[LocalizedText, _Mapping]] = ..., lead_department: _Optional[str] = ..., departments: _Optional[_Iterable[_Union[Department, _Mapping]]] = ..., legal_basis: _Optional[_Iterable[_Union[LegalBasis, _Mapping]]] = ..., sources: _Optional[_Iterable[_Union[Source, _Mapping]]] = ..., applicant_kinds: _Optional[_Iterable[_Union[ApplicantKind, str]]] = ..., subject_fields: _Optional[_Iterable[str]] = ..., channels: _Optional[_Iterable[_Union[Channel, str]]] = ..., visits: _Optional[int] = ..., limits: _Optional[_Union[Limits, _Mapping]] = ..., acceptance: _Optional[_Union[AcceptanceMode, str]] = ..., form: _Optional[_Iterable[_Union[FormField, _Mapping]]] = ..., facts: _Optional[_Iterable[_Union[FactNeed, _Mapping]]] = ..., materials: _Optional[_Iterable[_Union[Material, _Mapping]]] = ..., stages: _Optional[_Iterable[_Union[Stage, _Mapping]]] = ..., instant: _Optional[_Union[InstantRule, _Mapping]] = ..., certificate: _Optional[_Union[CertificateType, _Mapping]] = ..., delivery: _Optional[_Iterable[_Union[DeliveryMethod, str]]] = ..., fee_fen: _Optional[int] = ..., remedy: _Optional[_Union[LocalizedText, _Mapping]] = ..., items: _Optional[_Iterable[_Union[BundleItem, _Mapping]]] = ..., renewal: _Optional[_Union[Renewal, _Mapping]] = ..., unpublished_by: _Optional[str] = ..., registers: _Optional[_Iterable[_Union[Register, _Mapping]]] = ..., regulatory_field: _Optional[_Union[RegulatoryField, str]] = ..., hearing: _Optional[_Union[Hearing, _Mapping]] = ..., proactive: _Optional[_Union[Proactive, _Mapping]] = ..., retention_years: _Optional[int] = ...) -> None: ...
