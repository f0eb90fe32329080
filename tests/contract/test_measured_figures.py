"""The page of measured figures says what the file says; what is measured anew takes the place of the same figure."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from bench import results as figures
from bench.machine import Machine
from bench.results import Result, merged, result_of, write

ROOT = Path(__file__).resolve().parents[2] / "bench"
OLD = Result("a cost, 300 open", "ms", 2.0, (1.0, 3.0), 30, "As it was.", 1.0, (0.5, 1.5), 2.0)
OTHER = Result("a rate", "1/s", 5.0, (4.0, 6.0), 10, "Of another kind.")
MACHINE = Machine(2, 2, "a processor", 4.0, "Linux", {})


def test_the_page_is_made_from_the_file(tmp_path: Path) -> None:
    held = json.loads((ROOT / "results.json").read_text())
    write(tmp_path, [result_of(entry) for entry in held["results"]], held["failed"], Machine(**held["machine"]))
    assert (tmp_path / "results.md").read_text() == (ROOT / "results.md").read_text()


def test_what_is_measured_anew_takes_the_place_of_the_same_figure_and_says_when(tmp_path: Path) -> None:
    write(tmp_path, [OLD, OTHER], {}, MACHINE)
    anew = replace(OLD, name="a cost, 20,000 open", ours=4.0, taken_on="2026-11-27", load_before=0.5)
    first = replace(OTHER, name="a first figure")
    assert merged(tmp_path, [anew, first]) == [anew, OTHER, first]
    write(tmp_path, merged(tmp_path, [anew, first]), {}, MACHINE)
    assert "Taken on 2026-11-27, load average before 0.50." in (tmp_path / "results.md").read_text()
    assert figures.table([anew]).endswith("| 4.00 ms | 1.00 ms | 4.00 | ≤ 2 | **no** | 1.00–3.00 | 0.50–1.50 | 30 |")
