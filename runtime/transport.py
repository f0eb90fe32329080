"""gRPC with certificates on both sides, and what happens when they are replaced (decision 0068).

A server and a channel take new files up with the next connection. Temporal's client cannot: its process ends, to be
started again (`Renewal`).
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import grpc
from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it

from runtime.certificates import Certificates
from runtime.logs import get_logger

# An old channel's calls end within this.
RETIRE_SECONDS_MAX = 30.0
LOOK_SECONDS = 60.0
# Replicas get their new certificates at once, and do not end at once.
SPREAD_SECONDS_MAX = 600.0

Stub = TypeVar("Stub")


def server_credentials(certificates: Certificates) -> grpc.ServerCredentials:
    """For a server that lets in nobody without a certificate of the same authority."""
    known = certificates.version()

    def renewed() -> grpc.ServerCertificateConfiguration | None:
        # gRPC asks at every connection; None leaves what it has.
        nonlocal known
        if (now := certificates.newer_than(known)) is None:
            return None
        known = now
        return _configuration(certificates)

    return grpc.dynamic_ssl_server_credentials(
        _configuration(certificates),
        renewed,  # pyright: ignore[reportArgumentType] - the stubs do not know that it may return None
        require_client_authentication=True,
    )


def channel_credentials(certificates: Certificates) -> grpc.ChannelCredentials:
    """For a caller: of the files as they are now."""
    chain, key, authority = certificates.read()
    return grpc.ssl_channel_credentials(authority, key, chain)


def _configuration(certificates: Certificates) -> grpc.ServerCertificateConfiguration:
    chain, key, authority = certificates.read()
    return grpc.ssl_server_certificate_configuration([(key, chain)], authority)


class Line(Generic[Stub]):
    """Calls another part. With certificates the channel is made anew once ours were replaced."""

    def __init__(
        self,
        target: str,
        make: Callable[[aio.Channel], Stub],
        certificates: Certificates | None = None,
        options: Sequence[tuple[str, Any]] = (),
    ) -> None:
        self._target, self._make, self._options = target, make, list(options)
        self._certificates = certificates
        self._retiring: set[asyncio.Task[None]] = set()
        self._open()

    @property
    def stub(self) -> Stub:
        """What calls are made with; not to be kept."""
        if self._certificates is not None and self._certificates.newer_than(self._version) is not None:
            old = asyncio.create_task(self._channel.close(RETIRE_SECONDS_MAX))
            self._retiring.add(old)
            old.add_done_callback(self._retiring.discard)
            self._open()
        return self._stub

    async def stop(self) -> None:
        """Close the channel."""
        await self._channel.close()

    def _open(self) -> None:
        if self._certificates is None:
            self._channel = aio.insecure_channel(self._target, options=self._options)
        else:
            self._version = self._certificates.version()
            credentials = channel_credentials(self._certificates)
            self._channel = aio.secure_channel(self._target, credentials, options=self._options)
        self._stub = self._make(self._channel)


class Renewal:
    """Asks the process to end, some minutes after its certificates were replaced: Kubernetes starts it again."""

    def __init__(
        self, certificates: Certificates, end: Callable[[], None], spread_seconds_max: float = SPREAD_SECONDS_MAX
    ) -> None:
        self._certificates = certificates
        self._end = end
        self._spread_seconds_max = spread_seconds_max

    async def run(self, look_seconds: float = LOOK_SECONDS) -> None:
        """Look every minute."""
        known, newer = self._certificates.version(), None
        while newer is None:
            await asyncio.sleep(look_seconds)
            newer = self._certificates.newer_than(known)
        get_logger().info("certificates.replaced", folder=str(self._certificates.folder))
        await asyncio.sleep(random.uniform(0, self._spread_seconds_max))  # noqa: S311 - spreads, hides nothing
        self._end()
        # The end is somebody else's: until then this part is well.
        await asyncio.Event().wait()
