"""Secrets of one local stack: made at its first start, kept in its state folder, readable by its owner only."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

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

    @classmethod
    def ensure(cls, state_dir: Path, roles: tuple[str, ...]) -> Self:
        """Read the secrets of this state folder, or make them; a role that is new gets its password.

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
        complete = cls(**{**asdict(found), "role_passwords": {**found.role_passwords, **passwords}})
        if complete != found or not path.exists():
            write_atomically(path, json.dumps(asdict(complete), indent=2), mode=0o600)
        return complete

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


def _signing_key() -> str:
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )
