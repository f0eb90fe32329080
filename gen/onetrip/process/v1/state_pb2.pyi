from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class ApplicationState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    APPLICATION_STATE_UNSPECIFIED: _ClassVar[ApplicationState]
    APPLICATION_STATE_RECEIVED: _ClassVar[ApplicationState]
    APPLICATION_STATE_VERIFYING: _ClassVar[ApplicationState]
    APPLICATION_STATE_SUPPLEMENT_REQUESTED: _ClassVar[ApplicationState]
    APPLICATION_STATE_ACCEPTED: _ClassVar[ApplicationState]
    APPLICATION_STATE_IN_REVIEW: _ClassVar[ApplicationState]
    APPLICATION_STATE_DECIDED: _ClassVar[ApplicationState]
    APPLICATION_STATE_DELIVERING: _ClassVar[ApplicationState]
    APPLICATION_STATE_COMPLETED: _ClassVar[ApplicationState]
    APPLICATION_STATE_NOT_ACCEPTED: _ClassVar[ApplicationState]
    APPLICATION_STATE_WITHDRAWN: _ClassVar[ApplicationState]
    APPLICATION_STATE_LAPSED: _ClassVar[ApplicationState]
    APPLICATION_STATE_REVOKED: _ClassVar[ApplicationState]
    APPLICATION_STATE_TERMINATED: _ClassVar[ApplicationState]

class NotAcceptedGround(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NOT_ACCEPTED_GROUND_UNSPECIFIED: _ClassVar[NotAcceptedGround]
    NOT_ACCEPTED_GROUND_NOT_OURS: _ClassVar[NotAcceptedGround]
    NOT_ACCEPTED_GROUND_NOT_NEEDED: _ClassVar[NotAcceptedGround]
    NOT_ACCEPTED_GROUND_HANDLED_ALREADY: _ClassVar[NotAcceptedGround]

class EndGround(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    END_GROUND_UNSPECIFIED: _ClassVar[EndGround]
    END_GROUND_APPLICANT_GONE: _ClassVar[EndGround]
    END_GROUND_DUPLICATE: _ClassVar[EndGround]
    END_GROUND_ITEM_WITHDRAWN: _ClassVar[EndGround]

class Light(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LIGHT_UNSPECIFIED: _ClassVar[Light]
    LIGHT_GREEN: _ClassVar[Light]
    LIGHT_YELLOW: _ClassVar[Light]
    LIGHT_RED: _ClassVar[Light]

class SpecialProcedure(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SPECIAL_PROCEDURE_UNSPECIFIED: _ClassVar[SpecialProcedure]
    SPECIAL_PROCEDURE_HEARING: _ClassVar[SpecialProcedure]
    SPECIAL_PROCEDURE_TENDER: _ClassVar[SpecialProcedure]
    SPECIAL_PROCEDURE_AUCTION: _ClassVar[SpecialProcedure]
    SPECIAL_PROCEDURE_INSPECTION: _ClassVar[SpecialProcedure]
    SPECIAL_PROCEDURE_TESTING: _ClassVar[SpecialProcedure]
    SPECIAL_PROCEDURE_QUARANTINE: _ClassVar[SpecialProcedure]
    SPECIAL_PROCEDURE_APPRAISAL: _ClassVar[SpecialProcedure]
    SPECIAL_PROCEDURE_EXPERT_REVIEW: _ClassVar[SpecialProcedure]
    SPECIAL_PROCEDURE_SUPPLEMENT: _ClassVar[SpecialProcedure]

class CaseOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_OUTCOME_UNSPECIFIED: _ClassVar[CaseOutcome]
    CASE_OUTCOME_GRANTED: _ClassVar[CaseOutcome]
    CASE_OUTCOME_REFUSED: _ClassVar[CaseOutcome]
    CASE_OUTCOME_ENDED: _ClassVar[CaseOutcome]
APPLICATION_STATE_UNSPECIFIED: ApplicationState
APPLICATION_STATE_RECEIVED: ApplicationState
APPLICATION_STATE_VERIFYING: ApplicationState
APPLICATION_STATE_SUPPLEMENT_REQUESTED: ApplicationState
APPLICATION_STATE_ACCEPTED: ApplicationState
APPLICATION_STATE_IN_REVIEW: ApplicationState
APPLICATION_STATE_DECIDED: ApplicationState
APPLICATION_STATE_DELIVERING: ApplicationState
APPLICATION_STATE_COMPLETED: ApplicationState
APPLICATION_STATE_NOT_ACCEPTED: ApplicationState
APPLICATION_STATE_WITHDRAWN: ApplicationState
APPLICATION_STATE_LAPSED: ApplicationState
APPLICATION_STATE_REVOKED: ApplicationState
APPLICATION_STATE_TERMINATED: ApplicationState
NOT_ACCEPTED_GROUND_UNSPECIFIED: NotAcceptedGround
NOT_ACCEPTED_GROUND_NOT_OURS: NotAcceptedGround
NOT_ACCEPTED_GROUND_NOT_NEEDED: NotAcceptedGround
NOT_ACCEPTED_GROUND_HANDLED_ALREADY: NotAcceptedGround
END_GROUND_UNSPECIFIED: EndGround
END_GROUND_APPLICANT_GONE: EndGround
END_GROUND_DUPLICATE: EndGround
END_GROUND_ITEM_WITHDRAWN: EndGround
LIGHT_UNSPECIFIED: Light
LIGHT_GREEN: Light
LIGHT_YELLOW: Light
LIGHT_RED: Light
SPECIAL_PROCEDURE_UNSPECIFIED: SpecialProcedure
SPECIAL_PROCEDURE_HEARING: SpecialProcedure
SPECIAL_PROCEDURE_TENDER: SpecialProcedure
SPECIAL_PROCEDURE_AUCTION: SpecialProcedure
SPECIAL_PROCEDURE_INSPECTION: SpecialProcedure
SPECIAL_PROCEDURE_TESTING: SpecialProcedure
SPECIAL_PROCEDURE_QUARANTINE: SpecialProcedure
SPECIAL_PROCEDURE_APPRAISAL: SpecialProcedure
SPECIAL_PROCEDURE_EXPERT_REVIEW: SpecialProcedure
SPECIAL_PROCEDURE_SUPPLEMENT: SpecialProcedure
CASE_OUTCOME_UNSPECIFIED: CaseOutcome
CASE_OUTCOME_GRANTED: CaseOutcome
CASE_OUTCOME_REFUSED: CaseOutcome
CASE_OUTCOME_ENDED: CaseOutcome

class Calendar(_message.Message):
    __slots__ = ("version", "time_zone", "published_years", "days_off", "make_up_days", "number")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_YEARS_FIELD_NUMBER: _ClassVar[int]
    DAYS_OFF_FIELD_NUMBER: _ClassVar[int]
    MAKE_UP_DAYS_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    version: str
    time_zone: str
    published_years: _containers.RepeatedScalarFieldContainer[int]
    days_off: _containers.RepeatedScalarFieldContainer[str]
    make_up_days: _containers.RepeatedScalarFieldContainer[str]
    number: int
    def __init__(self, version: _Optional[str] = ..., time_zone: _Optional[str] = ..., published_years: _Optional[_Iterable[int]] = ..., days_off: _Optional[_Iterable[str]] = ..., make_up_days: _Optional[_Iterable[str]] = ..., number: _Optional[int] = ...) -> None: ...
