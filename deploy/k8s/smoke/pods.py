"""Pods of the smoke run itself, with no more rights than those of the overlay."""

from collections.abc import Mapping, Sequence
from typing import Any

ACCOUNT = 10001


def pod(
    name: str, image: str, container: Mapping[str, Any], labels: Mapping[str, str], volumes: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A pod that runs one container once; it has a folder /tmp beside `volumes`."""
    mounts = [{"name": "tmp", "mountPath": "/tmp"}, *container.get("volumeMounts", [])]  # noqa: S108 - in the pod
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": dict(labels)},
        "spec": {
            "automountServiceAccountToken": False,
            "restartPolicy": "Never",
            "terminationGracePeriodSeconds": 5,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": ACCOUNT,
                "runAsGroup": ACCOUNT,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [
                {
                    "name": name,
                    "image": image,
                    "securityContext": {
                        "allowPrivilegeEscalation": False,
                        "readOnlyRootFilesystem": True,
                        "capabilities": {"drop": ["ALL"]},
                    },
                    "resources": {
                        "requests": {"cpu": "50m", "memory": "96Mi"},
                        "limits": {"cpu": "1", "memory": "384Mi"},
                    },
                    **container,
                    "volumeMounts": mounts,
                }
            ],
            "volumes": [{"name": "tmp", "emptyDir": {}}, *volumes],
        },
    }
