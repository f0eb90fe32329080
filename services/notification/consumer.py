"""Which message is handled by which function (handlers/table.py); only events, so nothing is answered."""

from functools import partial

from runtime.consumer import Handlers
from services.notification.handlers.table import TABLE
from services.notification.office import Office


def handlers(office: Office) -> Handlers:
    """Bind the table to an office."""
    return Handlers({message: partial(function, office) for message, function in TABLE.items()})
