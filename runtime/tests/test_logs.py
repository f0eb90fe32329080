import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import pytest
import structlog

from runtime import logs
from runtime.errors import RuleViolation


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Configure logging on a stream of our own; gives what was written to it."""
    stream, root = io.StringIO(), logging.getLogger()
    monkeypatch.setattr(sys, "stdout", stream)
    handlers, level = root.handlers[:], root.level
    logs.configure("unit", "INFO")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_is_json_with_service_level_and_time(lines) -> None:
    logs.get_logger().info("case.opened", application_id="abc", cases=2)
    (line,) = lines()
    assert (line["event"], line["service"], line["level"], line["cases"]) == ("case.opened", "unit", "info", 2)
    assert line["timestamp"]


@pytest.mark.parametrize("key", ["name", "applicant_name", "phone", "id_number", "payload", "token", "home_address"])
def test_values_of_keys_that_may_hold_personal_data_are_withheld(lines, key: str) -> None:
    logs.get_logger().info("x", **{key: "王小明"})
    assert "王小明" not in json.dumps(lines(), ensure_ascii=False)


def test_objects_are_named_and_never_printed(lines) -> None:
    logs.get_logger().info("x", thing={1, 2}, failure=ValueError("王小明"))
    text = json.dumps(lines(), ensure_ascii=False)
    assert "set" in text
    assert "王小明" not in text


def test_an_exception_is_told_without_the_data_it_quotes(lines) -> None:
    try:
        try:
            raise KeyError("王小明")
        except KeyError as cause:
            raise ValueError("110105 王小明") from cause
    except ValueError:
        logs.get_logger().exception("x")
    text = json.dumps(lines(), ensure_ascii=False)
    assert "王小明" not in text
    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_logs.py" in text


def test_a_library_s_line_keeps_its_template_and_not_its_arguments(lines) -> None:
    logging.getLogger("aiokafka").error("failed for %s after %d", "王小明", 3)
    (line,) = lines()
    assert line["template"] == "failed for %s after %d"
    assert 3 in line["arguments"]
    assert "王小明" not in json.dumps(line, ensure_ascii=False)


def test_errors_are_described_by_what_cannot_quote_data() -> None:
    broken = asyncpg.UniqueViolationError("Key (name)=(王小明) already exists")
    broken.constraint_name = "one_open_application"
    assert "王小明" not in logs.describe_error(broken)
    assert "23505" in logs.describe_error(broken)
    assert "one_open_application" in logs.describe_error(broken)
    assert logs.describe_error(RuleViolation("no second notice")).endswith("no second notice")
