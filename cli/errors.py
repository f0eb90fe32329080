"""What a command ends with: the exit codes, and the errors that carry them."""

# 2 is a wrong command line (typer's own); 130 is an interrupt, as shells have it.
OK = 0
FAILED = 1
USAGE = 2
NOT_RUNNING = 3
REFUSED = 4
INTERRUPTED = 130


class CommandFailed(Exception):
    """Ends the command with one sentence on stderr and an exit code."""

    exit_code = FAILED


class StackNotRunning(CommandFailed):
    """The command needs a running stack."""

    exit_code = NOT_RUNNING


class Refused(CommandFailed):
    """The service understood and said no (not found, not permitted, against a rule)."""

    exit_code = REFUSED
