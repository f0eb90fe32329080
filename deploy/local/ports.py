"""Which port each part listens on: a documented table, overridable one by one, or free ones for tests."""

import random
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

import psutil

from deploy.local.errors import StackError
from deploy.local.settings import port_overrides

LOOPBACK = "127.0.0.1"

# Each is overridden by ONETRIP_<NAME>_PORT. A second replica of a service listens REPLICA_STEP higher.
DEFAULTS: Mapping[str, int] = {
    "gateway": 8080,
    "gateway_admin": 9901,
    "postgres": 5442,
    "kafka": 9092,
    "kafka_controller": 9093,
    "temporal": 7233,
    "temporal_ui": 8233,
    "identity_http": 7100,
    "registers": 7110,
    "intake": 7120,
    "verification": 7130,
    "approval": 7140,
    "notification": 7150,
    "workflows": 7160,
    "codec": 7170,
    "registers_metrics": 7111,
    "intake_metrics": 7121,
    "verification_metrics": 7131,
    "approval_metrics": 7141,
    "notification_metrics": 7151,
    "workflows_metrics": 7161,
    "worker_metrics": 7162,
    "prometheus": 9090,
}
REPLICA_STEP = 100
REPLICAS_MAX = 8

# Below the range from which the kernel takes ports for outgoing connections, so that none is taken between
# choosing and listening; above the well-known ones.
FREE_RANGE = range(20_000, 32_000)
FREE_ATTEMPTS_MAX = 200
NAMED_ONE_BY_ONE_MAX = 2


@dataclass
class Ports:
    """The ports of one stack."""

    fixed: dict[str, int] = field(default_factory=lambda: dict(DEFAULTS))
    choose_free: bool = False

    @classmethod
    def from_environment(cls) -> Self:
        """The defaults with the overrides of the environment. Raises StackError naming what is wrong."""
        table = dict(DEFAULTS)
        for name, value in port_overrides().items():
            if name not in table:
                known = ", ".join(f"ONETRIP_{known.upper()}_PORT" for known in table)
                raise StackError(f"there is no port ONETRIP_{name.upper()}_PORT; there are {known}")
            if not value.isdecimal() or not 0 < int(value) < 65_536:
                raise StackError(f"ONETRIP_{name.upper()}_PORT must be a port from 1 to 65535, not {value!r}")
            table[name] = int(value)
        return cls(table)

    @classmethod
    def free(cls) -> Self:
        """Ports that nobody listens on, chosen when first asked for: several stacks run beside each other."""
        return cls({}, choose_free=True)

    def of(self, name: str, replica: int = 1) -> int:
        """The port of a part; `replica` counts from 1."""
        key = name if replica == 1 else f"{name}_{replica}"
        if key not in self.fixed:
            self.fixed[key] = self._free_port() if self.choose_free else self._replica_port(name, replica)
        return self.fixed[key]

    def address(self, name: str, replica: int = 1) -> str:
        """`127.0.0.1:port` of a part."""
        return f"{LOOPBACK}:{self.of(name, replica)}"

    def _replica_port(self, name: str, replica: int) -> int:
        if not 1 < replica <= REPLICAS_MAX:
            raise StackError(f"{name} can run in 1 to {REPLICAS_MAX} replicas here")
        return self.fixed[name] + (replica - 1) * REPLICA_STEP

    def _free_port(self) -> int:
        for _ in range(FREE_ATTEMPTS_MAX):
            port = random.choice(FREE_RANGE)  # noqa: S311 - not a secret
            if port not in self.fixed.values() and not is_taken(port):
                return port
        raise StackError(f"no free port found between {FREE_RANGE.start} and {FREE_RANGE.stop}")


def is_taken(port: int) -> bool:
    """Whether something listens on this port on this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # A port in TIME_WAIT after a crash is free to listen on again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return True
    return False


def require_free(ports: Iterable[tuple[str, int]]) -> None:
    """Raise StackError naming every taken port, who has it unless they are many, and the setting that moves ours."""
    taken = {port: f"ONETRIP_{name.upper()}_PORT" for name, port in ports if is_taken(port)}
    if len(taken) > NAMED_ONE_BY_ONE_MAX:
        numbers, settings = ", ".join(map(str, taken)), ", ".join(taken.values())
        # So many at once are those of another stack.
        raise StackError(f"ports {numbers} are taken: stop what has them (`onetrip down` there), or set {settings}")
    if taken:
        complaints = (f"port {port} is taken by {_owner(port)}; set {name} or stop it" for port, name in taken.items())
        raise StackError("; ".join(complaints))


def _owner(port: int) -> str:
    try:
        for connection in psutil.net_connections(kind="tcp"):
            listens = connection.status == psutil.CONN_LISTEN and tuple(connection.laddr)[1:2] == (port,)
            if listens and connection.pid:
                return f"pid {connection.pid} ({psutil.Process(connection.pid).name()})"
    except psutil.Error:
        pass
    return "another program"
