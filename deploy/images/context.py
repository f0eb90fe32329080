"""The build context of the images: the program without its tests, the selected locks, the bill of materials."""

import shutil
import subprocess
import sys
from pathlib import Path

from deploy.images import packages
from deploy.local.settings import PROJECT_DIR

PROGRAM = ("runtime", "contracts", "services", "workflows", "cli", "deploy", "gen", "catalog", "protos")
LEFT_OUT = shutil.ignore_patterns("tests", "__pycache__", "k8s", "*.pyc")
# What fetching Kafka's jars takes, apart from the rest: a change of something else does not fetch them again.
JARS = (
    "deploy/__init__.py",
    "deploy/images/__init__.py",
    "deploy/images/fetch_jars.py",
    "deploy/local/__init__.py",
    "deploy/local/errors.py",
    "deploy/local/settings.py",
    "deploy/local/engines/__init__.py",
    "deploy/local/engines/kafka_jars.py",
    "deploy/local/engines/kafka.lock.toml",
)
CONTAINERFILE = Path(__file__).with_name("Containerfile")
SBOM = "sbom.cdx.json"


def write(folder: Path) -> Path:
    """Fill an empty folder; returns it."""
    for name in PROGRAM:
        shutil.copytree(PROJECT_DIR / name, folder / "app" / name, ignore=LEFT_OUT)
    for name in JARS:
        (folder / "jars" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT_DIR / name, folder / "jars" / name)
    locks = folder / "locks"
    locks.mkdir()
    shutil.copy(PROJECT_DIR / "bootstrap.lock", locks)
    (locks / "service.lock").write_text(packages.selection(packages.service_packages()))
    (locks / "engines.lock").write_text(packages.selection(packages.engine_packages()))
    (locks / "jars.lock").write_text(packages.selection(packages.jar_packages()))
    shutil.copy(CONTAINERFILE, folder)
    _bill_of_materials(locks / "service.lock", folder / SBOM)
    return folder


def _bill_of_materials(lock: Path, target: Path) -> None:
    """CycloneDX, from the lock, without the time of its making."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible"]
    subprocess.run([*command, "--output-file", str(target), str(lock)], check=True, capture_output=True)  # noqa: S603
