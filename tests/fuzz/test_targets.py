"""No bytes do anything else than be read or refused by name: the samples, what was found once, and damage to both.

The same bytes in every run; `make fuzz` looks for others, guided by the branches they take.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.mutating import damaged
from tests.fuzz.targets import TARGETS, Target

FOUND = Path(__file__).with_name("found")


@pytest.mark.parametrize(("name", "target"), TARGETS.items(), ids=list(TARGETS))
def test_whatever_is_read_is_read_or_refused_by_name(name: str, target: Target, tmp_path: Path) -> None:
    opened = target.open(tmp_path)
    found = [file.read_bytes() for file in sorted((FOUND / name).glob("*"))]
    for data in (*opened.samples, *found, *damaged([*opened.samples, *found], name, target.tries)):
        opened.take(data)


def test_what_was_found_belongs_to_a_target() -> None:
    assert {folder.name for folder in FOUND.iterdir() if folder.is_dir()} <= TARGETS.keys()


def test_damage_is_the_same_in_every_run_and_not_none() -> None:
    once, again = (list(damaged([b"abc", b"1234"], "seed", 200)) for _ in range(2))
    assert once == again
    assert len(set(once)) > 100
