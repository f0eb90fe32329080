"""Errors of the local stack: each is one sentence that says what is wrong and what to do about it."""


class StackError(Exception):
    """The stack cannot be started, stopped or read; `str(error)` is the sentence for a person."""


class NotRunning(StackError):
    """There is no running stack in this state folder."""


class AlreadyRunning(StackError):
    """Another supervisor holds this state folder."""
