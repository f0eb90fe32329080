"""Whatever is changed, taken away, put in or put elsewhere in the access log is found, and the first bad row named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from services.verification.audit.chain import GENESIS, Anchor, Bad, Fault, Row, Walk, hash_of

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
OTHER: dict[str, Any] = {
    "id": "other",
    "person_id": "pother",
    "reader": "pother",
    "role": "clerk",
    "department": "other",
    "purpose": "OTHER",
    "application_id": "other",
    "read_at": NOW - timedelta(microseconds=1),
    "fields": ("other",),
    "previous": bytes(31) + b"\1",
    "hash": bytes(31) + b"\2",
    "chain": 8,
    "position": 1_000,
}


def chain_of(length: int) -> list[Row]:
    """A chain that holds."""
    rows: list[Row] = []
    for position in range(1, length + 1):
        row = Row(
            *(
                7,
                position,
                f"id{position}",
                f"pperson{position % 3}",
                "pofficer",
                "officer",
                "education",
                "REVIEW_TASK",
            ),
            *(f"application{position}", NOW + timedelta(seconds=position), ("degree", f"form.{position}")),
            *(rows[-1].hash if rows else GENESIS, b""),
        )
        rows.append(hashed(row))
    return rows


def hashed(row: Row) -> Row:
    return replace(row, hash=hash_of(row))


def relinked(rows: list[Row]) -> list[Row]:
    """The rows numbered and hashed anew: what somebody does who knows how."""
    found: list[Row] = []
    for position, row in enumerate(rows, 1):
        found.append(hashed(replace(row, position=position, previous=found[-1].hash if found else GENESIS)))
    return found


def first_fault(rows: list[Row], anchors: list[Anchor]) -> Fault | None:
    """As `auditing.verify` reads one chain."""
    walk, at = Walk(7), {anchor.position: anchor for anchor in anchors}
    for row in sorted((row for row in rows if row.chain == 7), key=lambda row: (row.position, row.id)):
        if fault := walk.step(row, at.get(row.position)):
            return fault
    return walk.end(max(at, default=0))


def anchored(rows: list[Row], *positions: int) -> list[Anchor]:
    return [Anchor(7, position, rows[position - 1].hash) for position in positions]


places = st.integers(2, 12).flatmap(lambda length: st.tuples(st.just(length), st.integers(1, length)))


@given(st.integers(0, 12))
def test_a_chain_that_nobody_touched_holds(length: int) -> None:
    rows = chain_of(length)
    assert first_fault(rows, anchored(rows, *range(1, length + 1))) is None
    assert first_fault(rows, []) is None


@given(places, st.sampled_from(sorted(set(OTHER) - {"chain", "position"})))
def test_a_changed_field_names_its_row(place: tuple[int, int], field: str) -> None:
    rows, at = chain_of(place[0]), place[1]
    rows[at - 1] = replace(rows[at - 1], **{field: OTHER[field]})
    fault = first_fault(rows, [])
    assert fault == Fault(7, at, Bad.CHANGED, rows[at - 1].id, at)


@given(places, st.sampled_from(sorted(set(OTHER) - {"chain", "position", "hash", "previous"})))
def test_a_row_changed_and_hashed_anew_is_named_by_the_one_after_it(place: tuple[int, int], field: str) -> None:
    rows, at = chain_of(place[0]), place[1]
    anchors = anchored(rows, len(rows))
    rows[at - 1] = hashed(replace(rows[at - 1], **{field: OTHER[field]}))
    fault = first_fault(rows, anchors)
    assert fault is not None
    assert (fault.position, fault.id) == (at, rows[at - 1].id)


@given(places)
def test_a_row_taken_away_is_named_also_at_the_end(place: tuple[int, int]) -> None:
    rows, at = chain_of(place[0]), place[1]
    anchors = anchored(rows, len(rows))
    del rows[at - 1]
    assert first_fault(rows, anchors) == Fault(7, at, Bad.MISSING, "", at)


@given(places, st.sampled_from(["chain", "position"]))
def test_a_row_moved_away_is_named(place: tuple[int, int], field: str) -> None:
    rows, at = chain_of(place[0]), place[1]
    anchors = anchored(rows, len(rows))
    rows[at - 1] = replace(rows[at - 1], **{field: OTHER[field]})
    fault = first_fault(rows, anchors)
    assert fault is not None
    # The last row, moved further on, leaves its place empty like any other.
    assert (fault.position, fault.bad) == (at, Bad.MISSING)


@given(places, st.booleans())
def test_a_row_put_in_is_named(place: tuple[int, int], known: bool) -> None:
    rows, at = chain_of(place[0]), place[1]
    put_in = replace(rows[at - 1], id="zz" if known else "aa", reader="nobody")
    fault = first_fault([*rows, hashed(put_in)], anchored(rows, len(rows)))
    assert fault is not None
    assert fault.position == at


@given(places)
def test_a_row_put_in_with_all_later_ones_moved_on_is_named(place: tuple[int, int]) -> None:
    rows, at = chain_of(place[0]), place[1]
    put_in = hashed(replace(rows[at - 1], id="put-in"))
    later = [replace(row, position=row.position + 1) for row in rows[at - 1 :]]
    fault = first_fault([*rows[: at - 1], put_in, *later], [])
    assert fault is not None
    # What was put in holds where it is; the first that does not is the one it pushed on.
    assert (fault.position, fault.id) == (at + 1, rows[at - 1].id)


@given(st.integers(2, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n - 1), st.integers(1, n))))
def test_two_rows_that_changed_places_name_the_first(drawn: tuple[int, int, int]) -> None:
    length, first, second = drawn[0], *sorted((drawn[1], drawn[2]))
    second = second if second > first else first + 1
    rows = chain_of(length)
    one, two = rows[first - 1], rows[second - 1]
    rows[first - 1], rows[second - 1] = replace(two, position=first), replace(one, position=second)
    assert first_fault(rows, []) == Fault(7, first, Bad.CHANGED, two.id, first)


@given(places, st.sampled_from(["change", "remove", "put in"]))
def test_a_chain_hashed_anew_as_a_whole_is_found_by_its_anchor(place: tuple[int, int], how: str) -> None:
    rows, at = chain_of(place[0]), place[1]
    anchors = anchored(rows, *({at - 1} - {0}), len(rows))
    forged = list(rows)
    if how == "change":
        forged[at - 1] = replace(rows[at - 1], reader="nobody")
    elif how == "remove":
        del forged[at - 1]
    else:
        forged.insert(at - 1, replace(rows[at - 1], id="put-in"))
    fault = first_fault(relinked(forged), anchors)
    assert fault is not None
    assert fault.since == at or fault.bad is Bad.MISSING
    assert fault.since <= max(at, fault.position) <= len(rows)


def test_fields_cannot_run_into_each_other() -> None:
    row = chain_of(1)[0]
    assert hash_of(replace(row, role="a", department="b")) != hash_of(replace(row, role="ab", department=""))
    assert hash_of(replace(row, fields=("a", "b"))) != hash_of(replace(row, fields=("a,1:b",)))
