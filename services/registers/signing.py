"""The source's signature under its answers (docs/registers.md, "Signature")."""

import json
from collections.abc import Collection, Mapping

from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import detach_content, serialize_compact

from contracts.register_statements import ALGORITHM, page_statement_of, register_of, statement_of
from onetrip.registers.v1 import registers_pb2 as pb


class Signatures:
    """Signs the answers of registers, each under its own key: of several the first, the others are being retired."""

    def __init__(self, keys: Mapping[str, OKPKey]) -> None:
        self._keys = keys

    @classmethod
    def from_json(cls, text: str, registers: Collection[str]) -> "Signatures":
        """Read a JWK set of private Ed25519 keys. Raises ValueError, without quoting it, for anything else.

        Every register must have a key: verification believes no answer without one.
        """
        try:
            found = KeySet.import_key_set(json.loads(text)).keys
        except (ValueError, KeyError, TypeError, JoseError):
            raise ValueError("the registers' keys are not a JWK set") from None
        keys: dict[str, OKPKey] = {}
        for key in found:
            if not isinstance(key, OKPKey) or key.curve_name != "Ed25519" or not key.is_private or not key.kid:
                raise ValueError("a register's key is not a private Ed25519 key with a kid")
            keys.setdefault(register_of(key.kid), key)
        if missing := sorted(set(registers) - set(keys)):
            raise ValueError(f"registers without a key: {', '.join(missing)}")
        return cls(keys)

    def sign(self, request: pb.LookupRequest, response: pb.LookupResponse) -> None:
        """Put the signature under an answer that is complete."""
        response.signature = self._signature(request.register, statement_of(request, response))

    def sign_page(self, request: pb.ScanRequest, response: pb.ScanResponse) -> None:
        """Put the signature under a page that is complete."""
        response.signature = self._signature(request.register, page_statement_of(request, response))

    def _signature(self, register: str, statement: bytes) -> str:
        key = self._keys[register]
        header = {"alg": ALGORITHM, "kid": key.kid}
        return detach_content(serialize_compact(header, statement, key, algorithms=[ALGORITHM]))
