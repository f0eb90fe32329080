"""What a smoke run is told about its cluster, read once from the environment. The cluster itself is KUBECONFIG's."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.images.settings import Words


class SmokeSettings(BaseSettings):
    """`ONETRIP_SMOKE_…`."""

    model_config = SettingsConfigDict(env_prefix="ONETRIP_SMOKE_", frozen=True)

    load: Words = Field(default=(), description="brings an archive onto the nodes: the words before its path")
    volumes: Path | None = Field(
        default=None, description="for a node that is this machine and has no storage class: where volumes are made"
    )
    keep: bool = Field(default=False, description="leave everything in the cluster at the end")
    ready_seconds_max: int = Field(default=420, description="how long a workload may take to be as described")
