"""JSON lines on stdout, with ids and without people.

Values under keys that may hold personal data are withheld, and of an exception only what cannot quote data
is written: its class, where it happened, and for PostgreSQL the SQLSTATE and the constraint (never the DETAIL).
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import asyncpg
import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.typing import FilteringBoundLogger

from runtime.errors import AppError
from runtime.tracing import current_trace_id

__all__ = ["bind_contextvars", "clear_contextvars", "configure", "describe_error", "get_logger"]

WITHHELD = "[withheld]"
VALUE_CHARACTERS_MAX = 500
FRAMES_MAX = 12

_PERSONAL = re.compile(
    r"name$|names$|phone|mobile|email|address$|birth|resident|id_number|identity|credit_code|payload|"
    r"token|secret|password|authorization|plaintext|sealed|answer|comment|message_text|fields$|facts$|form$|body"
)
# Our own names that end like personal ones.
_HARMLESS = frozenset({"logger_name", "application_name", "topic_name", "file_name", "grpc_address", "metrics_address"})
# Messages of these are program text; those of ValueError, KeyError and the like may quote what was typed.
_QUOTABLE = (AppError, OSError, TypeError, AttributeError, NameError, ImportError, NotImplementedError)


def configure(service: str, level: str = "INFO") -> None:
    """Set up logging for this process, the standard library's included (libraries from WARNING up)."""
    structlog.configure(
        processors=[merge_contextvars, _add_trace, _withhold, _render_exception, _stamp(service), _to_json],
        wrapper_class=structlog.make_filtering_bound_logger(level.lower()),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Bridge()]
    root.setLevel(logging.WARNING)


def get_logger() -> FilteringBoundLogger:
    """Return the logger: ``get_logger().info("case.opened", application_id=…)``, a name and bounded values."""
    return structlog.get_logger()


def describe_error(error: BaseException) -> str:
    """Return one line about ``error`` that quotes no data."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, asyncpg.PostgresError):
        parts = [f"sqlstate={error.sqlstate}"]
        parts += [
            f"{part}={value}" for part in ("table_name", "constraint_name") if (value := getattr(error, part, None))
        ]
        return f"{kind} {' '.join(parts)}"
    if isinstance(error, AppError):
        return f"{kind} {error.code}/{error.reason}: {error.message}"[:VALUE_CHARACTERS_MAX]
    module = type(error).__module__.partition(".")[0]
    if isinstance(error, _QUOTABLE) or module in {"aiokafka", "grpc"}:
        return f"{kind}: {error}"[:VALUE_CHARACTERS_MAX]
    return kind


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_MAX:]
    return [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def _chain(error: BaseException) -> list[dict[str, Any]]:
    chain: list[dict[str, Any]] = []
    current: BaseException | None = error
    while current is not None and len(chain) < 4:
        chain.append({"error": describe_error(current), "at": _frames(current)})
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return chain


def _add_trace(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    trace_id = current_trace_id()
    if trace_id is not None:
        event.setdefault("trace_id", trace_id)
    return event


def _withhold(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if key not in _HARMLESS and _PERSONAL.search(key):
            event[key] = WITHHELD
        elif isinstance(value, str) and len(value) > VALUE_CHARACTERS_MAX:
            event[key] = value[:VALUE_CHARACTERS_MAX] + "…"
    return event


def _render_exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    info = event.pop("exc_info", None)
    if info:
        error = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else sys.exc_info()[1]
        if error is not None:
            event["exception"] = _chain(error)
    return event


def _stamp(service: str) -> Any:
    timestamp = structlog.processors.TimeStamper(fmt="iso", utc=True)

    def stamp(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["level"] = "error" if method == "exception" else method
        event["service"] = service
        return timestamp(logger, method, event)

    return stamp


def _to_json(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    return json.dumps(event, default=_harmless, ensure_ascii=False)


def _harmless(value: Any) -> str:
    return describe_error(value) if isinstance(value, BaseException) else type(value).__name__


class _Bridge(logging.Handler):
    """Writes the records of libraries as our JSON lines.

    Only their template and error are kept, and the arguments that are plain numbers: others might quote data.
    """

    def emit(self, record: logging.LogRecord) -> None:
        arguments = record.args if isinstance(record.args, tuple) else ()
        kept = [value if isinstance(value, int | float) else _harmless(value) for value in arguments]
        method = "error" if record.levelno >= logging.ERROR else "warning"
        getattr(get_logger(), method)(
            "library", logger=record.name, template=str(record.msg), arguments=kept, exc_info=record.exc_info
        )
