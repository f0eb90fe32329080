"""Lets a gateway end without losing a request: `python -m services.gateway.drain`, beside Envoy in its pod.

Envoy ends at once when it gets SIGTERM. This program gets the same signal at the same time, while Envoy's is held back
for a while, and has Envoy ask its callers to close their connections, answer by answer.
"""

import http.client
import signal
import sys
import threading
import time
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from runtime.settings import PREFIX, load
from services.gateway.settings import Address

# Less than the pause for which Envoy's signal is held back (deploy/k8s/base/gateway).
DRAIN_SECONDS_MAX = 18.0
PAUSE_SECONDS = 0.5
ANSWER_SECONDS_MAX = 2.0
CONNECTIONS = "http.public.downstream_cx_active"


class DrainSettings(BaseSettings):
    """Where Envoy's admin interface is."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    gateway_admin_address: Annotated[Address, NoDecode, BeforeValidator(Address.parse)] = Field(
        description="host:port of Envoy's admin interface"
    )


def drain(admin: Address, seconds_max: float = DRAIN_SECONDS_MAX) -> int:
    """Ask Envoy to drain, wait until nobody is connected; returns how many connections were left at the end."""
    give_up_at = time.monotonic() + seconds_max
    _asked(admin, "POST", "/drain_listeners?graceful&skip_exit")
    # Whoever has not heard yet that this pod is leaving still connects in the first seconds.
    while (left := _connections(admin)) and time.monotonic() < give_up_at:
        time.sleep(PAUSE_SECONDS)
    return left


def _connections(admin: Address) -> int:
    answer = _asked(admin, "GET", f"/stats?filter=^{CONNECTIONS}$")
    return int(answer.rpartition(":")[2] or 0)


def _asked(admin: Address, method: str, path: str) -> str:
    connection = http.client.HTTPConnection(admin.host, admin.port, timeout=ANSWER_SECONDS_MAX)
    try:
        connection.request(method, path)
        return connection.getresponse().read().decode().strip()
    finally:
        connection.close()


def main() -> None:
    """Do nothing until SIGTERM, then drain."""
    settings = load(DrainSettings)
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    asked.wait()
    try:
        print(f"drained, {drain(settings.gateway_admin_address)} connections left", flush=True)
    except OSError as error:
        # Envoy is gone already: there is nothing left to drain.
        print(f"Envoy does not answer: {type(error).__name__}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
