"""What is fuzzed: uploads, the registers' mappings, answers and deliveries, rule files and clauses.

Each target knows real samples to begin with, and takes any bytes: it returns when they were read or refused by name,
and raises where they did anything else. Nothing is imported before a target is opened, so that its modules can be
watched while they are imported.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CATALOG = ROOT / "catalog"
# Larger samples only make every try slower; what they hold is in the smaller ones too.
SAMPLE_BYTES_MAX = 64 * 1024


@dataclass(frozen=True)
class Opened:
    """A target in use: samples, and what takes bytes."""

    samples: Sequence[bytes]
    take: Callable[[bytes], None]


@dataclass(frozen=True)
class Target:
    """`modules`: those whose branches guide the fuzzer; `open` is given a folder for files of its own."""

    modules: Sequence[str]
    open: Callable[[Path], Opened]
    # How many damaged samples every test run tries.
    tries: int = 150


def uploads(_folder: Path) -> Opened:
    """Files that applicants upload."""
    from services.intake.tests.corpus import BAD, GOOD  # noqa: PLC0415 - as the module says
    from services.intake.uploads.examining import examine  # noqa: PLC0415
    from services.intake.uploads.faults import Unacceptable  # noqa: PLC0415

    def take(data: bytes) -> None:
        with contextlib.suppress(Unacceptable):
            assert examine(data)

    made = [make() for _, make in (*GOOD.values(), *BAD.values())]
    return Opened([sample for sample in made if len(sample) <= SAMPLE_BYTES_MAX], take)


def mappings(folder: Path) -> Opened:
    """Register files, with their mappings and examples."""
    from services.registers.adapters.port import SourceInvalid  # noqa: PLC0415
    from services.registers.descriptions import load_description  # noqa: PLC0415
    from services.registers.examples import problems  # noqa: PLC0415

    file = folder / "seafarers.yaml"

    def take(data: bytes) -> None:
        file.write_bytes(data)
        with contextlib.suppress(SourceInvalid):
            load_description(file)
        assert all(problem.startswith(file.name) for problem in problems(folder))

    files = [ROOT / "docs" / "templates" / "register.yaml", *sorted((CATALOG / "registers").glob("*.yaml"))]
    return Opened([one.read_bytes() for one in files], take)


def answers(_folder: Path) -> Opened:
    """What departments' systems answer."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    from services.registers.adapters.http import http_source as source_of  # noqa: PLC0415
    from services.registers.adapters.mapping import records_of  # noqa: PLC0415
    from services.registers.adapters.port import RegisterUnavailable  # noqa: PLC0415
    from services.registers.domain import Lookup, Malformed, SubjectKind, checked  # noqa: PLC0415
    from services.registers.tests.harnesses import DRIVING, SUBJECT, Row, http_body, http_source  # noqa: PLC0415
    from services.registers.tests.served import NOW  # noqa: PLC0415

    lookup = Lookup(DRIVING, SubjectKind.RESIDENT_ID, SUBJECT, tuple(DRIVING.fields))
    mapping, zone = source_of(DRIVING, http_source(1)), ZoneInfo("Asia/Shanghai")

    def take(data: bytes) -> None:
        with contextlib.suppress(RegisterUnavailable, Malformed):
            for record in checked(lookup, records_of(mapping, lookup, 200, data, zone), NOW):
                assert record.values.keys() == DRIVING.fields.keys()

    return Opened([json.dumps(http_body([Row()] * count)).encode() for count in (0, 1, 3)], take)


def deliveries(folder: Path) -> Opened:
    """Files that departments drop by night; what follows the first zero byte is the manifest beside them."""
    from services.registers.adapters.file_drop import DropRefused, FileDropAdapter, Manifest, _manifest  # noqa: PLC0415
    from services.registers.domain import SubjectKind  # noqa: PLC0415
    from services.registers.tests.harnesses import DRIVING, FILE_SOURCE, Row, csv_of, surroundings  # noqa: PLC0415
    from services.registers.tests.served import NOW  # noqa: PLC0415

    adapter = asyncio.run(FileDropAdapter.open(DRIVING, FILE_SOURCE, surroundings(folder)))
    assert isinstance(adapter, FileDropAdapter)

    def take(data: bytes) -> None:
        content, _, beside = data.partition(b"\0")
        with contextlib.suppress(DropRefused):
            _manifest(beside)
        rows = max(content.count(b"\n") - 1, 0)
        with contextlib.suppress(DropRefused):
            found = adapter.records(content, Manifest(file="a.csv", sha256="0" * 64, rows=rows, as_of=""), NOW)
            assert sum(len(records) for records in found[SubjectKind.RESIDENT_ID].values()) == rows

    manifest = b'{"file": "drivers.csv", "sha256": "%s", "rows": 1, "as_of": "2026-11-22T01:00:00+08:00"}' % (b"0" * 64)
    return Opened([csv_of([Row()] * count).encode() + b"\0" + manifest for count in (0, 1, 3)], take)


def rule_files(folder: Path) -> Opened:
    """Catalogue files with an instant rule, checked as `onetrip catalog check` does."""
    from services.intake.catalog import check  # noqa: PLC0415

    sample = ROOT / "services" / "intake" / "catalog" / "tests" / "sample"
    shutil.copytree(sample, folder, dirs_exist_ok=True)
    for name in ("schema.json", "departments.yaml"):
        shutil.copy(CATALOG / name, folder / name)
    shutil.copytree(CATALOG / "registers", folder / "registers", dirs_exist_ok=True)
    file = folder / "tea-permit.yaml"

    def take(data: bytes) -> None:
        file.write_bytes(data)
        assert all(problem.file and problem.message for problem in check(folder))

    with_rules = [one.read_bytes() for one in sorted(CATALOG.glob("*.yaml")) if b"\ninstant:" in one.read_bytes()]
    return Opened([(sample / "tea-permit.yaml").read_bytes(), *with_rules], take)


def clauses(_folder: Path) -> Opened:
    """Clauses of rules (CEL): each is true, false, undecided or refused, and none runs away."""
    from datetime import date  # noqa: PLC0415

    import yaml  # noqa: PLC0415

    from contracts.clauses import ClauseInvalid, ClauseUndecided, evaluate  # noqa: PLC0415

    facts = {"degree": "bachelor", "points_12m": 3, "deceased": False, "birth_date": "1946-11-22", "long": "a" * 2_000}

    def take(data: bytes) -> None:
        with contextlib.suppress(ClauseInvalid, ClauseUndecided):
            assert isinstance(evaluate(data.decode("utf-8", "replace"), facts, {"degree": "b"}, DAY), bool)

    DAY = date(2026, 11, 27)
    items = [yaml.safe_load(one.read_text("utf-8")) for one in sorted(CATALOG.glob("*.yaml"))]
    texts = [clause["cel"] for item in items for clause in (item.get("instant") or {}).get("clauses", ())]
    return Opened([text.encode() for text in [*texts, *RUNAWAYS]], take)


RUNAWAYS = (
    "size([1, 2, 3].map(x, [1, 2, 3].map(y, [1, 2, 3]))) > 0",
    "[1, 2, 3].all(x, [1, 2, 3].exists(y, x == y))",
    "long.matches('(a+)+$')",
    "((((((((((1))))))))))==1",
    "long + long + long + long == long",
    "years_between(birth_date, received_on) >= 80 ? size(long) > 1 : degree in ['a', 'b']",
)

TARGETS: Mapping[str, Target] = {
    "uploads": Target(("services.intake.uploads",), uploads),
    "mappings": Target(("services.registers", "contracts.yaml_files"), mappings),
    "answers": Target(("services.registers.adapters", "services.registers.domain"), answers),
    "deliveries": Target(("services.registers.adapters", "services.registers.domain"), deliveries),
    "rule-files": Target(("services.intake.catalog", "contracts"), rule_files, tries=30),
    "clauses": Target(("contracts.clauses",), clauses),
}
