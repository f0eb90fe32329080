"""Signing tokens (JWT, ES256) and publishing the key that checks them."""

from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from runtime.ids import new_id
from services.identity.domain import Grant


class Signer:
    """Signs with one EC P-256 key; the key id is its RFC 7638 thumbprint."""

    def __init__(self, private_key_pem: str, *, issuer: str, audience: str) -> None:
        self._key = ECKey.import_key(private_key_pem.encode())
        self._key_id = self._key.thumbprint()
        self._issuer = issuer
        self._audience = audience

    def sign(self, grant: Grant, now: datetime) -> str:
        """Return the signed token. It holds a pseudonymous id and no personal data."""
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": grant.subject,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(seconds=grant.lifetime_seconds)).timestamp()),
            "jti": new_id(),
            "roles": list(grant.roles),
            "acr": str(grant.assurance),
        }
        if grant.department:
            claims["department"] = grant.department
        return jwt.encode({"alg": "ES256", "kid": self._key_id}, claims, self._key, algorithms=["ES256"])

    def public_keys(self) -> dict[str, Any]:
        """Return the JWK set that verifies what `sign` signs."""
        public = dict(self._key.as_dict(private=False))
        return {"keys": [{**public, "kid": self._key_id, "alg": "ES256", "use": "sig"}]}
