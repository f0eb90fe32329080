"""Whatever a mapping file, an answer or a delivery holds: it is read, or refused by name; nothing else happens."""

import contextlib
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.yaml_files import read
from services.registers.adapters.file_drop import DropRefused, FileDropAdapter, Manifest, _manifest
from services.registers.adapters.http import http_source
from services.registers.adapters.mapping import records_of
from services.registers.adapters.port import RegisterUnavailable, SourceInvalid
from services.registers.descriptions import load_description
from services.registers.domain import Lookup, Malformed, SubjectKind, checked
from services.registers.examples import problems
from services.registers.tests.harnesses import (
    DRIVING,
    FILE_SOURCE,
    HEADER,
    SUBJECT,
    Row,
    csv_of,
    http_body,
    surroundings,
)
from services.registers.tests.harnesses import (
    http_source as http_mapping,
)
from services.registers.tests.served import NOW

TEMPLATE = Path(__file__).parents[3] / "docs" / "templates" / "register.yaml"
LOOKUP = Lookup(DRIVING, SubjectKind.RESIDENT_ID, SUBJECT, tuple(DRIVING.fields))
ZONE = ZoneInfo("Asia/Shanghai")
MAPPING = http_source(DRIVING, http_mapping(1))

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def replaced(draw: Any, value: Any) -> Any:
    """The same document with one part of it exchanged for anything."""
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: replaced(draw, value[key])}
    if isinstance(value, list) and value and draw(st.integers(0, 4)):
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], replaced(draw, value[index]), *value[index + 1 :]]
    return draw(JSON)


@st.composite
def answers(draw: Any) -> bytes:
    body = http_body([Row()])
    for _ in range(draw(st.integers(0, 3))):
        body = replaced(draw, body)
    whole = json.dumps(body).encode()
    return whole[: draw(st.integers(0, len(whole)))] if draw(st.booleans()) else whole


@given(st.sampled_from([200, 200, 200, 404, 500]), answers() | st.binary(max_size=200))
def test_any_answer_of_a_department_is_records_of_the_right_types_or_unavailable(status: int, body: bytes) -> None:
    with contextlib.suppress(RegisterUnavailable, Malformed):
        for record in checked(LOOKUP, records_of(MAPPING, LOOKUP, status, body, ZONE), NOW):
            assert record.values.keys() == DRIVING.fields.keys()


@st.composite
def files(draw: Any) -> str:
    document = read(TEMPLATE).data
    for _ in range(draw(st.integers(1, 3))):
        document = replaced(draw, document)
    return yaml.safe_dump(document, allow_unicode=True)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=files() | st.text(max_size=200))
def test_any_mapping_file_is_read_or_refused_with_its_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "seafarers.yaml"
    file.write_text(text, "utf-8", errors="surrogatepass")
    with contextlib.suppress(SourceInvalid):
        load_description(file)
    assert all(problem.startswith("seafarers.yaml") for problem in problems(tmp_path))


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "a: " * 5_000, "{" * 3_000, "a: &a [*a]", "!!python/object:os.system {}", "? [a]\n: b"]
)
def test_a_mapping_file_made_to_hurt_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "seafarers.yaml").write_text(text)
    with pytest.raises(SourceInvalid):
        load_description(tmp_path / "seafarers.yaml")


@st.composite
def deliveries(draw: Any) -> bytes:
    text = csv_of([Row()] * draw(st.integers(0, 3)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.text(max_size=6)) + text[at + draw(st.integers(0, 6)) :]
    return text.encode("utf-8", "surrogatepass")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=deliveries() | st.binary(max_size=200), rows=st.integers(0, 4))
async def test_any_delivery_is_put_in_force_whole_or_refused(tmp_path: Path, content: bytes, rows: int) -> None:
    adapter = await FileDropAdapter.open(DRIVING, FILE_SOURCE, surroundings(tmp_path))
    assert isinstance(adapter, FileDropAdapter)
    manifest = Manifest(file="a.csv", sha256="0" * 64, rows=rows, as_of="")
    with contextlib.suppress(DropRefused):
        found = adapter.records(content, manifest, NOW)
        assert sum(len(records) for records in found[SubjectKind.RESIDENT_ID].values()) == rows
        assert HEADER.split(",")[0].encode() in content


@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_manifest_is_one_or_refused(content: bytes) -> None:
    with contextlib.suppress(DropRefused):
        _manifest(content)
