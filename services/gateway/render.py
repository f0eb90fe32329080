"""Writing the gateway's configuration: `python -m services.gateway.render FOLDER`, settings from the environment.

The local stack calls `render`; on Kubernetes a Job or the image build runs the command and Envoy reads the files.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, PositiveInt
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from runtime.settings import PREFIX, load
from services.gateway.envoy import configuration
from services.gateway.rpcs import public_rpcs
from services.gateway.settings import Address, GatewaySettings, Limits

CONFIGURATION_FILE = "envoy.json"
OPENAPI_FILE = "openapi.json"
GENERATED_OPENAPI = Path(__file__).resolve().parents[2] / "gen" / OPENAPI_FILE


def _addresses(text: object) -> object:
    return tuple(Address.parse(part) for part in text.split(",") if part) if isinstance(text, str) else text


def _words(text: object) -> object:
    return tuple(part for part in text.split(",") if part) if isinstance(text, str) else text


Addresses = Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_addresses)]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]


class Environment(BaseSettings):
    """The gateway's settings as environment variables; `*_TARGETS` are replicas, `host:port` by commas."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    gateway_address: Annotated[Address, NoDecode, BeforeValidator(Address.parse)]
    gateway_admin_address: Annotated[Address, NoDecode, BeforeValidator(Address.parse)]
    intake_targets: Addresses
    verification_targets: Addresses
    approval_targets: Addresses
    notification_targets: Addresses
    token_issuer: str
    token_audience: str
    token_jwks_url: str
    cors_origins: Words = ()
    tls_certificate_path: str | None = None
    tls_key_path: str | None = None
    gateway_caller_burst: PositiveInt = Limits.caller_burst
    gateway_caller_per_second: PositiveInt = Limits.caller_per_second
    gateway_unary_seconds: PositiveInt = Limits.unary_seconds

    def to_gateway(self) -> GatewaySettings:
        """Return the same as the typed settings of a gateway."""
        return GatewaySettings(
            listen=self.gateway_address,
            admin=self.gateway_admin_address,
            parts={part: getattr(self, f"{part}_targets") for part in sorted({rpc.part for rpc in public_rpcs()})},
            token_issuer=self.token_issuer,
            token_audience=self.token_audience,
            token_jwks_url=self.token_jwks_url,
            cors_origins=self.cors_origins,
            tls_certificate_path=self.tls_certificate_path,
            tls_key_path=self.tls_key_path,
            limits=Limits(
                caller_burst=self.gateway_caller_burst,
                caller_per_second=self.gateway_caller_per_second,
                unary_seconds=self.gateway_unary_seconds,
            ),
        )


def render(settings: GatewaySettings, folder: Path) -> Path:
    """Write Envoy's configuration and the OpenAPI document into `folder`; return the configuration's path.

    Raises KeyError when a public RPC's part has no address in the settings.
    """
    for rpc in public_rpcs():
        _ = settings.parts[rpc.part]
    folder.mkdir(parents=True, exist_ok=True)
    openapi = folder / OPENAPI_FILE
    openapi.write_bytes(GENERATED_OPENAPI.read_bytes())
    path = folder / CONFIGURATION_FILE
    path.write_text(json.dumps(configuration(settings, str(openapi)), indent=1))
    return path


def main() -> None:
    """Render into the folder named by the first argument."""
    if len(sys.argv) != 2:
        print("usage: python -m services.gateway.render FOLDER", file=sys.stderr)
        raise SystemExit(2)
    print(render(load(Environment).to_gateway(), Path(sys.argv[1])))


if __name__ == "__main__":
    main()
