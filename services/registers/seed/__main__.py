"""Command line: `python -m services.registers.seed --people 3000 --seed 1`. Exit code 2 in production."""

import argparse
import asyncio
import sys
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

import asyncpg

from runtime.clock import Clock
from runtime.ids import person_id
from runtime.settings import load as load_settings
from services.registers.seed.load import Seeding, load
from services.registers.settings import SeedSettings

PEOPLE_DEFAULT = 3000
PEOPLE_MAX = 3_000_000  # beyond, the numbers of a date of birth run out


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m services.registers.seed", description="Fill the demo registers.")
    parser.add_argument("--people", type=int, default=PEOPLE_DEFAULT, help="random people besides the personas")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same people")
    parser.add_argument("--reference-date", type=date.fromisoformat, help="as-of times count back from it; today")
    arguments = parser.parse_args()
    if not 0 <= arguments.people <= PEOPLE_MAX:
        parser.error(f"--people must be between 0 and {PEOPLE_MAX}")
    return arguments


async def _seed(arguments: argparse.Namespace, settings: SeedSettings) -> None:
    zone = ZoneInfo(settings.time_zone)
    reference = arguments.reference_date or Clock.from_settings(settings).now().astimezone(zone).date()
    pseudonym_of = partial(person_id, settings.pseudonym_key)
    seeding = Seeding(arguments.people, arguments.seed, reference, zone, pseudonym_of)
    connection = await asyncpg.connect(settings.database_url)
    try:
        count = await load(connection, seeding, lambda copied: print(f"{copied} rows", file=sys.stderr))
    finally:
        await connection.close()
    print("The registers hold this data already." if count is None else f"{count} rows written.", file=sys.stderr)


def main() -> int:
    """Seed and return the exit code."""
    arguments = _arguments()
    settings = load_settings(SeedSettings)
    if settings.environment == "prod":
        print("Seeding replaces what the registers hold; it is refused in production.", file=sys.stderr)
        return 2
    asyncio.run(_seed(arguments, settings))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
