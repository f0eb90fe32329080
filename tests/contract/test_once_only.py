"""Every row of once_only/table.yaml, against the real code of the services on the real catalogue."""

import pytest

from tests.contract.once_only.page import PAGE, page
from tests.contract.once_only.reading import Row, row_of, rules
from tests.contract.once_only.running import follows

ROWS = [row for rule in rules() for row in rule.rows]


@pytest.mark.parametrize("row", ROWS, ids=[row.text for row in ROWS])
async def test_what_stands_in_the_table_is_what_the_software_does(row: Row) -> None:
    assert await follows(row) == row.expected


def test_the_table_has_a_hundred_rows_each_with_a_source_and_none_twice() -> None:
    assert len(ROWS) >= 100
    assert len({row.text for row in ROWS}) == len(ROWS)
    assert all(rule.source.strip() and rule.rows for rule in rules())


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make rules`"


async def test_a_row_that_is_wrong_or_means_nothing_is_found() -> None:
    wrong = row_of("graduate-residence; education is silent → complete")
    assert await follows(wrong) != wrong.expected
    with pytest.raises(ValueError, match="not understood"):
        await follows(row_of("graduate-residence; education is on holiday → complete"))
    with pytest.raises(ValueError, match="no arrow"):
        row_of("graduate-residence complete")


def test_no_row_asks_the_applicant_while_a_register_is_silent_or_only_doubted() -> None:
    for row in ROWS:
        silent = [one for one in row.given if one.endswith("is silent")]
        doubted = [one for one in row.given if one.endswith("contradicts itself")]
        if (silent or doubted) and not any(one.startswith("construction") for one in (row.item,)):
            assert not [one for one in row.expected if one.startswith("asks once")], row.text
