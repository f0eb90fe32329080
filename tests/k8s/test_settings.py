"""Every setting that a process reads has its source in its manifest, and every source is read by somebody."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from cli.demo import months
from deploy.images.context import CONTAINERFILE
from deploy.local.credentials import Credentials
from deploy.local.engines.postgres import Postgres
from deploy.local.parts import PARTS, REGISTERS, SCHEMAS, Environment
from deploy.local.ports import Ports
from deploy.settings_page import PAGE, PROGRAMS, TOOLS, page, settings_of
from runtime.certificates import FILES
from runtime.settings import PREFIX
from tests.k8s.manifests import OVERLAYS, Container, overlay

# A variable that is the image's.
BAKED = frozenset(re.findall(r"^ENV (ONETRIP_\w+)=", CONTAINERFILE.read_text(), re.MULTILINE))
# Of the machine where the stack runs for one person, and of nothing else.
ONE_MACHINE_ONLY = {"ONETRIP_CODEC_ANONYMOUS_ORIGINS", *BAKED}
# Brought by the Worker Controller, which adds them to the pods that it makes.
INJECTED = {"TEMPORAL_DEPLOYMENT_NAME", "TEMPORAL_WORKER_BUILD_ID"}
# Read only when asked for by name on the command line.
ON_DEMAND = {"deploy.setup wait"}


def program(container: Container) -> str:
    if container.module in {"deploy.setup", "deploy.local.engines", "cli.main"}:
        # Which step, engine or command; of a desk, whose.
        words = container.manifest["args"][2:]
        return " ".join([container.module, *words[: 2 if words[0] == "desk" else 1]])
    return container.module


OURS = [
    pytest.param(container, id=f"{workload}/{container.manifest['name']}")
    for name in OVERLAYS
    for workload in overlay(name).workloads
    for container in workload.containers
    if container.module
]


def variables(settings: type[BaseSettings]) -> dict[str, tuple[bool, bool]]:
    """Each variable: whether it must be set, and whether it is secret."""
    return {each.variable: (each.default is None, each.secret) for each in settings_of(settings)}


def reads(container: Container) -> type[BaseSettings]:
    name = program(container)
    assert name in PROGRAMS, f"{name} is new: say in deploy.settings_page.PROGRAMS what settings it reads"
    return PROGRAMS[name]


@pytest.mark.parametrize("container", OURS)
def test_every_setting_has_a_source(container: Container) -> None:
    given = {name: (kind, optional) for name, kind, _, _, optional in container.sources()}
    tuned = any("configMapRef" in each for each in container.manifest.get("envFrom", []))
    for name, (required, secret) in variables(reads(container)).items():
        if name in BAKED | INJECTED or program(container) in ON_DEMAND:
            continue
        how = (
            f"add `- {{name: {name}, valueFrom: {{secretKeyRef: {{name: …, key: …}}}}}}` to the container "
            f"`{container.manifest['name']}` of {container.workload.name} below deploy/k8s, and the secret to "
            "deploy/k8s/secrets.py and components/external-secrets"
            if secret
            else f"add `- {{name: {name}, valueFrom: {{configMapKeyRef: {{name: settings, key: {name}}}}}}}` to the "
            f"container `{container.manifest['name']}` of {container.workload.name} below deploy/k8s, and its value to "
            "the ConfigMap `settings` of deploy/k8s/base or of each overlay"
        )
        if required or secret:
            assert name in given, f"{program(container)} reads {name}, which has no source in its manifest: {how}"
        else:
            assert name in given or tuned or container.workload.kind != "Deployment", (
                f"{program(container)} reads {name}, and nobody could change it: {how}"
            )


@pytest.mark.parametrize("container", OURS)
def test_no_variable_is_given_that_nobody_reads(container: Container) -> None:
    read = variables(reads(container))
    unknown = [name for name, *_ in container.sources() if name not in read]
    assert not unknown, f"{program(container)} does not read {', '.join(unknown)}: a slip of the pen, or left over"


@pytest.mark.parametrize("container", OURS)
def test_secrets_come_from_secrets_and_nothing_else_does(container: Container) -> None:
    read = variables(reads(container))
    for name, kind, *_ in container.sources():
        secret = read[name][1]
        assert (kind == "Secret") == secret, f"{name} is {'' if secret else 'not '}a secret, and comes from a {kind}"


def keys_of(external: dict[str, Any]) -> Iterable[str]:
    """What the Secret will hold: what is fetched, or what is made of it."""
    made = external["target"].get("template", {}).get("data")
    return made if made is not None else [each["secretKey"] for each in external["data"]]


@pytest.mark.parametrize("container", OURS)
def test_what_a_manifest_refers_to_is_there(container: Container) -> None:
    promised = {
        (each["spec"]["target"]["name"], key)
        for each in container.workload.overlay.of("ExternalSecret")
        for key in keys_of(each["spec"])
    }
    for name, kind, source, key, optional in container.sources():
        if kind == "value" or optional:
            continue
        held = key in container.workload.overlay.values(kind, source) or (kind, (source, key)) in {
            ("Secret", each) for each in promised
        }
        assert held, f"{name} comes from the key {key} of the {kind} {source}, which does not exist"


@pytest.mark.parametrize("container", OURS)
def test_certificates_are_mounted_where_a_process_is_told_to_look(container: Container) -> None:
    pod, manifest = container.workload.pod, container.manifest
    mounted = {each["mountPath"] for each in manifest.get("volumeMounts", []) if each["name"] == "certificates"}
    volumes = [each["projected"]["sources"] for each in pod.get("volumes", []) if each["name"] == "certificates"]
    files = {item["path"] for sources in volumes for source in sources for item in source["secret"]["items"]}
    told = [value for name, value in container.environment().items() if name.endswith("_CERTIFICATES")]
    told += ["/certificates/postgres"] if uses_the_database_of_production(container) else []
    for value in told:
        folder = value.removeprefix("/certificates/")
        wanted = {"ca.crt"} if folder == "postgres" else set(FILES)
        assert mounted == {"/certificates"}
        assert {f"{folder}/{name}" for name in wanted} <= files


def uses_the_database_of_production(container: Container) -> bool:
    """Whose URL names the authority of the server (components/cnpg/secrets.yaml)."""
    secrets = {source for _, kind, source, *_ in container.sources() if kind == "Secret"}
    secrets |= {each["secret"]["secretName"] for each in container.workload.pod.get("volumes", []) if "secret" in each}
    return container.workload.overlay.name == "prod" and "database" in secrets


@pytest.mark.parametrize("container", [each for each in OURS if each.values[0].workload.overlay.name == "local"])
def test_every_process_accepts_what_it_is_given(
    container: Container, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    for name in FILES:
        (tmp_path / name).touch()
    for name, value in {**dict.fromkeys(BAKED, "build"), **container.environment()}.items():
        monkeypatch.setenv(name, str(tmp_path) if value.startswith("/certificates/") else value)
    reads(container)()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_process_is_told_the_same_things_as_on_one_machine(part, tmp_path) -> None:
    credentials = Credentials.ensure(tmp_path, SCHEMAS, REGISTERS)
    postgres = Postgres(tmp_path, 1, "password")
    environment = Environment(tmp_path, Ports(), postgres, credentials, {}, {})
    here = set(environment.of(part.name)) - ONE_MACHINE_ONLY
    workload = next(each for each in overlay("local").workloads if each.name == part.name)
    container = workload.main_containers[0]
    assert container.module == part.module
    read = set(variables(reads(container)))
    assert not {name for name in here & read if name not in container.environment()}


@pytest.mark.parametrize("name", OVERLAYS)
def test_no_secret_stands_in_the_clear(name: str) -> None:
    secret_names = {
        variable for settings in PROGRAMS.values() for variable, (_, secret) in variables(settings).items() if secret
    }
    for config in overlay(name).of("ConfigMap"):
        assert not secret_names & set(config.get("data", {}))
        assert not [value for value in config.get("data", {}).values() if re.search(r"://[^/\s:]+:[^@/\s]+@", value)]
    if name != "local":
        assert not overlay(name).of("Secret"), "secrets of a real system are in its vault"


CLOCKED = {name: settings for name, settings in PROGRAMS.items() if "clock_factor" in settings.model_fields}


@pytest.mark.parametrize("program", CLOCKED)
def test_no_program_lets_months_pass_faster_in_production(program: str) -> None:
    with pytest.raises(ValidationError, match="in production every clock shows real time"):
        CLOCKED[program](environment="prod", clock_factor=2.0)


def test_whoever_is_run_by_the_demo_on_a_clock_of_its_own_is_refused_that_in_production(tmp_path) -> None:
    modules = {part.name: part.module for part in PARTS}
    assert {modules[name] for name in months.CLOCKED} <= set(CLOCKED)
    # Nothing but the demo's own folder has one: neither the stack of `make up` nor any overlay.
    environment = Environment(
        tmp_path, Ports(), Postgres(tmp_path, 1, "password"), Credentials.ensure(tmp_path, SCHEMAS, REGISTERS), {}, {}
    )
    assert not [name for part in PARTS for name in environment.of(part.name) if "CLOCK" in name]
    for name in OVERLAYS:
        assert not [key for config in overlay(name).of("ConfigMap") for key in config.get("data", {}) if "CLOCK" in key]
    assert "prod" in {config.get("data", {}).get("ONETRIP_ENVIRONMENT") for config in overlay("prod").of("ConfigMap")}


def test_the_page_of_settings_is_made_from_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make settings`"


@pytest.mark.parametrize("program", [*PROGRAMS, *TOOLS])
def test_every_setting_says_what_it_is_and_no_secret_has_a_default(program: str) -> None:
    for setting in settings_of({**PROGRAMS, **TOOLS}[program]):
        assert setting.meaning, f"{setting.variable} of {program} has no description"
        assert not setting.secret or setting.default in (None, "none"), f"{setting.variable} is a secret with a default"
