"""What approval reads from the environment, once."""

from pydantic import Field

from runtime.grpc_settings import GrpcSettings
from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    KafkaSettings,
    SealingSettings,
    TokenSettings,
)
from services.approval.policy import MARK_DAYS


class Settings(GrpcSettings, DatabaseSettings, KafkaSettings, TokenSettings, SealingSettings, ClockSettings):
    """Approval's settings; the others are described in runtime/settings.py."""

    commitment_mark_days: int = Field(
        default=MARK_DAYS, gt=0, description="How long a false commitment (告知承诺) bars others, in calendar days."
    )
    certificate_keys: str = Field(
        repr=False, description="A JWK set (RFC 7517) of private EC P-256 keys, each with a kid; the first signs."
    )
