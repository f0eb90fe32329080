"""Apache Kafka's jars: resolved once by Maven coordinates, locked with checksums, fetched and verified at start.

The lock (`kafka.lock.toml`) is jgo's own format: coordinates and SHA-256, no download address. It is made by
`make lock` (this module's `main`) and never by hand.
"""

import hashlib
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.local.errors import StackError
from deploy.local.settings import maven_repository

if TYPE_CHECKING:
    from jgo.maven import Artifact

KAFKA_VERSION = "4.1.0"
# log4j-slf4j-impl is part of Kafka's distribution but not of its POM: without it the broker logs nothing.
# Resolved one by one, the first wins: resolved together, jgo lets the second's managed versions replace Kafka's own.
COORDINATES = (f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}", "org.apache.logging.log4j:log4j-slf4j-impl:2.24.3")
LOCK_PATH = Path(__file__).with_name("kafka.lock.toml")
DOWNLOADS_PARALLEL_MAX = 8
QUIET_SECONDS = 0.5
DOWNLOAD_ATTEMPTS_MAX = 3
DOWNLOAD_TIMEOUT_SECONDS = 60

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Jar:
    """One locked jar."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def relative_path(self) -> Path:
        """Where a Maven repository keeps it."""
        return Path(*self.group.split("."), self.artifact, self.version, f"{self.artifact}-{self.version}.jar")


def locked_jars(lock_path: Path = LOCK_PATH) -> tuple[Jar, ...]:
    """Read the committed lock; a jar without a checksum is refused."""
    locked = tomllib.loads(lock_path.read_text())["dependencies"]
    unchecked = [each["artifactId"] for each in locked if not each.get("sha256")]
    if unchecked:
        raise StackError(f"{lock_path} has no checksum for {', '.join(unchecked)}: run `make lock`")
    return tuple(Jar(each["groupId"], each["artifactId"], each["version"], each["sha256"]) for each in locked)


def ensure(progress: Progress | None = None, repository: Path | None = None) -> tuple[Path, ...]:
    """Return the paths of all jars, verified against the lock, downloading what is absent or damaged.

    `repository` is a Maven repository folder (default: the user's, shared with other Maven programs).
    `progress(done, total)` is called when it takes longer than a moment. Raises StackError when one cannot be had.
    """
    root = repository or maven_repository()
    jars = locked_jars()
    paths: list[Path] = []
    began = time.monotonic()
    with ThreadPoolExecutor(DOWNLOADS_PARALLEL_MAX) as pool:
        for path in pool.map(lambda jar: _ensure_one(jar, root), jars):
            paths.append(path)
            if progress is not None and time.monotonic() - began > QUIET_SECONDS:
                progress(len(paths), len(jars))
    return tuple(paths)


def _ensure_one(jar: Jar, root: Path) -> Path:
    path = root / jar.relative_path
    if path.exists() and _sha256(path) == jar.sha256:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    # Downloaded aside and renamed once verified: an interrupted download never looks like a jar.
    with tempfile.TemporaryDirectory(prefix=".onetrip-", dir=path.parent) as aside:
        fetched = _download(jar, Path(aside))
        if _sha256(fetched) != jar.sha256:
            raise StackError(
                f"{jar.artifact} {jar.version} does not have the checksum of {LOCK_PATH.name}: "
                "try again, and if it stays so look at what your Maven mirror serves"
            )
        fetched.replace(path)
    return path


def _download(jar: Jar, aside: Path) -> Path:
    # Loaded only when something is missing: it takes a third of a second.
    from jgo.maven import MavenContext  # noqa: PLC0415
    from requests import RequestException  # noqa: PLC0415

    context = MavenContext(repo_cache=aside, timeout=DOWNLOAD_TIMEOUT_SECONDS)
    artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
    problem: Exception | None = None
    for _ in range(DOWNLOAD_ATTEMPTS_MAX):
        (aside / jar.relative_path).unlink(missing_ok=True)
        try:
            return artifact.resolve()
        except (RequestException, RuntimeError, OSError) as error:
            problem = error
    raise StackError(
        f"{jar.artifact} {jar.version} of Apache Kafka could not be downloaded ({type(problem).__name__}): "
        "is Maven Central reachable from here?"
    ) from problem


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_lock(lock_path: Path = LOCK_PATH) -> Sequence[str]:
    """Resolve `COORDINATES` afresh and write the lock; returns the locked coordinates."""
    import jgo  # noqa: PLC0415 - as above
    from jgo.env import LockedDependency, LockFile  # noqa: PLC0415 - as above

    chosen: dict[tuple[str, str], Artifact] = {}
    for coordinate in COORDINATES:
        for artifact in jgo.resolve(coordinate):
            chosen.setdefault((artifact.groupId, artifact.artifactId), artifact)
    jars = [
        LockedDependency(a.groupId, a.artifactId, a.version, sha256=_sha256(a.resolve()))
        for _, a in sorted(chosen.items())
    ]
    LockFile(jars, environment_name="kafka", jgo_version=jgo.__version__).save(lock_path)
    return [f"{jar.groupId}:{jar.artifactId}:{jar.version}" for jar in jars]


if __name__ == "__main__":
    print("\n".join(write_lock()))
