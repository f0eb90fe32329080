"""Graduates to apply: each may settle once, so a measurement needs thousands of them, and the demo registers hold few.

They are written into the registers' tables beside the seeded people; all of them are granted at once.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

import asyncpg

from deploy.local.stack import Stack
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from runtime.ids import new_id, person_id
from services.identity.domain import Grant
from services.identity.signing import Signer
from services.registers.seed import numbers, rows, words

ITEM = "graduate-residence"
# Assigned to no place (services/registers/seed/numbers.py), and used by neither personas nor random people.
AREA = "777788"
FIRST_BIRTHDAY = date(2002, 1, 1)
# Personas and random people number theirs from 0 and from 90 million.
FIRST_INDEX = 80_000_000
GRADUATED_DAYS_AGO = 120
CONFIRMED_DAYS_AGO = 2
TOKEN_SECONDS = 6 * 3600


@dataclass(frozen=True)
class Applicant:
    """Somebody who can hand in one application: the number, the pseudonym, a signed token."""

    resident_id: str
    subject: str
    token: str

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What goes with a call."""
        return (("authorization", f"Bearer {self.token}"),)


class Graduates:
    """All the graduates of one stack, handed out one by one."""

    def __init__(self, stack: Stack) -> None:
        credentials = stack.environment.credentials
        settings = stack.environment.of("identity")
        self._pseudonym_key = base64.b64decode(credentials.pseudonym_key)
        self._registers_url = stack.database_url("registers")
        self._signer = Signer(
            credentials.signing_key,
            issuer=settings["ONETRIP_TOKEN_ISSUER"],
            audience=settings["ONETRIP_TOKEN_AUDIENCE"],
        )
        self._numbers = _resident_ids()
        self._registered = 0

    def take(self, wanted: int) -> list[Applicant]:
        """Return so many who have not been taken; their tokens are signed here and not while anything is measured."""
        now = datetime.now(UTC)
        taken = [next(self._numbers) for _ in range(wanted)]
        subjects = [person_id(self._pseudonym_key, number) for number in taken]
        grants = [Grant(subject, ("applicant",), None, 3, TOKEN_SECONDS) for subject in subjects]
        return [
            Applicant(number, grant.subject, self._signer.sign(grant, now))
            for number, grant in zip(taken, grants, strict=True)
        ]

    def signed(self, subject: str, roles: tuple[str, ...]) -> Applicant:
        """Return somebody with these roles and no department, to call in another matter than an application."""
        grant = Grant(subject, roles, None, 3, TOKEN_SECONDS)
        return Applicant("", subject, self._signer.sign(grant, datetime.now(UTC)))

    async def register(self, applicants: list[Applicant]) -> None:
        """Write what the registers hold of them, as the seeding would."""
        records: list[rows.Row] = []
        for index, applicant in enumerate(applicants, FIRST_INDEX + self._registered):
            records += _records(index, applicant)
        self._registered += len(applicants)
        connection = await asyncpg.connect(self._registers_url)
        try:
            for kind, table in rows.TABLES.items():
                batch = [record for record in records if isinstance(record, kind)]
                await connection.copy_records_to_table(table, records=batch, columns=kind._fields)
        finally:
            await connection.close()

    async def taken_and_registered(self, wanted: int) -> list[Applicant]:
        """Take so many and register them."""
        applicants = self.take(wanted)
        await self.register(applicants)
        return applicants


def submission(*, degree: str = "bachelor") -> service_pb2.SubmitApplicationRequest:
    """Return an application. A bachelor's degree is what the registers know: any other waits for a person."""
    return service_pb2.SubmitApplicationRequest(
        request_id=new_id(),
        item_code=ITEM,
        channel=catalog_pb2.CHANNEL_ONLINE,
        answers={"degree": degree, "destination_address": f"{words.CITY}{words.DISTRICTS[0]}{words.STREETS[0]}1号"},
    )


def _resident_ids() -> Iterator[str]:
    for day in count():
        for sequence in range(numbers.SEQUENCE_MAX + 1):
            yield numbers.resident_id(AREA, FIRST_BIRTHDAY + timedelta(days=day), sequence)


def _records(index: int, applicant: Applicant) -> list[rows.Row]:
    number = applicant.resident_id
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    sex = "male" if int(number[16]) % 2 else "female"
    confirmed = datetime.now(UTC) - timedelta(days=CONFIRMED_DAYS_AGO)
    graduated = confirmed.date() - timedelta(days=GRADUATED_DAYS_AGO)
    name = words.SURNAMES[index % len(words.SURNAMES)] + words.GIVEN_FIRST[index // 7 % len(words.GIVEN_FIRST)]
    address = f"{words.OTHER_CITIES[0]}{words.DISTRICTS[0]}{words.STREETS[0]}1号"
    degree_number = numbers.degree_number(graduated, index)
    return [
        rows.Population(
            number, applicant.subject, name, born, sex, address, words.OTHER_CITIES[0], False, numbers.phone(index),
            confirmed,
        ),
        rows.Education(number, "bachelor", words.SCHOOLS[0], graduated, degree_number, confirmed),
        rows.CriminalRecord(number, False, confirmed),
    ]  # fmt: skip
