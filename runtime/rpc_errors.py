"""From our errors to the wire: google.rpc.Status with ErrorInfo, BadRequest and RetryInfo (AIP-193)."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
import grpc
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2

from runtime.errors import AppError, FieldViolation, Internal, InvalidInput, Unavailable
from runtime.failures import heals_by_waiting
from runtime.ids import new_id
from runtime.logs import get_logger

DOMAIN = "onetrip"
# The status travels in a response header, in base64, and header lists over 8 KiB are refused by default.
VIOLATIONS_BYTES_MAX = 4096
DESCRIPTION_CHARACTERS_MAX = 200
MESSAGE_CHARACTERS_MAX = 500

Trailers = tuple[tuple[str, bytes], ...]

# Text that PostgreSQL cannot store: the caller's doing, should a service not have caught it.
_UNSTORABLE = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)


def to_app_error(error: BaseException, rpc: str) -> AppError:
    """Return what the caller is told of ``error``; a fault of ours is logged and told by an opaque id only."""
    if isinstance(error, AppError):
        return error
    if isinstance(error, _UNSTORABLE):
        return InvalidInput("a text holds a character that cannot be stored")
    if heals_by_waiting(error):
        get_logger().warning("rpc.unavailable", rpc=rpc, exc_info=error)
        return Unavailable("a part of the service is away for a moment", retry_after_seconds=1.0)
    fault = new_id()
    get_logger().error("rpc.fault", rpc=rpc, fault=fault, exc_info=error)
    return Internal(f"internal error {fault}")


def code_of(error: AppError) -> grpc.StatusCode:
    """Return the gRPC code of an error."""
    return grpc.StatusCode[error.code]


def trailers_of(error: AppError) -> Trailers:
    """Return the trailing metadata that carries the error's details."""
    code: int = code_of(error).value[0]
    status = status_pb2.Status(code=code, message=error.message[:MESSAGE_CHARACTERS_MAX])
    info = error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=error.metadata)
    status.details.append(_packed(info))
    if error.fields:
        status.details.append(_packed(_violations(error.fields)))
    if error.retry_after_seconds is not None:
        delay = duration_pb2.Duration()
        delay.FromMilliseconds(int(error.retry_after_seconds * 1000))
        status.details.append(_packed(error_details_pb2.RetryInfo(retry_delay=delay)))
    return (("grpc-status-details-bin", status.SerializeToString()),)


def _violations(fields: Sequence[FieldViolation]) -> error_details_pb2.BadRequest:
    """Return as many of the violations as a header can carry; the first ones matter most."""
    request = error_details_pb2.BadRequest()
    for violation in fields:
        request.field_violations.add(
            field=violation.field[:DESCRIPTION_CHARACTERS_MAX],
            description=violation.description[:DESCRIPTION_CHARACTERS_MAX],
        )
        if request.ByteSize() > VIOLATIONS_BYTES_MAX:
            del request.field_violations[-1]
            break
    return request


def _packed(message: error_details_pb2.ErrorInfo | error_details_pb2.BadRequest | error_details_pb2.RetryInfo):
    packed = any_pb2.Any()
    packed.Pack(message)
    return packed
