"""How a handler makes a notice due: to the applicant, or to others whom the matter concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.topics.names import VERIFICATION_COMMANDS
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.ids import id_of
from runtime.messages import Envelope, Outbound, type_of
from runtime.outbox import enqueue
from services.notification.office import SOURCE, Office
from services.notification.rendering.table import sealed_barred, sealed_correction, sealed_words
from services.notification.store import incoming


def due(kind: int, version: str, envelope: Envelope, event: Any) -> incoming.Due:
    """A notice to the applicant, of what an event tells; one of the same application, kind and version is the same."""
    payload = event.SerializeToString()
    # The same notice has the same id when it is made again (decision 0067): gateways and clerks know it by that.
    notice_id = id_of("notice", event.application_id, str(kind), version)
    return incoming.Due(notice_id, event.application_id, kind, version, envelope.time, type_of(event), payload)


async def make_due(office: Office, connection: Any, dues: Sequence[incoming.Due]) -> None:
    """Have notices issued: each once."""
    await incoming.add_due(connection, dues)
    office.due.set()


async def make_due_to(office: Office, connection: Any, people: Mapping[str, incoming.Due]) -> None:
    """Have notices issued to interested parties, by pseudonymous person id.

    The register is asked with each notice anew how they are reached, since addresses change.
    """
    finds = [
        Outbound(
            VERIFICATION_COMMANDS,
            notice.application_id,
            f"{notice.application_id}:find-contact:{notice.kind}:{notice.version}",
            verification.FindContact(application_id=notice.application_id, person_id=person_id),
        )
        for person_id, notice in people.items()
    ]
    await enqueue(connection, SOURCE, office.clock.now(), finds)
    await make_due(
        office, connection, [notice._replace(recipient_id=person_id) for person_id, notice in people.items()]
    )


def check_readable(office: Office, event: Any) -> None:
    """Raise SealBroken for words that cannot be read: the event is parked here, not the notice set aside later."""
    office.open_words(event.application_id, sealed_words(event))
    office.open_words(event.application_id, sealed_correction(event))
    office.open_barred(event.application_id, sealed_barred(event))
