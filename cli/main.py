"""`onetrip`: every module in `cli/commands` adds its own commands; `cli/errors.py` has the exit codes."""

import importlib
import os
import pkgutil
import sys
from typing import NoReturn

import typer

from cli import commands, errors
from deploy.local.errors import NotRunning, StackError

EXIT_CODES = (
    "Exit codes: 0 done · 1 failed · 2 wrong command line · 3 the stack is not running · 4 the service refused · "
    "130 interrupted."
)

app = typer.Typer(
    name="onetrip",
    help="Apply once, visit at most once: run OneTrip on this machine and work with it.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def add_commands() -> None:
    """Add the `app` of every module in cli/commands: as a group of that name when it has a callback, else as it is."""
    for name in sorted(module.name for module in pkgutil.iter_modules(commands.__path__)):
        part = importlib.import_module(f"cli.commands.{name}").app
        app.add_typer(part, name=name if part.registered_callback else None)


add_commands()


def run() -> NoReturn:
    """The console script: runs the command and ends the process with its exit code."""
    code = _code()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    # At interpreter exit temporalio may abort and gRPC may hang; by now everything is done and written.
    os._exit(code)


def _code() -> int:
    try:
        app()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else errors.FAILED
    except KeyboardInterrupt:
        return errors.INTERRUPTED
    except errors.CommandFailed as failed:
        print(failed, file=sys.stderr)
        return failed.exit_code
    except NotRunning as missing:
        print(missing, file=sys.stderr)
        return errors.NOT_RUNNING
    except StackError as failed:
        print(failed, file=sys.stderr)
        return errors.FAILED
    return errors.OK


if __name__ == "__main__":
    run()
