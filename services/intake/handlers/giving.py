"""Documents named in a submission or a supplement become the applicant's."""

from __future__ import annotations

from collections.abc import Sequence

from services.intake.checks import Violations
from services.intake.store import GivenDocument, Tables


async def claim(
    tables: Tables, named: Sequence[tuple[str, str]], caller_id: str, applicant_id: str
) -> list[GivenDocument]:
    """Return the documents named as (code, material id), and hold them for the applicant. In a transaction.

    A caller names what they uploaded, or what is the applicant's already; a document once given for one person is
    never given for another. Raises InvalidInput: an upload of somebody else is answered like one that is not there.
    """
    if not named:
        return []
    stored = await tables.materials.lock(sorted({material_id for _, material_id in named}))
    violations = Violations()
    given: list[GivenDocument] = []
    for index, (code, material_id) in enumerate(named):
        material = stored.get(material_id)
        usable = material is not None and (
            material.held_for == applicant_id or (material.held_for is None and material.uploaded_by == caller_id)
        )
        if material is None or not usable:
            violations.add(f"materials[{index}].material_id", "there is no such upload")
            continue
        bytes_of = (material.sha256, material.content_type, material.size_bytes, material.scan_state)
        given.append(GivenDocument(code, material.id, *bytes_of))
    violations.refuse()
    fresh = [material.id for material in stored.values() if material.held_for is None]
    if fresh:
        await tables.materials.hold(fresh, applicant_id)
    return given
