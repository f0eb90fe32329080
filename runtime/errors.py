"""The base of the one error tree: every error a caller can meet, with its gRPC code, reason and retry rule.

Business reasons are subclasses in ``contracts/errors.py``. Kafka and Temporal handling derive from the
same attributes: ``retryable`` says whether doing the same thing again later may help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class FieldViolation:
    """One field at fault: its path in the request (``applicant.name``) and what is wrong with it."""

    field: str
    description: str


class AppError(Exception):
    """An error with a meaning for the caller.

    ``code`` is the name of a gRPC status code, ``reason`` the ``ErrorInfo.reason`` (UPPER_SNAKE, AIP-193).
    The message is shown to the caller: it never holds personal data. ``retry_after_seconds`` becomes RetryInfo.
    """

    code: ClassVar[str] = "FAILED_PRECONDITION"
    reason: ClassVar[str] = "FAILED_PRECONDITION"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        fields: Sequence[FieldViolation] = (),
        metadata: Mapping[str, str] | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.fields = tuple(fields)
        self.metadata = dict(metadata or {})
        self.retry_after_seconds = retry_after_seconds


class InvalidInput(AppError):
    """The request breaks the contract; ``fields`` names where."""

    code = "INVALID_ARGUMENT"
    reason = "INVALID_INPUT"


class MalformedMessage(InvalidInput):
    """The bytes are not the message they should be."""

    reason = "MALFORMED_MESSAGE"


class Unauthenticated(AppError):
    """No token, or one that is not accepted."""

    code = "UNAUTHENTICATED"
    reason = "UNAUTHENTICATED"


class PermissionDenied(AppError):
    """Visible to the caller, but not theirs to do."""

    code = "PERMISSION_DENIED"
    reason = "PERMISSION_DENIED"


class NotFound(AppError):
    """Absent, or not the caller's to know of: the same answer for both."""

    code = "NOT_FOUND"
    reason = "NOT_FOUND"


class Conflict(AppError):
    """A race lost, or a stale etag: read again, then try again."""

    code = "ABORTED"
    reason = "CONFLICT"


class AlreadyExists(AppError):
    """The same request_id with another body, or a thing that may exist once."""

    code = "ALREADY_EXISTS"
    reason = "ALREADY_EXISTS"


class RuleViolation(AppError):
    """Against a rule of the domain. Subclasses name the rule as their reason."""

    code = "FAILED_PRECONDITION"


class LimitExceeded(AppError):
    """Over a limit; give ``retry_after_seconds`` where waiting helps."""

    code = "RESOURCE_EXHAUSTED"
    reason = "LIMIT_EXCEEDED"


class DeadlineExceeded(AppError):
    """The call took longer than its deadline."""

    code = "DEADLINE_EXCEEDED"
    reason = "DEADLINE_EXCEEDED"


class Unavailable(AppError):
    """Something this needs is away for a moment; the only error that clients retry by themselves."""

    code = "UNAVAILABLE"
    reason = "UNAVAILABLE"
    retryable = True


class Internal(AppError):
    """A fault of ours. The message is an opaque id that finds the log line; nothing else leaves."""

    code = "INTERNAL"
    reason = "INTERNAL"
