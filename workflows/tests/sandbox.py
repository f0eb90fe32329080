"""The SDK's sandbox, in which tests run and replay workflows: it refuses what would not be the same in a replay."""

from __future__ import annotations

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

# Shared by all runs: generated messages, and our modules that are as pure as messages are (test_workflow_code.py reads
# them). To load these anew for each run takes longer than the run.
PASSED_THROUGH = ("onetrip", "google", "contracts", "workflows", "runtime")


def sandbox() -> SandboxedWorkflowRunner:
    """The sandbox that tests run workflows in."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))
