"""The rules of handing in: who may file for whom, through which door, with what. Pure; the catalogue is given.

Nothing is blocked at the form for a missing document: an incomplete application is taken in and answered (licensing
law, art. 32). Refused is only what cannot be understood, or what the item does not offer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.errors.applications import ChannelNotOffered, DeliveryNotOffered, WrongApplicantKind
from contracts.errors.supplements import LateMaterialNotAllowed
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from runtime.errors import PermissionDenied
from runtime.texts import free_text, stripped
from runtime.tokens import Principal
from services.intake import formats
from services.intake.answers import check_answers
from services.intake.catalogue import Definition
from services.intake.checks import Violations, is_id
from services.intake.commitments import check_commitments, sign
from services.intake.roles import AGENT, APPLICANT, CLERK
from services.intake.visits import IN_PERSON_CHANNELS, is_in_person

MATERIALS_MAX = 50
INTERESTED_PARTIES_MAX = 20
COMMENT_CODE_POINTS_MAX = 1000
ADDRESS_CODE_POINTS_MAX = 300
EMAIL_CHARACTERS_MAX = 254

# Doors that a person can open without us; at the others a clerk types.
OWN_CHANNELS = frozenset({catalog_pb2.CHANNEL_ONLINE, catalog_pb2.CHANNEL_MINI_PROGRAM, catalog_pb2.CHANNEL_KIOSK})
CLERK_CHANNELS = frozenset({catalog_pb2.CHANNEL_COUNTER, catalog_pb2.CHANNEL_PHONE, catalog_pb2.CHANNEL_POST})

_PERSON_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
# What mail servers take in practice (RFC 5321 allows more); whether it arrives, notification finds out.
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filing:
    """A submission that can be taken in. `materials`: (code, material id) pairs; `late`: codes of what comes late.

    `commitments`: what was signed instead; by whom and when is still to be filled in.
    `interested`: whose interests it bears on: the pseudonym or else the resident number, and whether an organisation.
    """

    channel: int
    filed_as: int
    applicant_kind: int
    delivery_method: int
    form: events_pb2.FormContent
    materials: Sequence[tuple[str, str]]
    late: Sequence[str] = ()
    commitments: Sequence[events_pb2.SignedCommitment] = ()
    interested: Sequence[tuple[str, str, bool]] = ()

    @property
    def in_person(self) -> bool:
        """Whether the applicant was present in a hall for it: an agent's presence does not count (domain.md)."""
        return is_in_person(self.channel, self.filed_as)


def check_filing(
    request: service_pb2.SubmitApplicationRequest, caller: Principal, definition: Definition, today: date
) -> Filing:
    """Return the filing.

    Raises InvalidInput naming every field at fault, PermissionDenied for a capacity the caller does not have, or
    what the item does not offer (ChannelNotOffered, DeliveryNotOffered, WrongApplicantKind, LateMaterialNotAllowed, and
    what `commitments.sign` raises).
    """
    violations = Violations()
    violations.request_id(request.request_id)
    form = events_pb2.FormContent()
    filed_as = _capacity(request, caller, violations)
    _on_behalf(request, form, today, violations)
    channel = door_of(request.channel, filed_as, violations)
    form.answers.update(check_answers(definition.fields, request.answers, today, violations, whole=True))
    materials = check_materials(request.materials, definition.material_codes, violations)
    late = check_late(request.late_materials, definition.material_codes, violations)
    otherwise = {*late, *(code for code, _ in materials)}
    check_commitments(request.commitments, definition, otherwise, violations)
    interested = _interested(request, today, violations)
    _contact(request, form, violations)
    if request.delivery_method not in catalog_pb2.DeliveryMethod.values():
        violations.add("delivery_method", "there is no such way of delivery")
    violations.refuse()
    item = definition.item
    organisation = request.HasField("credit_code")
    kind = catalog_pb2.APPLICANT_KIND_ORGANISATION if organisation else catalog_pb2.APPLICANT_KIND_PERSON
    _refuse_what_is_not_offered(item, kind, channel, request.delivery_method)
    refuse_late(late, definition.late_codes)
    commitments = sign(request.commitments, definition, filed_as, channel, caller.assurance)
    delivery = request.delivery_method or item.delivery[0]
    return Filing(channel, filed_as, int(kind), int(delivery), form, materials, late, commitments, interested)


def check_materials(
    references: Collection[service_pb2.MaterialRef], codes: Collection[str], violations: Violations
) -> list[tuple[str, str]]:
    """Return (code, material id) of the documents named, noting unknown codes and ids that cannot be ours."""
    if len(references) > MATERIALS_MAX:
        violations.add("materials", f"at most {MATERIALS_MAX} documents")
        return []
    given: list[tuple[str, str]] = []
    for index, reference in enumerate(references):
        if reference.code not in codes:
            violations.add(f"materials[{index}].code", "the item has no such material")
        if not is_id(reference.material_id):
            violations.add(f"materials[{index}].material_id", "there is no such upload")
        if (reference.code, reference.material_id) in given:
            violations.add(f"materials[{index}]", "named twice")
        given.append((reference.code, reference.material_id))
    return given


def check_late(named: Collection[str], codes: Collection[str], violations: Violations) -> list[str]:
    """Return the codes of what shall come late, each once, noting unknown ones."""
    if len(named) > MATERIALS_MAX:
        violations.add("late_materials", f"at most {MATERIALS_MAX} documents")
        return []
    for index, code in enumerate(named):
        if code not in codes:
            violations.add(f"late_materials[{index}]", "the item has no such material")
    return list(dict.fromkeys(named))


def refuse_late(late: Collection[str], allowed: Collection[str]) -> None:
    """Raise LateMaterialNotAllowed for what is not secondary (容缺): it is needed at once."""
    if not set(late) <= set(allowed):
        raise LateMaterialNotAllowed("this document is not secondary and cannot come late")


def _interested(
    request: service_pb2.SubmitApplicationRequest, today: date, violations: Violations
) -> list[tuple[str, str, bool]]:
    """Read whose interests it bears on, noting what can be nobody."""
    if len(request.interested_parties) > INTERESTED_PARTIES_MAX:
        violations.add("interested_parties", f"at most {INTERESTED_PARTIES_MAX}")
        return []
    found: list[tuple[str, str, bool]] = []
    for index, party in enumerate(request.interested_parties):
        field, number = f"interested_parties[{index}]", party.resident_id
        if party.WhichOneof("who") == "resident_id":
            known = violations.read(f"{field}.resident_id", lambda number=number: formats.resident_id(number, today))
            found.append(("", known, party.organisation))
        elif _PERSON_ID.fullmatch(party.person_id):
            found.append((party.person_id, "", party.organisation))
        else:
            violations.add(f"{field}.person_id", "there is no such person")
    return found


def _capacity(request: service_pb2.SubmitApplicationRequest, caller: Principal, violations: Violations) -> int:
    """Return in which capacity the caller files. Raises PermissionDenied when they do not have it."""
    behalf = request.WhichOneof("on_behalf_of")
    needed, capacity = {
        "person": (CLERK, events_pb2.FILING_ROLE_CLERK),
        "principal_id": (AGENT, events_pb2.FILING_ROLE_AGENT),
    }.get(behalf or "", (APPLICANT, events_pb2.FILING_ROLE_APPLICANT))
    if needed in caller.roles:
        return int(capacity)
    if behalf is None and CLERK in caller.roles:
        violations.add("person", "a clerk names the person served")
        return int(events_pb2.FILING_ROLE_CLERK)
    if behalf is None and AGENT in caller.roles:
        violations.add("principal_id", "an agent names the person acted for")
        return int(events_pb2.FILING_ROLE_AGENT)
    raise PermissionDenied(f"only the role {needed} may file like this")


def _on_behalf(
    request: service_pb2.SubmitApplicationRequest, form: events_pb2.FormContent, today: date, violations: Violations
) -> None:
    """Read for whom it is filed."""
    behalf = request.WhichOneof("on_behalf_of")
    if behalf == "person":
        form.person_name = violations.read("person.name", lambda: formats.person_name(request.person.name))
        number = request.person.resident_id
        form.resident_id = violations.read("person.resident_id", lambda: formats.resident_id(number, today))
    elif behalf == "principal_id" and not _PERSON_ID.fullmatch(request.principal_id):
        violations.add("principal_id", "there is no such person")
    if request.HasField("credit_code"):
        form.credit_code = violations.read("credit_code", lambda: formats.credit_code(request.credit_code))


def door_of(channel: int, filed_as: int, violations: Violations) -> int:
    """Return the door something comes through; a person's own is ONLINE unless another is named."""
    if filed_as == events_pb2.FILING_ROLE_CLERK:
        if channel not in CLERK_CHANNELS:
            violations.add("channel", "by a clerk it is COUNTER, PHONE or POST")
        return channel
    channel = channel or int(catalog_pb2.CHANNEL_ONLINE)
    if channel not in OWN_CHANNELS:
        violations.add("channel", "without a clerk it is ONLINE, MINI_PROGRAM or KIOSK")
    return channel


def _email(text: str) -> str:
    value = stripped(text)
    if len(value) > EMAIL_CHARACTERS_MAX or not _EMAIL.fullmatch(value):
        raise ValueError("An e-mail address looks like name@host.example.")
    return value


def _contact(
    request: service_pb2.SubmitApplicationRequest, form: events_pb2.FormContent, violations: Violations
) -> None:
    contact = request.contact
    if stripped(contact.phone):
        form.phone = violations.read("contact.phone", lambda: formats.phone(contact.phone))
    if stripped(contact.email):
        form.email = violations.read("contact.email", lambda: _email(contact.email))
    address = contact.address
    form.address = violations.read("contact.address", lambda: free_text(address, ADDRESS_CODE_POINTS_MAX))
    form.comment = violations.read("comment", lambda: free_text(request.comment, COMMENT_CODE_POINTS_MAX))


def _refuse_what_is_not_offered(item: catalog_pb2.ServiceItem, kind: int, channel: int, delivery: int) -> None:
    if kind not in item.applicant_kinds:
        raise WrongApplicantKind("the item is not for this kind of applicant")
    if channel not in item.channels and channel not in IN_PERSON_CHANNELS:
        raise ChannelNotOffered("the item cannot be filed this way")
    if delivery and delivery not in item.delivery:
        raise DeliveryNotOffered("the result is not delivered this way")


def last_day_of_result(item: catalog_pb2.ServiceItem, issued_on: date, valid_until: date | None = None) -> date | None:
    """Return the last day on which filing the same again is answered with the result in hand; None: there is none.

    It is the certificate's last day (`valid_until` where another system issued it); a licence that can be renewed may
    be asked for again as early as its renewal can.
    """
    days = item.certificate.validity_days
    last = valid_until or (issued_on + timedelta(days=days) if days else None)
    if last is None:
        return None
    ask_before = item.renewal.ask_before_days if item.HasField("renewal") else 0
    return max(issued_on, last - timedelta(days=ask_before))
