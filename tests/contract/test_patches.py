"""A patch ships inactive one release before it is switched on, and means for ever what it once meant."""

import ast
import tomllib
from pathlib import Path

import pytest

from workflows import patches
from workflows.patches import PATCHES, RELEASE, Patch, number
from workflows.tests.record_histories import HISTORIES, PATCHES_KNOWN

ROOT = Path(__file__).parents[2]
RELEASED = sorted((folder.name for folder in HISTORIES.iterdir()), key=number)
SOURCES = [path for path in (ROOT / "workflows").rglob("*.py") if "tests" not in path.parts]


def known(release: str) -> dict[str, str]:
    """What each patch changes that a recorded release knew."""
    path = HISTORIES / release / PATCHES_KNOWN
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {patch_id: changes for patch_id, _, changes in (line.partition(": ") for line in lines)}


def wrong(patch: Patch, release: str, released: dict[str, dict[str, str]]) -> list[str]:
    """What is wrong with a patch in the code of a release, given the patches that earlier releases knew."""
    first = next((each for each in released if patch.id in released[each]), release)
    says = {each[patch.id] for each in released.values() if patch.id in each}
    rules = {
        "is switched on in the release that brings it": number(patch.switched_on_by) <= number(patch.brought_by),
        f"came with {first}": patch.brought_by != first,
        "has an id that meant something else before": bool(says - {patch.changes}),
        "does not say what it changes": not patch.changes.strip() or "\n" in patch.changes,
        "has an id that a search attribute cannot hold": not patch.id.replace("-", "").isalnum() or len(patch.id) > 60,
    }
    return [rule for rule, broken in rules.items() if broken]


def asked() -> set[str]:
    """The names of the patches that workflow code asks for."""
    return {
        ast.unparse(call.args[0]).rpartition(".")[2]
        for path in SOURCES
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"patches.taken", "taken"}
    }


def test_every_patch_is_in_order() -> None:
    earlier = {release: known(release) for release in RELEASED if release != RELEASE}
    assert {patch.id: broken for patch in PATCHES if (broken := wrong(patch, RELEASE, earlier))} == {}


GOOD = Patch("order-of-notices", "1.1.0", "1.2.0", "two notices in another order")


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        (GOOD, None),
        (Patch(GOOD.id, "1.1.0", "1.1.0", GOOD.changes), "is switched on in the release that brings it"),
        (Patch(GOOD.id, "1.0.0", "1.1.0", GOOD.changes), "came with 1.1.0"),
        (Patch("an-old-one", "1.0.0", "1.2.0", "something else"), "has an id that meant something else before"),
        (Patch(GOOD.id, "1.1.0", "1.2.0", " "), "does not say what it changes"),
    ],
)
def test_a_patch_that_comes_active_or_under_a_used_id_is_caught(patch: Patch, message: str | None) -> None:
    broken = wrong(patch, "1.1.0", {"1.0.0": {"an-old-one": "what it was"}})
    assert message in broken if message else not broken


def test_no_patch_is_ever_forgotten_or_there_twice() -> None:
    ids = [patch.id for patch in PATCHES]
    assert len(ids) == len(set(ids))
    assert {patch_id for release in RELEASED for patch_id in known(release)} <= set(ids)


def test_the_release_of_the_code_is_the_newest() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert number(RELEASE) >= max(number(version), number(RELEASED[-1]))


def test_the_table_says_when_each_is_switched_on() -> None:
    table = (GOOD, Patch("later", "1.2.0", "1.10.0", "what comes later"))
    assert [sorted(patches.switched_on(release, table)) for release in ("1.1.0", "1.2.0", "1.9.0", "1.10.0")] == [
        [], ["order-of-notices"], ["order-of-notices"], ["later", "order-of-notices"],
    ]  # fmt: skip


def test_every_patch_is_asked_for_and_by_one_way_only() -> None:
    named = {name for name, value in vars(patches).items() if isinstance(value, Patch)}
    assert asked() == named
    assert {patch.id for patch in PATCHES} == {getattr(patches, name).id for name in named}
    direct = [path.name for path in SOURCES if "workflow.patched(" in path.read_text(encoding="utf-8")]
    assert direct == ["patches.py"]
