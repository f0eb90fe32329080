"""Lint the protos, compare them with the last release, and generate `gen/`: `make proto`. Needs no network.

`--check` writes nothing and fails when `gen/` is not what the protos give. `--release` makes the protos as they are
now the release (`protos/released.binpb`) that later ones are compared with.
"""

import argparse
import filecmp
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import google.api

PROJECT_DIR = Path(__file__).resolve().parents[1]
PROTOS = PROJECT_DIR / "protos"
GENERATED = PROJECT_DIR / "gen"
RELEASED = PROTOS / "released.binpb"
OPENAPI = "openapi.json"
BUF = Path(sys.executable).parent / "buf"
# google/api/*.proto lie beside their generated modules.
GOOGLE_APIS = Path(next(iter(google.api.__path__))).parents[1]
PROTOC = [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTOS}", f"-I{GOOGLE_APIS}"]


class Failed(Exception):
    """A step did not succeed; its output has been printed, or the message says it."""


def main() -> int:
    """Do it; the exit code is 1 when a step failed."""
    parser = argparse.ArgumentParser(prog="make proto", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when gen/ is out of step")
    parser.add_argument("--release", action="store_true", help="make the present protos the release to compare with")
    chosen = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="onetrip-protos-") as folder:
            _run_all(Path(folder), chosen.check, chosen.release)
    except Failed as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


def _run_all(folder: Path, check: bool, release: bool) -> None:
    image, made = folder / "image.binpb", folder / "gen"
    sources = sorted(str(path.relative_to(PROTOS)) for path in PROTOS.rglob("*.proto"))
    _run([*PROTOC, "--include_imports", "--include_source_info", f"--descriptor_set_out={image}", *sources])
    _run([str(BUF), "lint", str(image)])
    if RELEASED.exists():
        _run([str(BUF), "breaking", str(image), "--against", str(RELEASED)])
    _generate(sources, image, made)
    if check:
        _compare(made)
    else:
        _install(made)
    if release:
        shutil.copyfile(image, RELEASED)


def _generate(sources: list[str], image: Path, made: Path) -> None:
    made.mkdir()
    _run([*PROTOC, f"--python_out={made}", f"--pyi_out={made}", *sources])
    with_services = [source for source in sources if "\nservice " in (PROTOS / source).read_text()]
    _run([*PROTOC, f"--grpc_python_out={made}", *with_services])
    # Of what was made just now, not of what lies in gen/.
    document = _run([sys.executable, "-m", "services.gateway.openapi", str(image)], PYTHONPATH=str(made))
    (made / OPENAPI).write_text(document)


def _install(made: Path) -> None:
    for path in _files(GENERATED) - _files(made):
        (GENERATED / path).unlink()
    for path in _files(made):
        (GENERATED / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made / path, GENERATED / path)


def _compare(made: Path) -> None:
    expected, present = _files(made), _files(GENERATED)
    changed = {path for path in expected & present if not filecmp.cmp(made / path, GENERATED / path, shallow=False)}
    differing = sorted(str(path) for path in changed | (expected ^ present))
    if differing:
        raise Failed(f"gen/ is out of step with protos/ ({', '.join(differing)}): run `make proto` and commit")


def _files(root: Path) -> set[Path]:
    return {
        path.relative_to(root)
        for path in root.rglob("*")
        if path.is_file() and path.suffix in {".py", ".pyi", ".json"} and path.name != "__init__.py"
    }


def _run(command: list[str], **environment: str) -> str:
    wrapped = ["env", *(f"{name}={value}" for name, value in environment.items()), *command]
    done = subprocess.run(wrapped, cwd=PROJECT_DIR, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise Failed((done.stdout + done.stderr).strip())
    return done.stdout


if __name__ == "__main__":
    raise SystemExit(main())
