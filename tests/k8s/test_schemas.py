"""Every object of every overlay is what Kubernetes, or the operator that reads it, understands: strictly."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from tests.k8s.manifests import K8S, OVERLAYS, overlay

# The oldest version that has all that the manifests use.
VERSION = "1.34"
CRDS = K8S / "crds"
OBJECTS = [
    # Without the hash of its content, which secrets make another in each run.
    pytest.param(each, id=f"{name}/{each['kind']}/{re.sub(r'-[a-z0-9]{10}$', '', each['metadata']['name'])}")
    for name, each in {
        json.dumps(each, sort_keys=True): (name, each) for name in OVERLAYS for each in overlay(name).objects
    }.values()
]


def schemas() -> dict[tuple[str, str], dict[str, Any]]:
    """The vendored schemas by apiVersion and kind."""
    found = {}
    for path in sorted(Path(CRDS).glob("*.yaml")):
        for crd in yaml.safe_load_all(path.read_text()):
            for version in crd["spec"]["versions"]:
                schema = strict(version["schema"]["openAPIV3Schema"], top=True)
                found[f"{crd['spec']['group']}/{version['name']}", crd["spec"]["names"]["kind"]] = schema
    return found


def strict(schema: Any, *, top: bool = False) -> Any:
    """The same schema, in which a field that it does not know is an error and not dropped."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        key: {name: strict(each) for name, each in value.items()} if key == "properties" else strict(value)
        for key, value in schema.items()
        if key != "default"
    }
    if schema.get("x-kubernetes-int-or-string"):
        made.pop("type", None)
    loose = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema
    if "properties" in schema and not loose:
        made["additionalProperties"] = False
    if top:
        made["properties"] = {**made["properties"], "metadata": {"type": "object"}}
        made["properties"].setdefault("apiVersion", {})
        made["properties"].setdefault("kind", {})
    return made


CUSTOM = schemas()


@pytest.mark.parametrize("manifest", OBJECTS)
def test_every_object_is_valid(manifest: dict[str, Any]) -> None:
    key = (manifest["apiVersion"], manifest["kind"])
    if key in CUSTOM:
        jsonschema.validate(manifest, CUSTOM[key])
        return
    group = manifest["apiVersion"].partition("/")[0]
    assert "." not in group or group.endswith(".k8s.io"), f"no schema of {key} is vendored in {CRDS}"
    kubernetes_validate.validate(manifest, VERSION, strict=True)


@pytest.mark.parametrize("path", sorted(CRDS.glob("*.yaml")), ids=lambda path: path.name)
def test_only_schemas_that_are_used_are_kept(path: Path) -> None:
    used = {(each["apiVersion"], each["kind"]) for name in OVERLAYS for each in overlay(name).objects}
    for crd in yaml.safe_load_all(path.read_text()):
        versions = {f"{crd['spec']['group']}/{version['name']}" for version in crd["spec"]["versions"]}
        assert {(version, crd["spec"]["names"]["kind"]) for version in versions} & used


def test_a_misspelt_field_is_found() -> None:
    good = next(each for each in overlay("local").objects if each["kind"] == "PodDisruptionBudget")
    bad = {**good, "spec": {**good["spec"], "maxUnavailabel": 1}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(bad, VERSION, strict=True)
