"""The stack's commands without a stack: exit codes, sentences, logs."""

import json
import os
from pathlib import Path

import pytest
import typer

from cli import errors, main
from deploy.local.errors import NotRunning, StackError
from deploy.local.fingerprint import Fingerprint
from deploy.local.state import Phase, StackState, StepState


@pytest.fixture
def state_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONETRIP_STATE_DIR", str(tmp_path))
    return tmp_path


def _run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["onetrip", *words])
    return main._code()


def _running(state_dir: Path, phase: Phase, detail: str = "") -> None:
    """A state as a running supervisor writes it; the supervisor is this test."""
    state = StackState(Fingerprint.of(os.getpid()), Phase.READY)
    state.steps["kafka"] = StepState("kafka", "engine", phase, detail, ports={"kafka": 9092}, log="kafka.log")
    state.write(state_dir)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.CommandFailed("x"), 1),
        (errors.StackNotRunning("x"), 3),
        (errors.Refused("x"), 4),
        (NotRunning("x"), 3),
        (StackError("x"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_error_has_its_exit_code(monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int) -> None:
    failing = typer.Typer()

    @failing.command()
    def fail() -> None:
        raise error

    monkeypatch.setattr(main, "app", failing)
    assert _run(monkeypatch) == code


def test_a_wrong_command_line_is_2(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, "status", "--nonsense") == errors.USAGE


@pytest.mark.usefixtures("state_dir")
def test_status_without_a_stack_is_3_and_says_how_to_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "status") == errors.NOT_RUNNING
    assert "onetrip up" in capsys.readouterr().err


@pytest.mark.usefixtures("state_dir")
def test_down_without_a_stack_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, "down") == errors.OK


def test_status_for_programs_is_json(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _running(state_dir, Phase.READY)
    assert _run(monkeypatch, "status", "--json") == errors.OK
    shown = json.loads(capsys.readouterr().out)
    assert shown["supervisor_pid"] == os.getpid()
    assert (shown["steps"][0]["name"], shown["steps"][0]["ports"]) == ("kafka", {"kafka": 9092})


def test_status_is_readable_on_a_narrow_terminal(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    state = StackState(Fingerprint.of(os.getpid()), Phase.READY)
    mark = Fingerprint.of(os.getpid())
    kafka = StepState("kafka", "engine", Phase.READY, ports={"kafka": 39092, "controller": 39093}, fingerprint=mark)
    job = StepState("migrate-notification", "job", Phase.DONE, "published: nothing new; unchanged: 15, and more of it")
    restarting = StepState("notification", "service", Phase.RESTARTING, "ended by SIGKILL; its log: /a/long/way/to.log")
    state.steps = {step.name: step for step in (kafka, job, restarting)}
    state.write(state_dir)
    assert _run(monkeypatch, "status") == errors.OK
    shown = capsys.readouterr().out
    for whole in ("kafka", str(os.getpid()), "39092 39093", "MiB", "ready", "notification", "restarting"):
        assert whole in shown
    assert "…" not in shown
    assert "migrate" not in shown, "what is done does not run"


def test_a_dead_process_makes_status_and_up_fail_with_its_reason(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _running(state_dir, Phase.FAILED, "kafka was ended by SIGKILL")
    for command in ("status", "up"):
        assert _run(monkeypatch, command) == errors.FAILED
        assert "kafka was ended by SIGKILL" in capsys.readouterr().err


def test_logs_show_the_last_lines_with_their_process(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (state_dir / "logs").mkdir()
    (state_dir / "logs" / "intake.log").write_text("one\ntwo\nthree\n")
    (state_dir / "logs" / "kafka.log").write_text("four\n")
    assert _run(monkeypatch, "logs", "--lines", "2") == errors.OK
    assert capsys.readouterr().out.split() == ["intake", "two", "intake", "three", "kafka", "four"]
    assert _run(monkeypatch, "logs", "intake", "-n", "1") == errors.OK
    assert capsys.readouterr().out == "three\n"


def test_an_unknown_log_is_said_with_those_there_are(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (state_dir / "logs").mkdir()
    (state_dir / "logs" / "intake.log").touch()
    assert _run(monkeypatch, "logs", "intak") == errors.FAILED
    assert "there are: intake" in capsys.readouterr().err


@pytest.mark.usefixtures("state_dir")
def test_migrate_needs_the_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, "migrate") == errors.NOT_RUNNING


def test_clean_data_removes_the_folder_after_asking(state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (state_dir / "postgres").mkdir()
    assert _run(monkeypatch, "clean-data", "--yes") == errors.OK
    assert not state_dir.exists()
