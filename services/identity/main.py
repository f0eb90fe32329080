"""The development issuer as a process: `python -m services.identity.main`."""

import uvicorn

from runtime import logs
from runtime.clock import Clock
from runtime.settings import load
from services.identity.api import application
from services.identity.settings import Settings
from services.identity.signing import Signer


def main() -> None:
    """Serve until SIGTERM; uvicorn finishes what is in flight."""
    settings = load(Settings)
    logs.configure("identity", settings.log_level)
    # Always real time: a demo clock must not make tokens that Envoy, which knows real time only, calls expired.
    signer = Signer(settings.token_signing_key, issuer=settings.token_issuer, audience=settings.token_audience)
    host, _, port = settings.http_address.rpartition(":")
    uvicorn.run(
        application(signer, settings.pseudonym_key, Clock.real()),
        host=host,
        port=int(port),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
