"""200 applications stand at every stage while each process is replaced by the next release's, one by one, under load,
and then by the release before again: each comes to its end, once, and no task of a workflow fails.

`make drill`. Where the repository's history has the release before this one, the stack begins as that.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from cli.client.gateway import Gateway
from cli.journeys.scene import Scene
from deploy.local.parts import PARTS, SCHEMAS, build_id, instance
from deploy.local.stack import Stack
from tests.drill.crowd import Crowd
from tests.drill.histories import all_went
from tests.drill.releases import THIS, Release, following, former
from tests.drill.stages import Open, end, everywhere, graduates
from tests.drill.test_everything_dies import END_SECONDS_MAX, ended
from tests.drill.test_restore import reconciled
from tests.e2e.ledger import Account, accounts

REPLICATED = ("intake", "verification", "approval", "notification", "workflows")
# 120 of them and four of a restaurant stand elsewhere.
VERIFYING = graduates(121, 196)
# Who files while processes are replaced, and as many as there is time for.
CROWD = [*graduates(197, 200), *graduates(1, 30)]


@pytest.mark.drill
@pytest.mark.timeout(2700)
async def test_an_upgrade_one_process_after_the_other_and_its_being_taken_back_lose_and_double_nothing(
    tmp_path: Path,
) -> None:
    before, after = former(tmp_path), following(tmp_path)
    first, *then = [*([before] if before else []), THIS, after, THIS]
    trees = {"*": first.tree}
    replicas = dict.fromkeys(REPLICATED, 2)
    async with (
        Stack.temporary(replicas=replicas, trees=trees) as stack,
        Gateway(stack.gateway_url, stack.identity_url) as gateway,
        Scene("upgrade", gateway, nobody_dies) as scene,
    ):
        opened = await everywhere(scene, stack, VERIFYING)
        assert len(opened) == 200
        crowd = Crowd(gateway, CROWD)
        around = asyncio.create_task(crowd.run())
        began = time.monotonic()
        for turn, release in enumerate(then):
            await replace_all(stack, trees, release)
            print(f"{release.name}: everything replaced after {time.monotonic() - began:.0f} s")
            # Some are brought to their end by each release.
            await end(opened[turn :: len(then)])
        crowd.leave()
        await around
        answered = f"{len(crowd.filed)} filed meanwhile; answers {dict(crowd.tally.statuses)}"
        print(f"{answered}, the longest wait for one {crowd.tally.seconds_max:.1f} s")
        async with asyncio.timeout(END_SECONDS_MAX):
            for who, application_id in crowd.filed.items():
                await ended(gateway, who, application_id)
        found = await accounts(stack, [*(one.id for one in opened), *crowd.filed.values()])
        assert_each_ended_once(opened, found)
        assert {found[one].rows["decisions"] for one in crowd.filed.values()} == {1}
        went = await all_went(stack)
        assert went.failed == {}
        assert set(went.builds) == {build_id(release.tree) for release in (first, *then)}
        assert await reconciled(stack) == []


async def replace_all(stack: Stack, trees: dict[str, Path], release: Release) -> None:
    """What docs/operate/upgrade.md has done: schemas first, then one process after the other."""
    for job in (*(f"migrate-{schema}" for schema in SCHEMAS), "topics", "catalog"):
        trees[job] = release.tree
        await stack.start(job)
    for part in PARTS:
        for replica in (1, 2) if part.name in REPLICATED else (1,):
            name = instance(part.name, replica)
            await stack.stop(name)
            trees[name] = release.tree
            await stack.start(name)
            if name == "workflows":
                # The first worker of the release is there: from now on it gets the tasks.
                await stack.start("worker-version")
    await stack.stop("gateway")
    trees["gateway"] = release.tree
    await stack.start("gateway")


def assert_each_ended_once(opened: list[Open], found: Mapping[str, Account]) -> None:
    """Those of a kind have the same rows and messages, whichever releases they lived under."""
    by_kind: dict[str, list[Account]] = defaultdict(list)
    for one in opened:
        by_kind[one.kind].append(found[one.id])
    for kind, found_of_kind in by_kind.items():
        likes = Counter(str(effects(account)) for account in found_of_kind)
        assert len(likes) == 1, f"of {kind} some have other effects than their like: {likes}"
        assert all(account.written == account.published for account in found_of_kind), kind


def effects(account: Account) -> dict[str, int]:
    """What is there of an application for good; how often something was waited for may differ."""
    return {name: count for name, count in account.rows.items() if name not in ("steps", "timeline")}


async def nobody_dies(_: str) -> None:
    """Nothing is killed here."""
    raise AssertionError
