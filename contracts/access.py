"""Who may call an RPC, as its proto says it (`onetrip.access.v1.access`)."""

from typing import Any

from google.protobuf.descriptor import MethodDescriptor

from onetrip.access.v1 import access_pb2
from runtime.grpc_server import Access

# Generated stubs type an extension more narrowly than the runtime's own class.
ACCESS: Any = access_pb2.access


def access_of(method: MethodDescriptor) -> Access | None:
    """Return the access rule written beside an RPC; None when it carries none, which a server denies."""
    options = method.GetOptions()
    if not options.HasExtension(ACCESS):
        return None
    rule = options.Extensions[ACCESS]
    return Access(anonymous=rule.anonymous, roles=frozenset(rule.roles), internal=rule.internal, ticket=rule.ticket)
