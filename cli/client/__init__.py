"""A client of the gateway, as any program outside would be one: JSON over HTTP, a token for each caller."""

from cli.client.gateway import Caller, Gateway
from cli.client.refusals import GatewayUnreachable, Refusal

__all__ = ["Caller", "Gateway", "GatewayUnreachable", "Refusal"]
