"""A gateway that ends has its callers go first."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from services.gateway.drain import drain
from services.gateway.settings import Address


class Envoy(http.server.BaseHTTPRequestHandler):
    """Envoy's admin interface with three callers, of whom one leaves at each look."""

    callers = 3
    asked: tuple[str, ...] = ()

    def do_POST(self) -> None:
        type(self).asked += (self.path,)
        self._answer("OK\n")

    def do_GET(self) -> None:
        type(self).callers -= 1
        self._answer(f"http.public.downstream_cx_active: {self.callers}\n")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""

    def _answer(self, text: str) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())


@pytest.fixture
def admin() -> Iterator[Address]:
    Envoy.callers, Envoy.asked = 3, ()
    server = http.server.HTTPServer(("127.0.0.1", 0), Envoy)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Address("127.0.0.1", server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_waits_until_nobody_is_connected(admin: Address) -> None:
    assert drain(admin) == 0
    assert Envoy.asked == ("/drain_listeners?graceful&skip_exit",)


def test_it_does_not_wait_for_ever(admin: Address) -> None:
    Envoy.callers = 1_000_000
    assert drain(admin, seconds_max=0.0) > 0


def test_it_says_that_envoy_is_gone() -> None:
    with pytest.raises(OSError):
        drain(Address("127.0.0.1", 1))
