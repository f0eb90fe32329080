"""Ports: the table, its overrides, free ones, and the sentence about a taken one."""

import contextlib
import os
import socket

import pytest

from deploy.local.errors import StackError
from deploy.local.parts import PARTS
from deploy.local.ports import DEFAULTS, Ports, is_taken, require_free


def test_the_environment_moves_one_port_and_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONETRIP_TEMPORAL_PORT", "17233")
    ports = Ports.from_environment()
    assert ports.of("temporal") == 17233
    assert ports.of("kafka") == DEFAULTS["kafka"]


@pytest.mark.parametrize("value", ["0", "65536", "-1", "x", ""])
def test_what_is_no_port_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ONETRIP_KAFKA_PORT", value)
    with pytest.raises(StackError, match="ONETRIP_KAFKA_PORT must be a port"):
        Ports.from_environment()


def test_a_misspelt_override_is_refused_with_the_right_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONETRIP_KAFFKA_PORT", "1234")
    with pytest.raises(StackError, match=r"no port ONETRIP_KAFFKA_PORT; there are .*ONETRIP_KAFKA_PORT"):
        Ports.from_environment()


def test_default_ports_never_meet_with_all_replicas() -> None:
    ports = Ports()
    parts = ("registers", "intake", "verification", "approval", "notification", "workflows")
    taken = [ports.of(part, replica) for part in parts for replica in range(1, 9)]
    everything = [*taken, *(port for name, port in DEFAULTS.items() if name not in parts)]
    assert len(everything) == len(set(everything))


def test_free_ports_differ_and_stay_the_same_when_asked_again() -> None:
    ports = Ports.free()
    chosen = {name: ports.of(name) for name in DEFAULTS}
    assert len(set(chosen.values())) == len(chosen)
    assert all(ports.of(name) == port for name, port in chosen.items())
    assert not any(is_taken(port) for port in chosen.values())


def test_a_taken_port_names_who_has_it_and_the_setting_that_moves_ours() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        expected = f"port {port} is taken by pid {os.getpid()} .*; set ONETRIP_TEMPORAL_PORT or stop it"
        with pytest.raises(StackError, match=expected):
            require_free([("temporal", port)])
    require_free([("temporal", port)])


def test_the_ports_of_a_whole_stack_are_said_in_one_sentence() -> None:
    with contextlib.ExitStack() as listening:
        wanted = []
        for name in ("postgres", "kafka", "temporal"):
            listener = listening.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            wanted.append((name, listener.getsockname()[1]))
        numbers = ", ".join(str(port) for _, port in wanted)
        settings = "ONETRIP_POSTGRES_PORT, ONETRIP_KAFKA_PORT, ONETRIP_TEMPORAL_PORT"
        with pytest.raises(StackError, match=rf"^ports {numbers} are taken: stop .*, or set {settings}$"):
            require_free(wanted)


def test_every_part_has_a_default_port() -> None:
    ports = Ports()
    assert all(ports.of(part.http or part.name) for part in PARTS)
