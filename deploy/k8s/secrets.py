"""The secrets of the overlay `local`: made once into a folder that is never committed (`make k8s-secrets`).

The same that the local stack makes for itself; in production External Secrets brings them from your vault.
"""

from pathlib import Path
from urllib.parse import quote

from deploy.local.certificates import Authority
from deploy.local.credentials import Credentials
from deploy.local.database import DATABASE
from deploy.local.files import write_atomically
from deploy.local.parts import REGISTERS, SCHEMAS
from deploy.local.ports import DEFAULTS
from deploy.local.settings import PROJECT_DIR
from runtime.certificates import Certificates

FOLDER = PROJECT_DIR / "deploy" / "k8s" / "overlays" / "local" / "secrets"
SERVER = f"postgres:{DEFAULTS['postgres']}"
SUPERUSER = "postgres"
# Who is called by gRPC, or calls (deploy/k8s/components/certificates has the same).
CERTIFIED = ("intake", "verification", "approval", "notification", "registers", "workflows", "gateway")


def write(folder: Path = FOLDER) -> list[str]:
    """Write one file for each secret; what was made before is kept. Returns the names."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Credentials.ensure(folder, SCHEMAS, REGISTERS)
    files = {
        **{schema: _url(schema, made.role_passwords[schema], DATABASE) for schema in SCHEMAS},
        "postgres-password": made.postgres_password,
        "postgres-admin-url": _url(SUPERUSER, made.postgres_password, "postgres"),
        "sealing-keys": made.sealing_keys,
        "lookup-key": made.lookup_key,
        "pseudonym-key": made.pseudonym_key,
        "internal-key": made.internal_key,
        "signing-key": made.signing_key,
        "register-signing-keys": made.register_key_set(REGISTERS, private=True),
        "register-keys": made.register_key_set(REGISTERS, private=False),
        "certificate-signing-keys": made.certificate_keys,
        "certificate-keys": made.certificate_public_keys,
    }
    for name, value in files.items():
        write_atomically(folder / name, value, mode=0o600)
    return sorted([*files, *_certificates(folder / "tls")])


def _certificates(folder: Path) -> list[str]:
    """By which the parts know each other; all anew when one is missing: the authority's key is not kept."""
    if any(Certificates(folder / part).missing() for part in CERTIFIED):
        authority = Authority()
        for part in CERTIFIED:
            authority.issue(part).write(folder / part)
    return [f"tls/{part}" for part in CERTIFIED]


def _url(user: str, password: str, database: str) -> str:
    return f"postgresql://{user}:{quote(password, safe='')}@{SERVER}/{database}?sslmode=disable"


if __name__ == "__main__":
    print(f"{len(write())} secrets in {FOLDER}")
