"""Kafka's jars into a folder, verified against their lock: `python -m deploy.images.fetch_jars FOLDER`."""

import sys
from pathlib import Path

from deploy.local.engines import kafka_jars


def main() -> None:
    """Fetch what is missing and say how many there are."""
    print(f"{len(kafka_jars.ensure(repository=Path(sys.argv[1])))} jars")


if __name__ == "__main__":
    main()
