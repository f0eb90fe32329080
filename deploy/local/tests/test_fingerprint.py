"""A recycled process id is never taken for ours."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from deploy.local.fingerprint import Fingerprint


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def test_a_running_process_is_known_again(sleeper: subprocess.Popen[bytes]) -> None:
    mark = Fingerprint.of(sleeper.pid)
    assert mark.alive()
    assert Fingerprint.from_json(mark.to_json()) == mark


def test_the_same_id_with_another_start_or_program_is_somebody_else(sleeper: subprocess.Popen[bytes]) -> None:
    mark = Fingerprint.of(sleeper.pid)
    for other in (
        replace(mark, started_at_seconds=mark.started_at_seconds - 60),
        replace(mark, executable="/usr/bin/other"),
    ):
        assert not other.alive()
        other.terminate(signal.SIGKILL, 0)
    assert sleeper.poll() is None


def test_terminate_kills_what_ignores_the_signal() -> None:
    ignoring = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-S", "-c", ignoring], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    Fingerprint.of(process.pid).terminate(signal.SIGTERM, 0.2)
    assert process.wait(5) == -signal.SIGKILL
    process.stdout.close()
