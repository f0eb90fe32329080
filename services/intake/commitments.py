"""Commitments 告知承诺: what an applicant may sign instead of giving a document, and when that counts. Pure.

Source: 国办发〔2020〕42号; domain.md, "Evidence". Whether a bad credit record bars one, verification finds out; what is
on record here is checked before anything is written.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from contracts.errors.commitments import (
    AssuranceTooLow,
    CommitmentNotAllowed,
    CommitmentNotSigned,
    CommitmentTextChanged,
)
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from runtime.sealing import LookupHash
from services.intake.catalogue import Definition
from services.intake.checks import Violations

COMMITMENTS_MAX = 50
# A person whose identity document a clerk has in hand is as assured as can be (services/identity/domain.py).
AT_A_COUNTER = 4


def check_commitments(
    named: Sequence[service_pb2.CommitmentInput],
    definition: Definition,
    otherwise: Collection[str],
    violations: Violations,
) -> None:
    """Note unknown codes, a code named twice, and one that is given or promised `otherwise`."""
    if len(named) > COMMITMENTS_MAX:
        violations.add("commitments", f"at most {COMMITMENTS_MAX}")
        return
    seen = set(otherwise)
    for index, one in enumerate(named):
        if one.material_code not in definition.material_codes:
            violations.add(f"commitments[{index}].material_code", "the item has no such material")
        elif one.material_code in seen:
            violations.add(f"commitments[{index}]", "is given, promised or committed to as well")
        seen.add(one.material_code)


def sign(
    named: Sequence[service_pb2.CommitmentInput],
    definition: Definition,
    handed_in_as: int,
    channel: int,
    assurance: int,
) -> list[events_pb2.SignedCommitment]:
    """Return what was signed; who signed and when is for the caller to fill in.

    `assurance` is the level of the caller's token. Raises CommitmentNotAllowed, CommitmentTextChanged,
    CommitmentNotSigned or AssuranceTooLow.
    """
    return [_signed(one, definition, handed_in_as, channel, assurance) for one in named]


def signed(
    commitments: Sequence[events_pb2.SignedCommitment], applicant_id: str, now: datetime
) -> list[events_pb2.SignedCommitment]:
    """Return the same with who signed, the applicant, and when."""
    whole = []
    for one in commitments:
        copy = events_pb2.SignedCommitment()
        copy.CopyFrom(one)
        copy.signed_by = applicant_id
        copy.sign_time.FromDatetime(now)
        whole.append(copy)
    return whole


def _signed(
    one: service_pb2.CommitmentInput, definition: Definition, handed_in_as: int, channel: int, assurance: int
) -> events_pb2.SignedCommitment:
    offered = definition.commitments.get(one.material_code)
    if offered is None:
        raise CommitmentNotAllowed("no commitment can stand for this document")
    if one.version != offered.version:
        raise CommitmentTextChanged(f"the text in force is version {offered.version}: show it before it is signed")
    level = _level(one, handed_in_as, channel, assurance)
    if level < offered.assurance_min:
        raise AssuranceTooLow(f"who signs has to be identified at level {offered.assurance_min} or above")
    return events_pb2.SignedCommitment(
        material_code=one.material_code,
        version=offered.version,
        text=offered.text,
        handed_in_as=handed_in_as,  # pyright: ignore[reportArgumentType]
        assurance_level=level,
        channel=channel,  # pyright: ignore[reportArgumentType]
    )


def _level(one: service_pb2.CommitmentInput, handed_in_as: int, channel: int, assurance: int) -> int:
    """The assurance level of who signed. Nobody signs for another, and nobody over the telephone."""
    if not one.signed:
        raise CommitmentNotSigned("the applicant has to sign it")
    if handed_in_as == events_pb2.FILING_ROLE_APPLICANT:
        return assurance
    if handed_in_as == events_pb2.FILING_ROLE_CLERK and channel == catalog_pb2.CHANNEL_COUNTER:
        return AT_A_COUNTER
    raise CommitmentNotSigned("only the applicant signs it: themselves, or on paper at a counter")


def mark_subject(lookup: LookupHash, applicant_id: str, credit_code: str) -> str:
    """Whom a mark is about: the organisation by a keyed hash of its code, else the person by their pseudonym."""
    return lookup.of(credit_code).hex() if credit_code else applicant_id
