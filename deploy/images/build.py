"""Build the images: `python -m deploy.images.build [TAG] [--compare]`, settings from ONETRIP_IMAGE_…

Each becomes an archive (docker-archive) that a node can import and a registry can be given. `--compare` builds each
again from nothing, and fails when that gives other bytes.
"""

import argparse
import hashlib
import json
import subprocess
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.images import context
from deploy.images.settings import ImageSettings
from deploy.local.parts import build_id
from deploy.local.settings import PROJECT_DIR

TARGETS = ("service", "engines")
BUILD_ID = "ENV ONETRIP_BUILD_ID="
# The times in the image: 1 January 2026. Any fixed instant would do.
SOURCE_DATE_EPOCH = 1_767_225_600


@dataclass(frozen=True)
class Image:
    """A built image. `id`: the digest of its configuration, which names its layers; `content`: of what is in it."""

    name: str
    archive: Path
    id: str
    content: str


class NotReproducible(Exception):
    """The same source gave two images."""


def version() -> str:
    """The version of this source, which is the default tag."""
    return tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text())["project"]["version"]


def build(
    settings: ImageSettings,
    tag: str,
    workflow_build: str | None = None,
    targets: Sequence[str] = TARGETS,
    *,
    anew: bool = False,
) -> list[Image]:
    """Build the images; `workflow_build` stands for the version of the workflow code, `anew` takes no layer that is
    there already. Raises CalledProcessError.
    """
    settings.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="onetrip-context-") as folder:
        context.write(Path(folder))
        options = ("--no-cache",) if anew else ()
        return [_build_one(settings, target, tag, workflow_build or build_id(), folder, options) for target in targets]


def compare(settings: ImageSettings, first: Sequence[Image], tag: str) -> None:
    """Build the same once more from nothing. Raises NotReproducible naming the images that differ."""
    targets = [image.name.rpartition(":")[0].rpartition("/")[2] for image in first]
    again = build(settings, f"{tag}-again", targets=targets, anew=True)
    other = [one.name for one, another in zip(first, again, strict=True) if one.content != another.content]
    for image in again:
        image.archive.unlink()
    if other:
        raise NotReproducible(f"built twice, other bytes: {', '.join(other)}")


def content(inspected: Mapping[str, Any]) -> str:
    """The digest of all layers and of what a container is told, of what buildah says of an image.

    Not of the history: in it buildah names the images that it began with, by whatever names they have just now.
    """
    image = inspected["OCIv1"]
    told = json.dumps([image[part] for part in ("architecture", "os", "config", "rootfs")], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _build_one(
    settings: ImageSettings, target: str, tag: str, workflow_build: str, folder: str, options: Sequence[str]
) -> Image:
    name = f"{settings.registry}/onetrip/{target}:{tag}"
    words = ["--build-arg", f"BASE={settings.base}"]
    containerfile = Path(folder) / context.CONTAINERFILE.name
    containerfile.write_text(context.CONTAINERFILE.read_text().replace(BUILD_ID, f"{BUILD_ID}{workflow_build}"))
    command = [
        *settings.builder,
        "build",
        "--layers",
        "--timestamp",
        str(SOURCE_DATE_EPOCH),
        *settings.build_options,
        *options,
    ]
    command += [*words, "--target", target, "--file", f"{folder}/Containerfile", "--tag", name, folder]
    subprocess.run(command, check=True)  # noqa: S603 - our own command
    archive = settings.folder / f"onetrip-{target}-{tag}.tar"
    archive.unlink(missing_ok=True)
    subprocess.run(  # noqa: S603 - our own command
        [*settings.builder, "push", "--quiet", name, f"docker-archive:{archive}:{name}"], check=True
    )
    command = [*settings.builder, "images", "--no-trunc", "--quiet", name]
    listed = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    command = [*settings.builder, "inspect", "--type", "image", name]
    inspected = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    return Image(name, archive, listed.stdout.split()[0], content(json.loads(inspected.stdout)))


def main() -> None:
    """Build and say where the archives are."""
    parser = argparse.ArgumentParser(prog="python -m deploy.images.build", description="Build OneTrip's images.")
    parser.add_argument("tag", nargs="?", default=version())
    parser.add_argument("--compare", action="store_true", help="build each once more from nothing, and compare")
    parser.add_argument("--only", choices=TARGETS, action="append", help="this image alone; may be repeated")
    arguments = parser.parse_args()
    images = build(ImageSettings(), arguments.tag, targets=arguments.only or TARGETS)
    for image in images:
        print(f"{image.name}  {image.id}  {image.archive}")
    if arguments.compare:
        compare(ImageSettings(), images, arguments.tag)
        print("built twice, the same bytes")


if __name__ == "__main__":
    main()
