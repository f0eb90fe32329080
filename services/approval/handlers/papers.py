"""The papers of a task: the documents given, those that are to come late, and the commitments signed instead."""

from collections.abc import Iterable, Sequence

from onetrip.approval.v1.review_service_pb2 import Task, TaskMaterial
from onetrip.intake.v1.events_pb2 import GivenMaterial, SignedCommitment
from onetrip.verification.v1.facts_pb2 import MissingMaterial


def papers_of(
    materials: Iterable[GivenMaterial],
    awaited: Sequence[MissingMaterial] = (),
    commitments: Iterable[SignedCommitment] = (),
) -> bytes:
    """The papers as a task's row keeps them: a Task that holds nothing else."""
    given = _documents(materials)
    return Task(materials=given, late_materials=awaited, commitments=commitments).SerializeToString()


def with_materials(papers: bytes, materials: Sequence[GivenMaterial]) -> bytes:
    """The same papers with the documents given by now; none leaves them as they were."""
    if not materials:
        return papers
    renewed = Task.FromString(papers)
    del renewed.materials[:]
    renewed.materials.extend(_documents(materials))
    return renewed.SerializeToString()


def _documents(materials: Iterable[GivenMaterial]) -> list[TaskMaterial]:
    return [
        TaskMaterial(
            code=material.code,
            material_id=material.material_id,
            content_type=material.content_type,
            size_bytes=material.size_bytes,
            scan_state=material.scan_state,
        )
        for material in materials
    ]
