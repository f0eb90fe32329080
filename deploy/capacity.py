"""Writes docs/operate/capacity.md, what a city, a province or a country needs, from measured figures: `make capacity`.

Measured is what bench/results.json holds. What is assumed beside it stands in `ASSUMED` and on the page.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.local.settings import PROJECT_DIR

FIGURES = PROJECT_DIR / "bench" / "results.json"
PAGE = PROJECT_DIR / "docs" / "operate" / "capacity.md"
PLACES: Mapping[str, int] = {"a city": 5_000, "a province": 500_000, "a country": 20_000_000}

BUSIEST_HOUR_SHARE = 0.2
UTILISATION = 0.5
OFFICER_SHARE = 0.6
OFFICER_EVENTS = 68
WORKING_DAYS = 250
KAFKA_DAYS, TEMPORAL_DAYS = 7, 30
SHARD_EVENTS_PER_SECOND, SHARDS_MIN = 8, 512
REPLICAS_MIN, PARTITIONS_MIN = 2, 8
ASSUMED = (
    f"the busiest hour has {BUSIEST_HOUR_SHARE:.0%} of a day's applications",
    f"a core is given {UTILISATION:.0%} of what it can do, so that a lost replica or zone is borne by the others",
    f"{OFFICER_SHARE:.0%} of the applications need an officer, and cost as much more as their workflow has more events:"
    f" {OFFICER_EVENTS} (an application that is extended once; bench/results.md) to those of an instant one",
    f"{WORKING_DAYS} working days a year; Kafka keeps {KAFKA_DAYS} days, Temporal {TEMPORAL_DAYS} days after the end",
    f"a Temporal history shard takes {SHARD_EVENTS_PER_SECOND} events a second, and there are {SHARDS_MIN} at least;"
    " their number can never be changed, so take that of the size you may grow to",
    "what people look at comes on top (lists, guides, watching): measured is the way from filing to delivery, filed"
    " straight at intake",
    "costs grow with the number of applications and nothing else: the production engines were not measured at this"
    " size, a Temporal cluster on PostgreSQL not at all",
)
SERVICES = ("gateway", "intake", "verification", "approval", "notification", "registers", "workflows")
ENGINES = ("temporal", "postgres", "kafka")
SECONDS_AN_HOUR, MILLISECONDS, KIB_A_GIB, MIB_A_GIB = 3600, 1000, 1024**2, 1024


@dataclass(frozen=True)
class Measured:
    """Of one instant application: CPU milliseconds and KiB of disk by process; MiB of memory of each; its events."""

    cpu_ms: Mapping[str, float]
    disk_kib: Mapping[str, float]
    memory_mib: Mapping[str, float]
    events: float

    @classmethod
    def read(cls) -> Measured:
        """From the figures. Raises KeyError when one was never taken."""
        results = {each["name"]: each for each in json.loads(FIGURES.read_text())["results"]}
        return cls(
            _by_name(results["CPU time of an instant application"], " (ms)"),
            _by_name(results["disk space of an instant application"], " (KiB)"),
            _by_name(results["resident memory of the whole stack"], " (MiB)"),
            results["history events of an instant application"]["ours"],
        )

    @property
    def factor(self) -> float:
        """How much more the mean application costs than an instant one."""
        return 1 + OFFICER_SHARE * (OFFICER_EVENTS / self.events - 1)


@dataclass(frozen=True)
class Needs:
    """What so many applications a day need."""

    a_second: float
    cores: Mapping[str, float]
    replicas: Mapping[str, int]
    memory_gib: float
    shards: int
    partitions: int
    disk_gib: Mapping[str, float]


def needs_of(a_day: int, measured: Measured) -> Needs:
    """Compute. A process of ours uses one core, so it has as many replicas as it needs cores."""
    a_second = a_day * BUSIEST_HOUR_SHARE / SECONDS_AN_HOUR
    busy = a_second * measured.factor / MILLISECONDS / UTILISATION
    cores = {name: measured.cpu_ms[name] * busy for name in (*SERVICES, *ENGINES)}
    replicas = {name: max(REPLICAS_MIN, math.ceil(cores[name])) for name in SERVICES}
    consumers = max(replicas[name] for name in SERVICES)
    postgres = sum(kib for name, kib in measured.disk_kib.items() if name.startswith("postgres"))
    days = {"postgres": WORKING_DAYS, "kafka": KAFKA_DAYS, "temporal": TEMPORAL_DAYS}
    kib = {**measured.disk_kib, "postgres": postgres}
    return Needs(
        a_second,
        cores,
        replicas,
        sum(replicas[name] * measured.memory_mib[name] for name in SERVICES) / MIB_A_GIB,
        max(SHARDS_MIN, _power_of_two(a_second * measured.factor * measured.events / SHARD_EVENTS_PER_SECOND)),
        max(PARTITIONS_MIN, _power_of_two(2 * consumers)),
        {name: a_day * kib[name] * measured.factor * days[name] / KIB_A_GIB for name in days},
    )


def page(measured: Measured) -> str:
    """The page."""
    needs = {place: needs_of(a_day, measured) for place, a_day in PLACES.items()}
    rows: list[tuple[str, list[str]]] = [
        ("applications a second in the busiest hour", [_number(each.a_second) for each in needs.values()]),
        *((f"replicas of {name}", [str(each.replicas[name]) for each in needs.values()]) for name in SERVICES),
        ("memory of them together", [f"{_number(each.memory_gib)} GiB" for each in needs.values()]),
        *((f"cores of {name}", [_number(each.cores[name]) for each in needs.values()]) for name in ENGINES),
        ("partitions of a topic", [str(each.partitions) for each in needs.values()]),
        ("history shards of Temporal", [str(each.shards) for each in needs.values()]),
        ("PostgreSQL grows in a year by", [_size(each.disk_gib["postgres"]) for each in needs.values()]),
        (f"Kafka holds ({KAFKA_DAYS} days, one copy)", [_size(each.disk_gib["kafka"]) for each in needs.values()]),
        (f"Temporal holds ({TEMPORAL_DAYS} days)", [_size(each.disk_gib["temporal"]) for each in needs.values()]),
        ("what limits first", [_limit(each) for each in needs.values()]),
    ]
    heads = [f"{place}, {a_day:,} a day" for place, a_day in PLACES.items()]
    return "\n".join(
        [
            "# Capacity",
            "",
            "How many of each process, and how large the engines, for so many applications a day; by `make capacity`"
            " from [the figures](../../bench/results.md) of this project's own machine; measure on yours (`make bench`,"
            " then `make capacity`) before you buy anything. Uploads come on top: their bytes, once.",
            "",
            "Measured: the CPU time, the disk space and the memory that an instant application and each process take."
            f" The mean application costs {measured.factor:.2f} times as much as an instant one. Assumed:",
            "",
            *(f"- {each}." for each in ASSUMED),
            "",
            f"| | {' | '.join(heads)} |",
            f"| --- | {' | '.join('---:' for _ in heads)} |",
            *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows),
            "",
            "Replicas of a consumer beyond the partitions of its topics are idle; partitions can be added, never taken"
            " away (`ONETRIP_TOPIC_PARTITIONS`). Where one PostgreSQL does not suffice, the services part first: each"
            " has a schema and a role of its own and shares no transaction, so each can have a server of its own; then"
            " Temporal's. Beyond that, a country runs one installation for each province.",
            "",
        ]
    )


def _limit(needs: Needs) -> str:
    most = max(ENGINES, key=lambda name: needs.cores[name])
    return f"{most}: {_number(needs.cores[most])} cores"


def _by_name(result: Mapping[str, Any], unit: str) -> dict[str, float]:
    return {name.removesuffix(unit): value for name, value in result["beside"].items() if name.endswith(unit)}


def _power_of_two(value: float) -> int:
    return 2 ** math.ceil(math.log2(max(1.0, value)))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _size(gib: float) -> str:
    return f"{_number(gib / MIB_A_GIB)} TiB" if gib >= MIB_A_GIB else f"{_number(gib)} GiB"


if __name__ == "__main__":
    PAGE.write_text(page(Measured.read()), encoding="utf-8")
    print(f"written to {PAGE.relative_to(PROJECT_DIR)}")
