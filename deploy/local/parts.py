"""The parts of OneTrip as they run here, and the settings each is given: the only place that writes them."""

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.credentials import Credentials
from deploy.local.database import DATABASE, MIGRATIONS
from deploy.local.engines.postgres import Postgres
from deploy.local.engines.temporal import NAMESPACE
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.settings import PROJECT_DIR

AUDIENCE = "onetrip"
TIME_ZONE = "Asia/Shanghai"
BUILD_ID_CHARACTERS = 12


@dataclass(frozen=True)
class Part:
    """One program: its module, what it must wait for, and which secrets it may know.

    `http` names the port of a part that answers `GET /healthz` instead of gRPC's health service.
    """

    name: str
    module: str
    schema: str | None = None
    kafka: bool = False
    after: tuple[str, ...] = ()
    pseudonyms: bool = False
    seals: bool = False
    certifies: bool = False
    http: str | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """The steps that come before it."""
        migrated = (f"migrate-{self.schema}",) if self.schema else ()
        return (*migrated, *(("topics",) if self.kafka else ()), *self.after)


PARTS: tuple[Part, ...] = (
    Part("identity", "services.identity.main", pseudonyms=True, http="identity_http"),
    Part("registers", "services.registers.main", "registers", after=("identity",)),
    Part("intake", "services.intake.main", "intake", True, ("identity", "catalog"), pseudonyms=True, seals=True),
    Part("verification", "services.verification.main", "verification", True, ("identity", "registers"), seals=True),
    Part("approval", "services.approval.main", "approval", True, ("identity",), seals=True, certifies=True),
    Part("notification", "services.notification.main", "notification", True, ("identity",), seals=True),
    Part("workflows", "workflows.main", "process", True, ("identity", "search-attributes"), seals=True),
    Part("codec", "workflows.codec_server", "process", after=("identity",), seals=True, http="codec"),
)
PART_BY_NAME: Mapping[str, Part] = {part.name: part for part in PARTS}
SCHEMAS: tuple[str, ...] = tuple(MIGRATIONS)
# Each signs its answers under a key of its own.
REGISTERS: tuple[str, ...] = tuple(sorted(file.stem for file in (PROJECT_DIR / "catalog" / "registers").glob("*.yaml")))


@dataclass(frozen=True)
class Environment:
    """Writes the settings of every process of one stack. `extra` adds to or replaces them, by part or for all ("*").

    `trees`: another source tree that a process or job runs from, by its name or for all ("*"): releases side by side.
    """

    state_dir: Path
    ports: Ports
    postgres: Postgres
    credentials: Credentials
    extra: Mapping[str, Mapping[str, str]]
    replicas: Mapping[str, int]
    log_level: str = "INFO"
    cors_origins: str = ""
    observed: bool = False
    trees: Mapping[str, Path] = field(default_factory=dict)

    def of(self, name: str, replica: int = 1) -> dict[str, str]:
        """The settings of one process: a part's name, and which of its replicas."""
        part = PART_BY_NAME[name]
        settings = {**self._common(), "ONETRIP_GRPC_ADDRESS": self.ports.address(part.http or name, replica)}
        if part.schema:
            settings["ONETRIP_DATABASE_URL"] = self.database_url(part.schema)
        if part.kafka:
            settings["ONETRIP_KAFKA_BOOTSTRAP"] = self.ports.address("kafka")
        if part.seals:
            settings["ONETRIP_SEALING_KEYS"] = self.credentials.sealing_keys
            settings["ONETRIP_LOOKUP_KEY"] = self.credentials.lookup_key
        if part.certifies:
            settings["ONETRIP_CERTIFICATE_KEYS"] = self.credentials.certificate_keys
        if part.pseudonyms:
            settings["ONETRIP_PSEUDONYM_KEY"] = self.credentials.pseudonym_key
        if self.observed and part.http is None:
            settings["ONETRIP_METRICS_ADDRESS"] = self.ports.address(f"{name}_metrics", replica)
        return {**settings, **self._own(name, replica), **self._extra(name, replica)}

    def tree(self, step: str) -> Path:
        """The source tree that a process or job runs from."""
        return self.trees.get(step, self.trees.get("*", PROJECT_DIR))

    def on_path(self, step: str) -> dict[str, str]:
        """What has Python import from that tree, where it is another than the one that is installed."""
        tree = self.tree(step)
        return {} if tree == PROJECT_DIR else {"PYTHONPATH": f"{tree}:{tree / 'gen'}"}

    def database_url(self, schema: str) -> str:
        """Where a schema's own role connects."""
        return self.postgres.url(DATABASE, schema, self.credentials.role_passwords[schema])

    def of_seeding(self) -> dict[str, str]:
        """The settings of the job that fills the demo registers."""
        own = {
            "ONETRIP_DATABASE_URL": self.database_url("registers"),
            "ONETRIP_PSEUDONYM_KEY": self.credentials.pseudonym_key,
        }
        return {**self._common(), **own, **self.extra.get("*", {})}

    def of_gateway(self) -> dict[str, str]:
        """The settings from which the gateway's configuration is made."""
        own = {
            "ONETRIP_GATEWAY_ADDRESS": self.ports.address("gateway"),
            "ONETRIP_GATEWAY_ADMIN_ADDRESS": self.ports.address("gateway_admin"),
            "ONETRIP_CORS_ORIGINS": self.cors_origins,
        }
        for name in ("intake", "verification", "approval", "notification"):
            own[f"ONETRIP_{name.upper()}_TARGETS"] = ",".join(self.targets(name))
        return {**self._common(), **own, **self._extra("gateway", 1)}

    def targets(self, name: str) -> list[str]:
        """Addresses of all replicas of a part."""
        return self._of_replicas(name, name)

    def metrics(self) -> dict[str, list[str]]:
        """Where each part shows its numbers, by the name of the job that collects them."""
        found = {part.name: self._of_replicas(part.name, f"{part.name}_metrics") for part in PARTS if not part.http}
        return {**found, "worker": self._of_replicas("workflows", "worker_metrics")}

    def _of_replicas(self, name: str, port: str) -> list[str]:
        return [self.ports.address(port, replica) for replica in range(1, self.replicas.get(name, 1) + 1)]

    def _common(self) -> dict[str, str]:
        identity = f"http://{self.ports.address('identity_http')}"
        return {
            "ONETRIP_ENVIRONMENT": "local",
            "ONETRIP_LOG_LEVEL": self.log_level,
            "ONETRIP_TIME_ZONE": TIME_ZONE,
            "ONETRIP_TOKEN_ISSUER": identity,
            "ONETRIP_TOKEN_AUDIENCE": AUDIENCE,
            "ONETRIP_TOKEN_JWKS_URL": f"{identity}/jwks.json",
            "ONETRIP_INTERNAL_KEY": self.credentials.internal_key,
        }

    def _own(self, name: str, replica: int) -> dict[str, str]:
        """What only one part has."""
        match name:
            case "identity":
                return {
                    "ONETRIP_HTTP_ADDRESS": self.ports.address("identity_http"),
                    "ONETRIP_TOKEN_SIGNING_KEY": self.credentials.signing_key,
                }
            case "intake":
                return {
                    "ONETRIP_MATERIALS_URL": (self.state_dir / "materials").as_uri(),
                    "ONETRIP_VERIFICATION_TARGET": f"ipv4:{','.join(self.targets('verification'))}",
                }
            case "registers":
                keys = self.credentials.register_key_set(REGISTERS, private=True)
                return {"ONETRIP_REGISTER_SIGNING_KEYS": keys}
            case "verification":
                return {
                    "ONETRIP_ACCESS_ANCHORS_URL": anchors_url(self.state_dir),
                    "ONETRIP_REGISTERS_TARGET": self.ports.address("registers"),
                    "ONETRIP_REGISTER_KEYS": self.credentials.register_key_set(REGISTERS, private=False),
                    "ONETRIP_CERTIFICATE_PUBLIC_KEYS": self.credentials.certificate_public_keys,
                }
            case _:
                return self._own_of_processes(name, replica)

    def _own_of_processes(self, name: str, replica: int) -> dict[str, str]:
        """What only a part beside Temporal has."""
        match name:
            case "workflows":
                shown = {"ONETRIP_TEMPORAL_METRICS_ADDRESS": self.ports.address("worker_metrics", replica)}
                return {
                    **(shown if self.observed else {}),
                    "ONETRIP_TEMPORAL_ADDRESS": self.ports.address("temporal"),
                    "ONETRIP_TEMPORAL_NAMESPACE": NAMESPACE,
                    "ONETRIP_BUILD_ID": build_id(self.tree(instance("workflows", replica))),
                }
            case "codec":
                # The development UI cannot send a token; it is on this machine's loopback only.
                origins = ",".join(self.ui_origins())
                return {
                    "ONETRIP_CODEC_ADDRESS": self.ports.address("codec"),
                    "ONETRIP_CODEC_ANONYMOUS_ORIGINS": origins,
                }
            case _:
                return {}

    def ui_origins(self) -> tuple[str, ...]:
        """The two spellings under which a browser may have opened the Temporal UI."""
        port = self.ports.of("temporal_ui")
        return (f"http://{LOOPBACK}:{port}", f"http://localhost:{port}")

    def _extra(self, name: str, replica: int) -> dict[str, str]:
        chosen = ("*", name, instance(name, replica))
        return {key: value for each in chosen for key, value in self.extra.get(each, {}).items()}


def anchors_url(state_dir: Path) -> str:
    """Where heads of the access log are kept besides: the second place, of one machine."""
    return (state_dir / "anchors").as_uri()


def instance(name: str, replica: int) -> str:
    """The name of one process of a part: `intake`, `intake-2`."""
    return name if replica == 1 else f"{name}-{replica}"


@functools.cache
def build_id(tree: Path = PROJECT_DIR) -> str:
    """The version of a tree's workflow code: the same code has the same id on every machine.

    Read once: the workers and the job that makes their version the current one have to mean the same.
    """
    digest = hashlib.sha256()
    for path in sorted((tree / "workflows").rglob("*.py")):
        relative = path.relative_to(tree)
        if "tests" not in relative.parts:
            digest.update(f"{relative}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:BUILD_ID_CHARACTERS]
