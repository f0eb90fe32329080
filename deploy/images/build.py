"""Build the images: `python -m deploy.images.build [TAG]`, settings from ONETRIP_IMAGE_…

Each becomes an archive (docker-archive) that a node can import and a registry can be given.
"""

import argparse
import subprocess
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.images import context
from deploy.images.settings import ImageSettings
from deploy.local.parts import build_id
from deploy.local.settings import PROJECT_DIR

TARGETS = ("service", "engines")
# The times in the image: 1 January 2026. Any fixed instant would do.
SOURCE_DATE_EPOCH = 1_767_225_600


@dataclass(frozen=True)
class Image:
    """A built image."""

    name: str
    archive: Path


def version() -> str:
    """The version of this source, which is the default tag."""
    return tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text())["project"]["version"]


def build(
    settings: ImageSettings, tag: str, workflow_build: str | None = None, targets: Sequence[str] = TARGETS
) -> list[Image]:
    """Build the images; `workflow_build` stands for the version of the workflow code. Raises CalledProcessError."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="onetrip-context-") as folder:
        context.write(Path(folder))
        return [_build_one(settings, target, tag, workflow_build or build_id(), folder) for target in targets]


def _build_one(settings: ImageSettings, target: str, tag: str, workflow_build: str, folder: str) -> Image:
    name = f"{settings.registry}/onetrip/{target}:{tag}"
    arguments = {"BASE": settings.base, "BUILD_ID": workflow_build}
    words = [word for key, value in arguments.items() for word in ("--build-arg", f"{key}={value}")]
    command = [*settings.builder, "build", "--layers", "--timestamp", str(SOURCE_DATE_EPOCH), *settings.build_options]
    command += [*words, "--target", target, "--file", f"{folder}/Containerfile", "--tag", name, folder]
    subprocess.run(command, check=True)  # noqa: S603 - our own command
    archive = settings.folder / f"onetrip-{target}-{tag}.tar"
    archive.unlink(missing_ok=True)
    subprocess.run(  # noqa: S603 - our own command
        [*settings.builder, "push", "--quiet", name, f"docker-archive:{archive}:{name}"], check=True
    )
    return Image(name, archive)


def main() -> None:
    """Build and say where the archives are."""
    parser = argparse.ArgumentParser(prog="python -m deploy.images.build", description="Build OneTrip's images.")
    parser.add_argument("tag", nargs="?", default=version())
    for image in build(ImageSettings(), parser.parse_args().tag):
        print(f"{image.name}  {image.archive}")


if __name__ == "__main__":
    main()
