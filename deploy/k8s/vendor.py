"""Keep the schema of a custom resource: `python -m deploy.k8s.vendor "OPERATOR VERSION" KIND… < crds.yaml`.

From an operator's release manifest to `deploy/k8s/crds/<kind>.yaml`, without descriptions and old versions: what the
tests need to check our objects without a cluster, and no more.
"""

import sys
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("crds")


def kept(crd: dict[str, Any]) -> dict[str, Any]:
    """The same definition with its newest served version only, without words for people."""
    spec = crd["spec"]
    newest = next(each for each in spec["versions"] if each["storage"])
    version = {key: newest[key] for key in ("name", "served", "storage", "schema", "subresources") if key in newest}
    return {
        "apiVersion": crd["apiVersion"],
        "kind": crd["kind"],
        "metadata": {"name": crd["metadata"]["name"], "annotations": _protected(crd)},
        "spec": {
            "group": spec["group"],
            "names": spec["names"],
            "scope": spec["scope"],
            "versions": [{**version, "schema": _wordless(version["schema"])}],
        },
    }


def _protected(crd: dict[str, Any]) -> dict[str, str]:
    # Kubernetes asks for it in groups of its own.
    annotations = crd["metadata"].get("annotations", {})
    return {key: value for key, value in annotations.items() if key.startswith("api-approved.")}


def _wordless(schema: Any, *, names: bool = False) -> Any:
    """Drop descriptions; below `properties` a key of that name is a field."""
    if isinstance(schema, list):
        return [_wordless(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _wordless(value, names=key in {"properties", "patternProperties"} and not names)
        for key, value in schema.items()
        if names or key not in {"description", "example"}
    }


def main() -> None:
    """Write one file for each kind named."""
    source, *kinds = sys.argv[1:]
    FOLDER.mkdir(exist_ok=True)
    for crd in yaml.safe_load_all(sys.stdin):
        if crd and crd.get("kind") == "CustomResourceDefinition" and crd["spec"]["names"]["kind"] in kinds:
            name = f"{crd['spec']['names']['singular']}.{crd['spec']['group']}.yaml"
            head = f"# {source}, without descriptions (deploy/k8s/vendor.py).\n"
            (FOLDER / name).write_text(head + yaml.safe_dump(kept(crd), width=200, sort_keys=False))


if __name__ == "__main__":
    main()
