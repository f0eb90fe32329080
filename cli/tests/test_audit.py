"""`onetrip audit` says which row is bad, and takes only the heads that it wrote."""

from pathlib import Path

import pytest
from rich.console import Console

from cli.commands import audit
from cli.errors import CommandFailed
from services.verification.audit.auditing import Findings
from services.verification.audit.chain import Anchor, Bad, Fault


def test_a_bad_row_is_shown_with_its_chain_place_and_id() -> None:
    console = Console(record=True, width=100)
    found = Findings(0, 2, 7, [Fault(1, 4, Bad.CHANGED, "abc", 4), Fault(3, 9, Bad.REWRITTEN, "xyz", 6)])
    audit._print(console, found)
    lines = [line.split() for line in console.export_text().splitlines()]
    assert ["1", "4", "abc", "changed"] in lines
    assert ["3", "6–9", "xyz", "rewritten"] in lines
    assert ["2", "chains,", "7", "rows", "looked", "at,", "2", "do", "not", "hold"] in lines


def test_heads_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "heads.json"
    file.write_text('[{"chain": 3, "position": 12, "hash": "00ff"}]')
    assert audit._read(file) == [Anchor(3, 12, bytes([0, 255]))]


@pytest.mark.parametrize("content", ["", "[1]", "{}x", '[{"chain": 3}]', '[{"chain": 3, "position": 1, "hash": "zz"}]'])
def test_another_file_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / "heads.json"
    file.write_text(content)
    with pytest.raises(CommandFailed, match="not what `onetrip audit heads` writes"):
        audit._read(file)
