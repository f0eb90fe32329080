"""Random people in households: who they are to each other, and what the departments hold of each.

The generator is one sequence of draws from one seed, so the same seed gives the same people, and a smaller number of
people is the beginning of a larger one. Dates of birth and of past events count from BASE, never from today: numbers
and person ids must not change overnight. Only as-of times and expiries follow the reference date.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.registers.seed import numbers, words

BASE = date(2026, 11, 1)
YEAR_DAYS = 365.25
# Shares of households and people; plausible, not statistics.
COUPLE_SHARE = 0.7
NEWCOMER_SHARE = 0.08
DECEASED_SHARE = 0.01
DOTTED_NAME_SHARE = 0.01
RARE_SURNAME_SHARE = 0.01
NO_PHONE_SHARE_OF_SENIORS = 0.4
SENIOR_AGE_YEARS = 75


@dataclass(slots=True)
class Person:
    """A synthetic person; `index` is the position in the sequence, `newcomer` has the household in another city."""

    index: int
    resident_id: str
    name: str
    born: date
    sex: str
    address: str
    city: str
    newcomer: bool
    phone: str | None
    deceased: bool
    spouse: "Person | None" = None
    children: "list[Person]" = field(default_factory=list)

    @property
    def age_years(self) -> int:
        """Full years at BASE."""
        return BASE.year - self.born.year - ((BASE.month, BASE.day) < (self.born.month, self.born.day))


class PeopleGenerator:
    """Draws households, one after the other, from one random sequence."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._index = 0
        # How many numbers of each (date of birth, sex) are used.
        self._used: dict[tuple[date, str], int] = defaultdict(int)

    def households(self, people: int) -> Iterator[list[Person]]:
        """Yield households until exactly `people` people are drawn; the last one may be cut short."""
        while self._index < people:
            before = self._index
            household = self._household()
            yield household[: people - before]

    def _household(self) -> list[Person]:
        rng = self._rng
        newcomer = rng.random() < NEWCOMER_SHARE
        city = rng.choice(words.OTHER_CITIES) if newcomer else words.CITY
        address = f"{city}{rng.choice(words.DISTRICTS)}{rng.choice(words.STREETS)}{rng.randint(1, 399)}号"
        first = self._person(self._birth_date(19, 95), rng.choice(("female", "male")), address, city, newcomer)
        if rng.random() >= COUPLE_SHARE or first.age_years < 22:
            return [first]
        other_sex = "male" if first.sex == "female" else "female"
        born = min(first.born + timedelta(days=rng.randint(-1500, 1500)), BASE - timedelta(days=round(21 * YEAR_DAYS)))
        second = self._person(born, other_sex, address, city, newcomer)
        first.spouse, second.spouse = second, first
        children = self._children(first, second)
        first.children = second.children = children
        return [first, second, *children]

    def _children(self, first: Person, second: Person) -> list[Person]:
        """Up to three children, each born when the younger parent was 21 to 38, none after BASE."""
        rng = self._rng
        younger = max(first.born, second.born)
        father = first if first.sex == "male" else second
        children: list[Person] = []
        for _ in range(rng.choices((0, 1, 2, 3), weights=(25, 45, 25, 5))[0]):
            born = younger + timedelta(days=round(rng.uniform(21, 38) * YEAR_DAYS))
            if born <= BASE:
                sex = rng.choice(("female", "male"))
                child = self._person(
                    born, sex, first.address, first.city, first.newcomer, surname=surname_of(father.name)
                )
                children.append(child)
        return sorted(children, key=lambda child: child.born)

    def _person(
        self, born: date, sex: str, address: str, city: str, newcomer: bool, surname: str | None = None
    ) -> Person:
        rng = self._rng
        used = self._used[born, sex]
        self._used[born, sex] += 1
        number = numbers.resident_id(numbers.RANDOM_AREA, born, 2 * used + (1 if sex == "male" else 0))
        person = Person(
            self._index, number, self._name(surname), born, sex, address, city, newcomer, None,
            deceased=rng.random() < DECEASED_SHARE,
        )  # fmt: skip
        senior = person.age_years >= SENIOR_AGE_YEARS
        if person.age_years >= 12 and not (senior and rng.random() < NO_PHONE_SHARE_OF_SENIORS):
            person.phone = numbers.phone(self._index)
        self._index += 1
        return person

    def _name(self, surname: str | None) -> str:
        rng = self._rng
        if surname is None and rng.random() < DOTTED_NAME_SHARE:
            return rng.choice(words.DOTTED_NAMES)
        if surname is None:
            surnames = words.RARE_SURNAMES if rng.random() < RARE_SURNAME_SHARE else words.SURNAMES
            surname = rng.choice(surnames)
        second = rng.choice(words.GIVEN_SECOND) if rng.random() < 0.8 else ""
        return surname + rng.choice(words.GIVEN_FIRST) + second

    def _birth_date(self, age_min: int, age_max: int) -> date:
        return BASE - timedelta(days=round(self._rng.uniform(age_min, age_max) * YEAR_DAYS))


def surname_of(name: str) -> str | None:
    """The surname of a Han name, to hand down; None for a name with a dot, whose bearers have no surname."""
    if "·" in name:
        return None
    return next((surname for surname in words.RARE_SURNAMES if name.startswith(surname)), name[0])
