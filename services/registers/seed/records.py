"""What each department holds of a household, wrong on purpose at the rates named here (docs/demo-registers.md)."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.registers.seed import numbers, rows, words
from services.registers.seed.people import BASE, YEAR_DAYS, Person

# Wrong on purpose, shares of the rows concerned.
STALE_SHARE = 0.01
INSURED_TWICE_SHARE = 0.005
PREMISES_TWICE_SHARE = 0.01
DEGREE_MISSING_SHARE = 0.02
# What a register last confirmed, days before the reference date.
FRESH_DAYS_MAX = 20
STALE_DAYS = (800, 1500)
# Plausible shares of the adults.
DEGREES = (("associate", 0.22, 21), ("bachelor", 0.30, 22), ("master", 0.07, 25), ("doctor", 0.01, 28))
DRIVER_SHARE = 0.45
COMPANY_SHARE = 0.06
CRIMINAL_SHARE = 0.01
BAD_CREDIT_SHARE = 0.01
BIRTHS_KEPT_YEARS = 18


def as_of(reference: date, zone: ZoneInfo, days_before: int) -> datetime:
    """The start of the day `days_before` days before the reference date, local time, as a UTC instant."""
    return datetime.combine(reference - timedelta(days=days_before), time(), zone).astimezone(UTC)


class Records:
    """Derives the rows of every register from people; one random sequence of its own.

    `person_id` maps a resident ID to the pseudonym of the tokens; `reference` is the day the registers are shown on.
    """

    def __init__(self, rng: random.Random, person_id: Callable[[str], str], reference: date, zone: ZoneInfo) -> None:
        self._rng = rng
        self._person_id = person_id
        self._reference = reference
        self._fresh = [as_of(reference, zone, days) for days in range(1, FRESH_DAYS_MAX + 1)]
        self._stale = [as_of(reference, zone, days) for days in range(*STALE_DAYS)]

    def of_household(self, household: list[Person]) -> Iterator[rows.Row]:
        """Yield every department's rows of one household."""
        for person in household:
            yield self._population(person)
            yield self._family(person)
            if person.age_years < BIRTHS_KEPT_YEARS:
                continue
            yield rows.CriminalRecord(person.resident_id, self._happens(CRIMINAL_SHARE), self._as_of())
            yield rows.Credit(person.resident_id, None, self._happens(BAD_CREDIT_SHARE), self._as_of())
            yield from self._education(person)
            yield from self._social_insurance(person)
            yield from self._driving(person)
            yield from self._residence(person)
            yield from self._company_and_premises(person)
        yield from self._births(household)

    def _happens(self, share: float) -> bool:
        return self._rng.random() < share

    def _as_of(self, *, may_be_stale: bool = False) -> datetime:
        return self._rng.choice(self._stale if may_be_stale and self._happens(STALE_SHARE) else self._fresh)

    def _population(self, person: Person) -> rows.Population:
        return rows.Population(
            person.resident_id,
            self._person_id(person.resident_id),
            person.name,
            person.born,
            person.sex,
            person.address,
            person.city,
            person.deceased,
            person.phone,
            self._as_of(),
        )

    def _family(self, person: Person) -> rows.Family:
        youngest = numbers.birth_certificate_number(person.children[-1].index) if person.children else None
        return rows.Family(
            person.resident_id,
            person.spouse.name if person.spouse else None,
            len(person.children),
            youngest if person.sex == "female" else None,
            youngest if person.sex == "male" else None,
            self._as_of(),
        )

    def _education(self, person: Person) -> Iterator[rows.Education]:
        """At most one degree, finished on a 30 June; a few are missing from the register."""
        draw = self._rng.random()
        for degree, share, age_years in DEGREES:
            draw -= share
            if draw < 0:
                graduated = date(person.born.year + age_years, 6, 30)
                if graduated <= BASE and not self._happens(DEGREE_MISSING_SHARE):
                    number = numbers.degree_number(graduated, person.index)
                    school = self._rng.choice(words.SCHOOLS)
                    stamp = self._as_of(may_be_stale=True)
                    yield rows.Education(person.resident_id, degree, school, graduated, number, stamp)
                return

    def _social_insurance(self, person: Person) -> Iterator[rows.SocialInsurance]:
        months_max = (min(person.age_years, 60) - 18) * 12
        if months_max <= 0:
            return
        months = self._rng.randint(1, months_max)
        stamp = self._as_of(may_be_stale=True)
        account = numbers.card_account(person.index)
        yield rows.SocialInsurance(person.resident_id, words.CITY, months, account, stamp)
        if self._happens(INSURED_TWICE_SHARE):
            city = self._rng.choice(words.OTHER_CITIES)
            yield rows.SocialInsurance(person.resident_id, city, max(1, months // 2), account, stamp)

    def _driving(self, person: Person) -> Iterator[rows.Driving]:
        if not self._happens(DRIVER_SHARE):
            return
        held_days = round(self._rng.uniform(0, min(person.age_years - 17.9, 40)) * YEAR_DAYS)
        yield rows.Driving(
            person.resident_id,
            self._rng.choices(("C1", "C2", "B2", "B1", "A2"), weights=(70, 20, 5, 3, 2))[0],
            BASE - timedelta(days=held_days),
            self._rng.choices((0, 3, 6, 9, 12), weights=(70, 18, 8, 3, 1))[0],
            self._happens(0.003),
            self._as_of(may_be_stale=True),
        )

    def _residence(self, person: Person) -> Iterator[rows.Residence]:
        """A permit for those whose household is elsewhere: valid for a year at a time, on local addresses."""
        if not person.newcomer:
            return
        since = BASE - timedelta(days=self._rng.randint(200, 3000))
        expires = self._reference + timedelta(days=self._rng.randint(1, 365))
        address = f"{words.CITY}{self._rng.choice(words.DISTRICTS)}{self._rng.choice(words.STREETS)}{person.index}号"
        number = numbers.permit_number(person.index)
        stamp = self._as_of(may_be_stale=True)
        yield rows.Residence(number, person.resident_id, expires, since, address, stamp)

    def _company_and_premises(self, person: Person) -> Iterator[rows.Company | rows.Premises | rows.Credit]:
        if person.age_years > 65 or not self._happens(COMPANY_SHARE):
            return
        rng = self._rng
        code = numbers.credit_code(person.index)
        address = f"{words.CITY}{rng.choice(words.DISTRICTS)}{rng.choice(words.STREETS)}{rng.randint(1, 999)}号"
        name = f"{words.CITY}{rng.choice(words.GIVEN_FIRST)}{rng.choice(words.GIVEN_SECOND)}{rng.choice(words.TRADES)}"
        status = rng.choices(("active", "abnormal", "revoked", "cancelled"), weights=(94, 3, 1, 2))[0]
        registered = BASE - timedelta(days=rng.randint(30, 5000))
        representative = self._person_id(person.resident_id)
        stamp = self._as_of(may_be_stale=True)
        yield rows.Company(code, f"{name}有限公司", representative, address, status, registered, stamp)
        yield rows.Credit(None, code, self._happens(BAD_CREDIT_SHARE), self._as_of())
        number = numbers.premises_number(person.index)
        area = round(rng.uniform(30, 600), 1)
        inspected = rng.random() < 0.8
        yield rows.Premises(number, address, "commercial", area, person.name, inspected, stamp)
        if self._happens(PREMISES_TWICE_SHARE):
            yield rows.Premises(number, address, "residential", area, person.name, inspected, stamp)

    def _births(self, household: list[Person]) -> Iterator[rows.MedicalBirth]:
        mother = next((person for person in household if person.sex == "female" and person.children), None)
        father = next((person for person in household if person.sex == "male" and person.children), None)
        if mother is None or father is None:
            return
        for child in mother.children:
            if (BASE - child.born).days < BIRTHS_KEPT_YEARS * YEAR_DAYS:
                yield rows.MedicalBirth(
                    numbers.birth_certificate_number(child.index),
                    child.name,
                    child.born,
                    child.sex,
                    mother.resident_id,
                    father.resident_id,
                    self._rng.choice(words.HOSPITALS),
                    self._as_of(),
                )
