"""`onetrip audit` against the running stack: a log that holds, and one in which somebody changed a row."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import asyncpg

from deploy.local.settings import PROJECT_DIR
from deploy.local.stack import Stack
from runtime.ids import new_id

APPEND = (
    "INSERT INTO access_log "
    "VALUES ($1, 'pnobody', 'pofficer', 'officer', 'education', 'REVIEW_TASK', 'a', '{name}', now())"
)
CHANGE = "UPDATE audit.access_log SET reader = $2 WHERE id = $1"


async def onetrip(stack: Stack, *words: str) -> tuple[int, Any]:
    """Run `onetrip audit …`; its exit code, and what it printed for a program."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli.main", "audit", *words),
        cwd=PROJECT_DIR,
        env={**os.environ, "ONETRIP_STATE_DIR": str(stack.state_dir)},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    return process.returncode or 0, json.loads(out)


async def test_a_changed_row_is_named_and_the_log_holds_again_when_it_is_set_back(stack: Stack, tmp_path: Path) -> None:
    ids = [new_id() for _ in range(3)]
    service = await asyncpg.connect(stack.database_url("verification"))
    for each in ids:
        await service.execute(APPEND, each)
    await service.close()
    code, heads = await onetrip(stack, "heads")
    kept = tmp_path / "heads.json"
    kept.write_text(json.dumps(heads))
    assert code == 0 and heads
    code, found = await onetrip(stack, "verify", "--heads", str(kept), "--json")
    assert (code, found["faults"]) == (0, [])
    assert found["rows"] >= len(ids) and found["heads_kept"] >= len(heads)
    forger = await asyncpg.connect(stack.database_url("postgres"))
    try:
        await forger.execute("ALTER TABLE audit.access_log DISABLE TRIGGER access_log_append_only")
        await forger.execute(CHANGE, ids[1], "pnobody")
        code, found = await onetrip(stack, "verify", "--json")
        assert code == 1
        (fault,) = found["faults"]
        assert (fault["id"], fault["bad"]) == (ids[1], "changed")
    finally:
        await forger.execute(CHANGE, ids[1], "pofficer")
        await forger.execute("ALTER TABLE audit.access_log ENABLE TRIGGER access_log_append_only")
        await forger.close()
    assert (await onetrip(stack, "verify", "--json"))[0] == 0
