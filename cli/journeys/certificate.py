"""6. Nothing is asked that the state issued itself: the certificate (电子证照) of one item spares a proof in the next.

The police register a child's household. The child's card, which another department makes later, needs that
registration: its certificate is found, and the mother is asked for nothing. Whoever is shown the certificate has it
verified, and learns what it says only with her code.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from cli.journeys.following import WAIT_SECONDS_MAX, Following
from cli.journeys.people import POLL_SECONDS, Citizen, Courier, Officer, new_key
from cli.journeys.scene import Scene
from cli.journeys.story import Record, Story, expect
from cli.journeys.tidying import end_earlier
from cli.personas import birth_certificate_number
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import catalog_service_pb2 as catalogue
from onetrip.intake.v1.application_pb2 import Application, ReusedEvidenceView
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1 import evidence_service_pb2 as evidence
from onetrip.verification.v1 import facts_pb2

REGISTRATION, CARD = "birth-household-registration", "newborn-social-security-card"
BIRTH = "newborn-2"
PROOF, SOURCE = "child-household-registration", "certificate:household-registration"
NOTICES = {
    notices.NOTICE_KIND_RECEIPT: 1,
    notices.NOTICE_KIND_ACCEPTANCE: 1,
    notices.NOTICE_KIND_DECISION: 1,
    notices.NOTICE_KIND_DELIVERY_RECEIPT: 1,
}
REASONS = {REGISTRATION: "出生信息核验一致,同意登记。", CARD: "户口登记由电子证照核验,同意制卡。"}
VALID = evidence.CERTIFICATE_STATE_VALID
# Of a number, what is shown of it at either end.
SHOWN_CHARACTERS = 4


@dataclass(frozen=True)
class CertificateStory(Story):
    """Also: the certificate as its holder has it, what the guide to the card said of the proof, what was spared by it,
    the fact that the officer of the card saw instead of a paper, and what a stranger learnt of it: without the holder's
    code, with it, and with it once more.
    """

    certificate: evidence.Certificate | None = None
    guided: catalogue.GuideDocument | None = None
    spared: ReusedEvidenceView | None = None
    fact: facts_pb2.Fact | None = None
    verified: tuple[evidence.VerifyCertificateResponse, ...] = ()


async def run(scene: Scene) -> CertificateStory:
    """Register the child, order its card without the paper, and show the certificate to a bank."""
    mother = await Citizen.enter(scene, "mother-2", "applicant")
    for item in (REGISTRATION, CARD):
        await end_earlier(mother, item)
    registered = await _registered(scene, mother)
    certificate = await _held(mother, registered.application.id)
    await scene.tell("held", number=masked(certificate.number))
    guided = await _guided(scene, mother)
    card, fact = await _card(scene, mother)
    spared = _spared(card.application, certificate)
    await scene.tell("granted")
    verified = await _shown(scene, mother, certificate)
    await scene.tell("done")
    return CertificateStory(
        [registered, card], certificate=certificate, guided=guided, spared=spared, fact=fact, verified=verified
    )


def masked(number: str) -> str:
    """A certificate's number as onlookers may see it: both ends."""
    middle = len(number) - 2 * SHOWN_CHARACTERS
    return number[:SHOWN_CHARACTERS] + "*" * middle + number[-SHOWN_CHARACTERS:]


async def _registered(scene: Scene, mother: Citizen) -> Record:
    await scene.tell("file", name=mother.who.name)
    answers = {"birth_certificate_number": birth_certificate_number(BIRTH), "settle_with": "mother"}
    following = await _filed(mother, REGISTRATION, answers, catalog_pb2.DELIVERY_METHOD_ELECTRONIC)
    await _granted(scene, following, "officer-public-security", REGISTRATION)
    return await _completed(mother, following)


async def _card(scene: Scene, mother: Citizen) -> tuple[Record, facts_pb2.Fact]:
    """The card of the child, ordered later. Returns the fact that stood for the paper too."""
    answers = {"birth_certificate_number": birth_certificate_number(BIRTH)}
    following = await _filed(mother, CARD, answers, catalog_pb2.DELIVERY_METHOD_COURIER)
    now = await following.until(lambda now: now.reused_evidence, "what the state holds is not asked for")
    (reused,) = now.reused_evidence
    certificates = await mother.caller.get(f"/v1/certificates/{reused.certificate_id}", evidence.GetCertificateResponse)
    source = certificates.certificate
    await scene.tell(
        "spared",
        proof_zh=reused.name.zh,
        proof_en=reused.name.en,
        source_zh=source.name.zh,
        source_en=source.name.en,
        number=masked(source.number),
    )
    task = await _granted(scene, following, "officer-human-resources-2", CARD)
    fact = next((fact for fact in task.facts.facts if fact.name == PROOF), None)
    expect(fact is not None and fact.source == SOURCE, "the officer sees the certificate instead of a paper")
    assert fact is not None  # noqa: S101 - for the type checker; expect has raised otherwise
    delivering = state_pb2.APPLICATION_STATE_DELIVERING
    await following.until(lambda now: now.state == delivering, "the card is on its way")
    courier = await Courier.enter(scene, "courier")
    await courier.deliver(following.latest.id)
    return await _completed(mother, following), fact


async def _filed(
    mother: Citizen, item: str, answers: dict[str, str], delivery: catalog_pb2.DeliveryMethod
) -> Following:
    filed = await mother.file(item, answers, delivery=delivery)
    expect(not filed.already_existed, "no application for the same matter is open")
    return mother.scene.follow(mother.caller, filed.application)


async def _granted(scene: Scene, following: Following, officer_code: str, item: str) -> review.Task:
    """The department looks at the facts and grants. Returns the task as it was read."""
    officer = await Officer.enter(scene, officer_code)
    task = await officer.take(await officer.task(following.latest.id, review.TASK_KIND_REVIEW))
    await officer.decide(task, review.TASK_OUTCOME_APPROVE, REASONS[item])
    return task


async def _completed(mother: Citizen, following: Following) -> Record:
    completed = state_pb2.APPLICATION_STATE_COMPLETED
    await following.until(lambda now: now.state == completed, "what was granted is in her hands")
    record = await mother.record(following.latest.id, NOTICES)
    expect(record.granted, "it is granted")
    expect(not record.application.HasField("supplement") and not record.application.materials, "nothing is asked for")
    expect(record.application.visits_used == 0, "nobody has to go anywhere")
    return record


async def _held(mother: Citizen, application_id: str) -> evidence.Certificate:
    """The certificate of the registration, once she holds it. Raises Unexpected."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + WAIT_SECONDS_MAX
    while True:
        listed = (await mother.caller.get("/v1/certificates", evidence.ListCertificatesResponse)).certificates
        mine = next((one for one in listed if one.application_id == application_id), None)
        if mine is not None:
            whole = await mother.caller.get(f"/v1/certificates/{mine.id}", evidence.GetCertificateResponse)
            return whole.certificate
        expect(loop.time() < deadline, "what was granted leaves its applicant a certificate")
        await asyncio.sleep(POLL_SECONDS)


async def _guided(scene: Scene, mother: Citizen) -> catalogue.GuideDocument:
    """What the guide says of the proof before anything is filed. Raises Unexpected."""
    path = f"/v1/items/{CARD}:guide"
    guide = await mother.caller.post(path, catalogue.GetGuideRequest(), catalogue.GetGuideResponse)
    (document,) = [one for one in guide.documents if one.code == PROOF]
    held = document.state == catalogue.GUIDE_STATE_HELD and document.HasField("certificate")
    expect(held, "the guide says that her certificate stands for the proof")
    await scene.tell("guide", said_zh=document.sentence.zh, said_en=document.sentence.en)
    return document


def _spared(application: Application, certificate: evidence.Certificate) -> ReusedEvidenceView:
    """What the card did not ask for, because the state held it. Raises Unexpected."""
    (spared,) = application.reused_evidence
    expect((spared.material_code, spared.source) == (PROOF, SOURCE), "the registration stands for the proof of it")
    expect(spared.certificate_id == certificate.id, "the newest certificate is used")
    return spared


async def _shown(
    scene: Scene, mother: Citizen, certificate: evidence.Certificate
) -> tuple[evidence.VerifyCertificateResponse, ...]:
    """A bank without an account learns that it is in force; with her code, and once, also what it says."""
    asked = evidence.CreateConsentCodeRequest(request_id=new_key())
    path = f"/v1/certificates/{certificate.id}:consent"
    consent = (await mother.caller.post(path, asked, evidence.CreateConsentCodeResponse)).consent_code
    answers = []
    for code in ("", consent, consent):
        shown = evidence.VerifyCertificateRequest(
            number=certificate.number, code=certificate.verification_code, consent_code=code, request_id=new_key()
        )
        path = "/v1/certificates:verify"
        answers.append(await scene.gateway.post(path, shown, evidence.VerifyCertificateResponse))
    expect([answer.state for answer in answers] == [VALID] * 3, "whoever is shown it learns that it is in force")
    told = [answer.HasField("certificate") for answer in answers]
    expect(told == [False, True, False], "what it says is told with the holder's code, and once")
    expect(answers[1].certificate.number == certificate.number, "the certificate that was shown is the one told of")
    await scene.tell("verified", number=masked(certificate.number))
    return tuple(answers)
