"""Volumes for a node that is this machine and has nobody who makes them: folders of one parent."""

import os
from pathlib import Path
from typing import Any

from deploy.k8s.kubectl import Kubectl
from deploy.k8s.smoke.pods import ACCOUNT

CLAIMS = ("data-postgres-0", "data-kafka-0", "data-temporal-0", "materials", "anchors")


def offer(kubectl: Kubectl, parent: Path) -> list[dict[str, Any]]:
    """Make a folder for each claim; returns the volumes to apply."""
    node = kubectl.names("node")[0]
    volumes = []
    for claim in CLAIMS:
        folder = parent / claim
        folder.mkdir(parents=True, exist_ok=True)
        # The kubelet does not give a folder to the account of the images.
        os.chown(folder, ACCOUNT, ACCOUNT)
        volumes.append(_volume(claim, folder, node, kubectl.namespace))
    return volumes


def _volume(claim: str, folder: Path, node: str, namespace: str) -> dict[str, Any]:
    here = {"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": f"onetrip-{claim}"},
        "spec": {
            "capacity": {"storage": "8Gi"},
            "accessModes": ["ReadWriteOnce"],
            "persistentVolumeReclaimPolicy": "Retain",
            "local": {"path": str(folder)},
            "claimRef": {"namespace": namespace, "name": claim},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [here]}]}},
        },
    }
