"""Writing the gateway's configuration: `python -m services.gateway.render FOLDER`, settings from the environment.

The local stack calls `render`; on Kubernetes a Job or the image build runs the command and Envoy reads the files.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, PositiveInt
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from runtime.certificates import CertificatesFolder
from runtime.settings import PREFIX, load
from services.gateway.envoy import configuration
from services.gateway.rpcs import public_rpcs
from services.gateway.settings import Address, GatewaySettings, Limits
from services.gateway.transport import secrets

CONFIGURATION_FILE = "envoy.json"
OPENAPI_FILE = "openapi.json"
GENERATED_OPENAPI = Path(__file__).resolve().parents[2] / "gen" / OPENAPI_FILE


def _addresses(text: object) -> object:
    return tuple(Address.parse(part) for part in text.split(",") if part) if isinstance(text, str) else text


def _words(text: object) -> object:
    return tuple(part for part in text.split(",") if part) if isinstance(text, str) else text


Addresses = Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_addresses)]
OptionalAddress = Annotated[
    Address | None, NoDecode, BeforeValidator(lambda text: Address.parse(text) if text else None)
]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]


class Environment(BaseSettings):
    """The gateway's settings as environment variables."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    gateway_address: Annotated[Address, NoDecode, BeforeValidator(Address.parse)] = Field(
        description="host:port where the gateway listens"
    )
    gateway_admin_address: Annotated[Address, NoDecode, BeforeValidator(Address.parse)] = Field(
        description="host:port of Envoy's admin interface"
    )
    intake_targets: Addresses = Field(description="replicas of intake, host:port by commas")
    verification_targets: Addresses = Field(description="replicas of verification, host:port by commas")
    approval_targets: Addresses = Field(description="replicas of approval, host:port by commas")
    notification_targets: Addresses = Field(description="replicas of notification, host:port by commas")
    token_issuer: str = Field(description="whose access tokens are accepted")
    token_audience: str = Field(description="for whom they are issued")
    token_jwks_url: str = Field(description="where the issuer's public keys are")
    cors_origins: Words = Field(default=(), description="origins of the frontends that are let in, by commas")
    grpc_certificates: CertificatesFolder = Field(
        default=None,
        description="folder with tls.crt, tls.key and ca.crt, by which parts that call each other know each other;"
        " none, in the clear: not in prod",
    )
    tls_certificate_path: str | None = Field(
        default=None, description="PEM of the certificate; none, plain HTTP (behind something that ends TLS)"
    )
    tls_key_path: str | None = Field(default=None, description="PEM of its key")
    gateway_caller_burst: PositiveInt = Field(
        default=Limits.caller_burst, description="requests that one caller may make at once"
    )
    gateway_caller_per_second: PositiveInt = Field(
        default=Limits.caller_per_second, description="requests a second that one caller may make in the long run"
    )
    gateway_unary_seconds: PositiveInt = Field(
        default=Limits.unary_seconds, description="seconds until a call is given up"
    )

    traces_target: OptionalAddress = Field(
        default=None, description="host:port of an OpenTelemetry collector (OTLP over gRPC); none, no spans are made"
    )
    traces_share: float = Field(default=1.0, ge=0, le=1, description="of all traces, the share of which spans are sent")

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
            grpc_certificates=str(self.grpc_certificates.folder) if self.grpc_certificates else None,
            tls_certificate_path=self.tls_certificate_path,
            tls_key_path=self.tls_key_path,
            limits=Limits(
                caller_burst=self.gateway_caller_burst,
                caller_per_second=self.gateway_caller_per_second,
                unary_seconds=self.gateway_unary_seconds,
            ),
            traces=self.traces_target,
            traces_share=self.traces_share,
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
    for name, resource in secrets(settings).items():
        (folder / name).write_text(json.dumps(resource))
    path = folder / CONFIGURATION_FILE
    path.write_text(json.dumps(configuration(settings, str(openapi), str(folder)), indent=1))
    return path


def main() -> None:
    """Render into the folder named by the first argument."""
    if len(sys.argv) != 2:
        print("usage: python -m services.gateway.render FOLDER", file=sys.stderr)
        raise SystemExit(2)
    print(render(load(Environment).to_gateway(), Path(sys.argv[1])))


if __name__ == "__main__":
    main()
