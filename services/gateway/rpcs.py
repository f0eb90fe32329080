"""Every RPC of the contract and what the gateway makes of it, read from the protos themselves.

Nothing is listed by hand, so a new RPC cannot be forgotten: it is either public (it has an access rule and
a JSON path) or internal (no route), and anything else is an error that `make check` shows.
"""

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from google.api import annotations_pb2, http_pb2
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import FileDescriptor, MethodDescriptor, ServiceDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.rpc import error_details_pb2, status_pb2

import onetrip
from contracts.access import access_of
from runtime.grpc_server import Access

# The part that serves a package, by the package's second name.
PART_OF_PACKAGE = re.compile(r"^onetrip\.(?P<part>[a-z_]+)\.v[0-9]+$")
PATH_VARIABLE = re.compile(r"\{(?P<name>[a-z_]+)\}")
# One path segment, up to a custom verb (AIP-136).
SEGMENT = "[^/:]+"
# Generated stubs type an extension more narrowly than the runtime's own class.
HTTP: Any = annotations_pb2.http


class ContractError(Exception):
    """An RPC that is neither public nor internal."""


@dataclass(frozen=True)
class Rpc:
    """One public RPC: where it is served and how it is reached."""

    descriptor: MethodDescriptor
    part: str
    access: Access
    http_method: str
    http_path: str
    http_body: str

    @property
    def grpc_path(self) -> str:
        """`/package.Service/Method`."""
        return f"/{self.descriptor.containing_service.full_name}/{self.descriptor.name}"

    @property
    def http_path_regex(self) -> str:
        """The JSON path as a regular expression over the whole path, without query."""
        literal_parts = PATH_VARIABLE.split(self.http_path)[::2]
        return SEGMENT.join(re.escape(part) for part in literal_parts)

    @property
    def streams(self) -> bool:
        """Whether request or answer is a stream, which may last."""
        return self.descriptor.client_streaming or self.descriptor.server_streaming


@cache
def public_rpcs() -> tuple[Rpc, ...]:
    """Return every RPC that the gateway offers. Raises ContractError naming an RPC that is half described."""
    return tuple(rpc for service in services() for rpc in _public(service))


@cache
def services() -> tuple[ServiceDescriptor, ...]:
    """Return every service of the contract, public or internal, ordered by name."""
    found = {s.full_name: s for module in _modules() for s in module.DESCRIPTOR.services_by_name.values()}
    return tuple(found[name] for name in sorted(found))


def message_files() -> list[FileDescriptor]:
    """Return every file of the contract."""
    return [module.DESCRIPTOR for module in _modules()]


@cache
def descriptor_set() -> bytes:
    """Return what the transcoder needs: the public services' files with all they import, and error details."""
    files: dict[str, FileDescriptor] = {}
    wanted = {rpc.descriptor.containing_service.file.name for rpc in public_rpcs()}
    pool = descriptor_pool.Default()
    # Rich errors are Any values: the transcoder can only print those whose type it knows.
    for name in [*sorted(wanted), status_pb2.DESCRIPTOR.name, error_details_pb2.DESCRIPTOR.name]:
        _collect(pool.FindFileByName(name), files)
    result = FileDescriptorSet()
    for file in files.values():
        file.CopyToProto(result.file.add())
    return result.SerializeToString(deterministic=True)


def public_services() -> tuple[str, ...]:
    """Full names of the services with at least one public RPC."""
    return tuple(sorted({rpc.descriptor.containing_service.full_name for rpc in public_rpcs()}))


def _collect(file: FileDescriptor, into: dict[str, FileDescriptor]) -> None:
    for dependency in file.dependencies:
        _collect(dependency, into)
    into.setdefault(file.name, file)


def _modules() -> Iterator[ModuleType]:
    # By files: the generated folders are namespace packages, which pkgutil does not walk.
    for root in onetrip.__path__:
        for file in sorted(Path(root).rglob("*_pb2.py")):
            parts = file.relative_to(Path(root).parent).with_suffix("").parts
            yield importlib.import_module(".".join(parts))


def _public(service: ServiceDescriptor) -> Iterator[Rpc]:
    part = PART_OF_PACKAGE.match(service.file.package)
    if part is None:
        raise ContractError(f"{service.full_name}: the package is not onetrip.<part>.v<number>")
    for method in service.methods:
        access, rule = access_of(method), _http_rule(method)
        if access is None:
            raise ContractError(f"{method.full_name} has no access rule")
        if access.internal:
            if rule is not None:
                raise ContractError(f"{method.full_name} is internal and has a JSON path")
            continue
        if rule is None:
            raise ContractError(f"{method.full_name} is public and has no JSON path")
        verb = rule.WhichOneof("pattern")
        if verb not in {"get", "post", "put", "patch", "delete"}:
            raise ContractError(f"{method.full_name}: {verb} is not a method we route")
        yield Rpc(method, part["part"], access, verb.upper(), getattr(rule, verb), rule.body)


def _http_rule(method: MethodDescriptor) -> http_pb2.HttpRule | None:
    options = method.GetOptions()
    return options.Extensions[HTTP] if options.HasExtension(HTTP) else None
