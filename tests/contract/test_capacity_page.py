"""The page of capacity is computed from the measured figures, and grows as they say."""

from __future__ import annotations

from deploy import capacity
from deploy.capacity import Measured, needs_of

MEASURED = Measured(
    cpu_ms={**dict.fromkeys((*capacity.SERVICES, *capacity.ENGINES), 10.0), "workflows": 36.0},
    disk_kib={"postgres intake": 10.0, "postgres process": 20.0, "kafka": 5.0, "temporal": 40.0},
    memory_mib=dict.fromkeys(capacity.SERVICES, 64.0),
    events=float(capacity.OFFICER_EVENTS),
)


def test_a_process_has_as_many_replicas_as_it_needs_cores_and_never_fewer_than_two() -> None:
    # 90,000 a day are 5 a second in the busiest hour; at half use, a cost of 36 ms is 0.36 of a core.
    needs = needs_of(90_000, MEASURED)
    assert MEASURED.factor == 1.0
    assert needs.a_second == 5.0
    assert round(needs.cores["workflows"], 6) == 0.36
    assert needs.replicas == dict.fromkeys(capacity.SERVICES, 2)
    assert needs_of(900_000, MEASURED).replicas["workflows"] == 4


def test_disks_hold_what_is_kept_for_as_long_as_it_is_kept() -> None:
    disk = needs_of(1024**2, MEASURED).disk_gib
    assert disk == {"postgres": 30.0 * 250, "kafka": 5.0 * 7, "temporal": 40.0 * 30}


def test_partitions_and_shards_are_powers_of_two_and_suffice() -> None:
    for a_day in capacity.PLACES.values():
        needs = needs_of(a_day, MEASURED)
        for number in (needs.partitions, needs.shards):
            assert number & (number - 1) == 0
        assert needs.partitions >= max(needs.replicas.values())


def test_the_page_is_made_from_the_measured_figures() -> None:
    assert capacity.PAGE.read_text(encoding="utf-8") == capacity.page(Measured.read()), "run `make capacity`"
