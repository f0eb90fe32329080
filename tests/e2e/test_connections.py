"""Who connects to whom on the running stack is what NetworkPolicies allow in a cluster (tests/k8s/test_network.py)."""

import asyncio
import time

import psutil

from deploy.local.stack import Stack
from tests.e2e.conftest import Play
from tests.k8s.manifests import overlay
from tests.k8s.test_network import permitted

# What is used all the time is seen within seconds; a call to the issuer comes and goes.
SEEN_SECONDS_MAX = 30.0
# Keys while somebody looks at the Temporal UI, what is held while somebody is guided.
WHEN_ASKED = {("codec", "postgres"), ("intake", "verification")}
LASTING = {"postgres", "kafka", "temporal", "intake", "verification", "approval", "notification", "registers"}


def connections(stack: Stack) -> set[tuple[str, str]]:
    """Every pair of parts that is connected now: who called, who was called."""
    steps = stack.state.steps.values()
    listens = {port: step.name for step in steps for port in step.ports.values()}
    found = set()
    for step in steps:
        if step.fingerprint is None or not step.fingerprint.alive():
            continue
        root = psutil.Process(step.fingerprint.pid)
        for process in (root, *root.children(recursive=True)):
            for each in process.net_connections(kind="tcp"):
                if each.raddr and each.raddr.port in listens and each.laddr.port not in step.ports.values():
                    found.add((step.name, listens[each.raddr.port]))
    return {edge for edge in found if edge[0] != edge[1]}


async def test_nobody_connects_to_whom_a_cluster_would_deny_it(stack: Stack, play: Play) -> None:
    allowed = {edge[:2] for edge in permitted(overlay("local"))}
    lasting = {edge for edge in allowed if edge[1] in LASTING and edge[0] in stack.state.steps} - WHEN_ASKED
    await play("instant")
    seen: set[tuple[str, str]] = set()
    give_up_at = time.monotonic() + SEEN_SECONDS_MAX
    while not lasting <= seen and time.monotonic() < give_up_at:
        seen |= await asyncio.to_thread(connections, stack)
        await asyncio.sleep(0.2)
    assert seen <= allowed, "a connection that has no NetworkPolicy, or that ought not to be"
    assert lasting <= seen, "a NetworkPolicy allows what nobody does"
