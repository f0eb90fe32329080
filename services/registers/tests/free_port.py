"""A port nobody listens on."""

import socket


def free_port() -> int:
    """A free port of the loopback address, free until somebody else takes it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
