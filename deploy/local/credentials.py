"""Secrets of one local stack: made at its first start, kept in its state folder, readable by its owner only."""

import base64
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from joserfc.jwk import ECKey

from deploy.local.errors import StackError
from deploy.local.files import write_atomically

FILE_NAME = "secrets.json"
PASSWORD_BYTES = 24
KEY_BYTES = 32


@dataclass(frozen=True)
class Credentials:
    """What the processes are given through their environment. None of it has a default."""

    postgres_password: str
    role_passwords: dict[str, str]
    sealing_keys: str
    lookup_key: str
    pseudonym_key: str
    internal_key: str
    signing_key: str
    """PEM (PKCS#8) of the development issuer's EC P-256 key."""
    register_keys: dict[str, dict[str, str]] = field(default_factory=dict)
    """Private JWKs of the keys that registers sign their answers with, by register."""
    certificate_keys: str = ""
    """JWK set of the private EC P-256 keys that sign certificates; the first signs. Made when it is not there yet."""

    @property
    def certificate_public_keys(self) -> str:
        """The JWK set that checks what `certificate_keys` signs."""
        keys = [ECKey.import_key(key) for key in json.loads(self.certificate_keys)["keys"]]
        return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})

    @classmethod
    def ensure(cls, state_dir: Path, roles: tuple[str, ...], registers: tuple[str, ...] = ()) -> Self:
        """Read the secrets of this state folder, or make them; a new role gets its password, a new register its key.

        Raises StackError when the file is damaged: data sealed with lost keys cannot be read again.
        """
        path = state_dir / FILE_NAME
        if not path.exists() and (state_dir / "postgres" / "data").exists():
            raise StackError(
                f"{path} is gone, and the data beside it cannot be read without it: bring it back, "
                "or wipe this stack's data with `make clean-data`"
            )
        found = cls._read(path) if path.exists() else cls._generate()
        passwords = {role: found.role_passwords.get(role) or _password() for role in roles}
        keys = {name: found.register_keys.get(name) or _register_key(name) for name in registers}
        complete = replace(
            found,
            role_passwords={**found.role_passwords, **passwords},
            register_keys={**found.register_keys, **keys},
            certificate_keys=found.certificate_keys or _certificate_keys(),
        )
        if complete != found or not path.exists():
            write_atomically(path, json.dumps(asdict(complete), indent=2), mode=0o600)
        return complete

    def register_key_set(self, registers: Iterable[str], *, private: bool) -> str:
        """A JWK set of these registers' keys: with the private parts for who signs, without for who checks."""
        keys = [self.register_keys[name] for name in registers]
        shown = [{name: part for name, part in key.items() if private or name != "d"} for key in keys]
        return json.dumps({"keys": shown})

    @classmethod
    def _read(cls, path: Path) -> Self:
        try:
            return cls(**json.loads(path.read_text()))
        except (ValueError, TypeError) as error:
            raise StackError(
                f"{path} is damaged: bring back the file, or wipe this stack's data with `make clean-data`"
            ) from error

    @classmethod
    def _generate(cls) -> Self:
        return cls(
            postgres_password=_password(),
            role_passwords={},
            sealing_keys=f"k1:{_key()}",
            lookup_key=_key(),
            pseudonym_key=_key(),
            internal_key=_key(),
            signing_key=_signing_key(),
        )


def _password() -> str:
    return secrets.token_urlsafe(PASSWORD_BYTES)


def _key() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _register_key(register: str) -> dict[str, str]:
    key = ed25519.Ed25519PrivateKey.generate()
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "kid": f"{register}/1",
        "x": _base64url(key.public_key().public_bytes_raw()),
        "d": _base64url(key.private_bytes_raw()),
    }


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _signing_key() -> str:
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def _certificate_keys() -> str:
    key = ECKey.generate_key("P-256", {"use": "sig"}, private=True)
    return json.dumps({"keys": [{**key.as_dict(private=True), "kid": key.thumbprint()}]})
