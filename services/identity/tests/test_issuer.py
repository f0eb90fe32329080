from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import KeySet
from starlette.testclient import TestClient

from runtime.clock import Clock
from runtime.ids import person_id
from services.identity.api import application
from services.identity.signing import Signer

PSEUDONYM_KEY = b"p" * 32
RESIDENT_ID = "11010519491231002X"


@pytest.fixture
def client() -> TestClient:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = Signer(pem.decode(), issuer="https://issuer.test", audience="onetrip")
    return TestClient(application(signer, PSEUDONYM_KEY, Clock.real()))


def claims_of(client: TestClient, body: dict[str, object]) -> dict[str, object]:
    answer = client.post("/token", json=body)
    assert answer.status_code == 200, answer.text
    keys = KeySet.import_key_set(client.get("/jwks.json").json())
    return jwt.decode(answer.json()["access_token"], keys, algorithms=["ES256"]).claims


def test_a_token_names_a_pseudonym_and_never_the_resident_number(client: TestClient) -> None:
    claims = claims_of(client, {"resident_id": RESIDENT_ID, "roles": ["applicant"]})
    assert claims["sub"] == person_id(PSEUDONYM_KEY, RESIDENT_ID)
    assert RESIDENT_ID not in str(claims)


def test_one_person_has_one_subject_in_every_role(client: TestClient) -> None:
    officer = {"resident_id": RESIDENT_ID, "roles": ["officer"], "department": "health"}
    applicant = {"resident_id": RESIDENT_ID, "roles": ["applicant"]}
    assert claims_of(client, officer)["sub"] == claims_of(client, applicant)["sub"]


def test_a_token_expires_and_names_issuer_and_audience(client: TestClient) -> None:
    claims = claims_of(client, {"subject": "p1", "roles": ["operator"], "lifetime_seconds": 60})
    assert (claims["iss"], claims["aud"]) == ("https://issuer.test", "onetrip")
    assert int(str(claims["exp"])) - datetime.now(UTC).timestamp() <= 60


def test_the_head_of_the_government_belongs_to_no_department(client: TestClient) -> None:
    claims = claims_of(client, {"subject": "p1", "roles": ["government_head"]})
    assert (claims["roles"], claims.get("department")) == (["government_head"], None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"subject": "p1", "roles": []}, "roles"),
        ({"subject": "p1", "roles": ["king"]}, "roles"),
        ({"subject": "p1", "roles": "officer"}, "roles"),
        ({"subject": "p1", "roles": ["officer"]}, "department"),
        ({"subject": "p1", "roles": ["applicant"], "lifetime_seconds": 10**9}, "lifetime_seconds"),
        ({"subject": "p1", "roles": ["applicant"], "lifetime_seconds": True}, "lifetime_seconds"),
        ({"subject": "p1", "roles": ["applicant"], "assurance": 9}, "assurance"),
        ({"roles": ["applicant"]}, "subject"),
        ({"subject": "p1", "resident_id": RESIDENT_ID, "roles": ["applicant"]}, "subject"),
    ],
)
def test_a_grant_that_cannot_be_signed_names_the_field(client: TestClient, body: dict[str, object], field: str) -> None:
    answer = client.post("/token", json=body)
    assert answer.status_code == 400
    assert field in {fault["field"] for fault in answer.json()["fields"]}


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b'{"sub":1}', b"[" * 4000, b" " * 5000])
def test_a_body_that_is_no_request_is_refused(client: TestClient, raw: bytes) -> None:
    assert client.post("/token", content=raw).status_code == 400
