"""The smoke run: images, apply, journeys, pods killed, an upgrade and a restore under load, checks, desks, delete.

Ends with 0 or a reason.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy.images.build import build, version
from deploy.images.settings import ImageSettings
from deploy.k8s import secrets
from deploy.k8s.kubectl import Kubectl, KubectlFailed, say
from deploy.k8s.settings import SmokeSettings
from deploy.k8s.smoke import volumes
from deploy.k8s.smoke.crowd import Crowd
from deploy.k8s.smoke.restoring import Restoring
from deploy.local.parts import build_id
from deploy.local.settings import PROJECT_DIR

NAMESPACE = "onetrip"
OVERLAY = PROJECT_DIR / "deploy" / "k8s" / "overlays" / "local"
OUR_FOLDER = PROJECT_DIR / ".onetrip" / "k8s-smoke"
JOURNEYS = ("instant", "restaurant", "counter")
# The release after this one: the same program, another version of the workflow code.
NEXT = "next"
SETUP = ("--selector", "app.kubernetes.io/component=setup")
CHECKS = ("doctor", "reconcile", "reconcile-month")
# A look at each thing that a command at a desk needs: roles, Temporal, keys, uploads.
DESKS = {
    "operator": (("report", "visits"), ("dlq", "list"), ("ops", "list"), ("proactive", "status"), ("audit", "verify")),
    "keeper": (("keys", "status"), ("retention", "run", "--dry-run"), ("archive", "export", "/work/files")),
}
CHECK_SECONDS_MAX = 300
JOURNEY_SECONDS_MAX = 420
LOAD_SECONDS_MAX = 420
SETTLE_SECONDS = 10
GONE_SECONDS_MAX = 300
REFUSED_SHOWN_MAX = 20


class Smoke:
    """One run against one cluster."""

    def __init__(self, settings: SmokeSettings, images: ImageSettings) -> None:
        self._settings = settings
        self._images = images
        self._kubectl = Kubectl(NAMESPACE)
        self.tag = version()
        self._next = f"{self.tag}-{NEXT}"

    def run(self) -> None:
        """All of it. Raises KubectlFailed or AssertionError with what is wrong."""
        self._step("build and load the images", self.images)
        self._step(f"apply {OVERLAY.name}", lambda: self.apply(self.tag))
        self._step(f"file {', '.join(JOURNEYS)}", self.journeys)
        self._step("kill each pod in turn under load", self.kill_each)
        self._step("roll an upgrade under load", self.upgrade)
        self._step("roll it back under load", self.roll_back)
        self._step("lose the database and restore it under load", self.restore)
        self._step("the journeys again", self.journeys)
        self._step(f"checks: {', '.join(CHECKS)}", self.checks)
        self._step(f"desks: {', '.join(DESKS)}", self.desks)
        if not self._settings.keep:
            self._step("delete", self.delete)

    def step(self, name: str) -> None:
        """One step by its name, such as `kill_each`. Raises AttributeError for another."""
        run = getattr(self, name)
        self._step(name, (lambda: run(self.tag)) if name == "apply" else run)

    def images(self) -> None:
        """Build this release and the next, and bring both onto the nodes."""
        built = build(self._images, self.tag)
        (following,) = build(self._images, self._next, f"{build_id()}-{NEXT}", targets=("service",))
        built.append(following)
        assert len({image.id for image in built}) == len(built), "the next release is the same image"  # noqa: S101 - as below
        for image in built:
            if self._settings.load:
                subprocess.run([*self._settings.load, str(image.archive)], check=True)  # noqa: S603 - the caller's own

    def apply(self, tag: str) -> None:
        """Apply the overlay with this tag and wait until all of it runs."""
        secrets.write()
        self._kubectl.run("apply", "--filename", str(OVERLAY.parents[1] / "base" / "namespace.yaml"))
        if self._settings.volumes is not None:
            for volume in volumes.offer(self._kubectl, self._settings.volumes):
                self._kubectl.run("apply", "--filename", "-", given=json.dumps(volume))
        # A Job cannot be changed, and each may be run again.
        self._kubectl.run("delete", "job", *SETUP, "--ignore-not-found")
        self._kubectl.run("apply", "--kustomize", str(self._tagged(tag)))
        seconds = self._settings.ready_seconds_max
        self._kubectl.rolled_out(seconds)
        self._kubectl.run("wait", "job", *SETUP, "--for=condition=complete", f"--timeout={seconds}s")

    def journeys(self) -> None:
        """People file, are asked, come once, and hold their result."""
        crowd = Crowd(self._kubectl, "journeys", self.tag)
        crowd.start("journeys", *JOURNEYS)
        crowd.wait(JOURNEY_SECONDS_MAX)

    def kill_each(self) -> None:
        """Nothing that was accepted is lost, whichever pod dies."""
        seen = self._under_load(self._kill_each)
        assert not seen["lost"], f"lost: {seen}"  # noqa: S101 - the point of the run

    def upgrade(self) -> None:
        """Nothing is lost and no request refused while every process is replaced."""
        self._replaced_by(self._next)

    def roll_back(self) -> None:
        """The same back to the release before."""
        self._replaced_by(self.tag)

    def restore(self) -> None:
        """Nothing that was accepted is lost with the database's data, when there is a backup of it."""
        restoring = Restoring(self._kubectl, f"localhost/onetrip/engines:{version()}", self._settings.ready_seconds_max)
        restoring.begin()
        seen = self._under_load(restoring.lose_and_restore)
        assert not seen["lost"], f"lost: {seen}"  # noqa: S101 - the point of the run

    def checks(self) -> None:
        """Everything is as it has to be, and whatever was said was heard."""
        for name in CHECKS:
            job = f"{name}-now"
            self._kubectl.run("delete", "job", job, "--ignore-not-found")
            self._kubectl.run("create", "job", job, f"--from=cronjob/{name}")
            try:
                wait = ("--for=condition=complete", f"--timeout={CHECK_SECONDS_MAX}s")
                self._kubectl.run("wait", f"job/{job}", *wait)
            finally:
                say(self._kubectl.run("logs", f"job/{job}"))

    def desks(self) -> None:
        """What people run on a cluster is run where they are told to."""
        for name, commands in DESKS.items():
            job = f"{name}-now"
            self._kubectl.run("delete", "job", job, "--ignore-not-found")
            self._kubectl.run("create", "job", job, f"--from=cronjob/{name}")
            wait = ("--for=jsonpath={.status.ready}=1", f"--timeout={CHECK_SECONDS_MAX}s")
            self._kubectl.run("wait", f"job/{job}", *wait)
            for words in commands:
                say(f"  onetrip {' '.join(words)}")
                self._kubectl.run("exec", f"job/{job}", "--", "onetrip", *words)
            self._kubectl.run("delete", "job", job)

    def delete(self) -> None:
        """Take everything away."""
        self._kubectl.run("delete", "--kustomize", str(self._tagged(self.tag)), "--ignore-not-found", "--wait=false")
        self._kubectl.run("wait", f"namespace/{NAMESPACE}", "--for=delete", f"--timeout={GONE_SECONDS_MAX}s")
        for claim in volumes.CLAIMS if self._settings.volumes is not None else ():
            self._kubectl.run("delete", "persistentvolume", f"onetrip-{claim}", "--ignore-not-found")

    def _replaced_by(self, tag: str) -> None:
        seen = self._under_load(lambda: self.apply(tag))
        assert not seen["lost"], f"lost: {seen}"  # noqa: S101 - the point of the run
        assert not seen["refused"], f"refused: {seen}"  # noqa: S101 - the point of the run

    def _kill_each(self) -> None:
        ours = ("--selector", "app.kubernetes.io/part-of=onetrip", "--field-selector", "status.phase=Running")
        for pod in self._kubectl.names("pod", *ours):
            say(f"  kill {pod}")
            self._kubectl.run("delete", "pod", pod, "--grace-period=1")
            self._kubectl.rolled_out(self._settings.ready_seconds_max)

    def _under_load(self, disturb: Callable[[], None]) -> dict[str, object]:
        crowd = Crowd(self._kubectl, "load", self.tag)
        crowd.start("load")
        crowd.began()
        time.sleep(SETTLE_SECONDS)
        disturb()
        time.sleep(SETTLE_SECONDS)
        crowd.end()
        lines = crowd.wait(LOAD_SECONDS_MAX).splitlines()
        for line in [each for each in lines if each.startswith("refused: ")][:REFUSED_SHOWN_MAX]:
            say(f"  {line}")
        say(f"  {lines[-1]}")
        return json.loads(lines[-1])

    def _tagged(self, tag: str) -> Path:
        """An overlay of ours: `local` with another release of the processes. Engines stay: they have one replica."""
        OUR_FOLDER.mkdir(parents=True, exist_ok=True)
        document = {
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": [os.path.relpath(OVERLAY, OUR_FOLDER)],
            "images": [{"name": "localhost/onetrip/service", "newTag": tag}],
        }
        (OUR_FOLDER / "kustomization.yaml").write_text(json.dumps(document))
        return OUR_FOLDER

    def _step(self, name: str, run: Callable[[], None]) -> None:
        began = time.monotonic()
        say(f"{name} …")
        run()
        say(f"{name}: {time.monotonic() - began:.0f} s")


def main() -> int:
    """Run it; the reason goes to standard error."""
    smoke = Smoke(SmokeSettings(), ImageSettings())
    chosen = sys.argv[1:]
    try:
        if chosen:
            for name in chosen:
                smoke.step(name)
        else:
            smoke.run()
    except (KubectlFailed, AssertionError) as error:
        say(f"FAILED: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
