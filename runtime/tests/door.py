"""A service's RPCs called as the server calls them, without a wire: what a rule refuses is noted."""

from typing import Any

from runtime.errors import AppError
from runtime.refusals import Refusals, note_refusal


class Door:
    """Wraps a service; contexts are typed loosely, what has a `principal` stands for one."""

    def __init__(self, service: object, refusals: Refusals) -> None:
        self._service = service
        self._refusals = refusals

    def __getattr__(self, name: str) -> Any:
        """The RPC of this name."""
        function = getattr(self._service, name)
        action = "".join(word.capitalize() for word in name.split("_"))

        async def called(request: Any, call: Any) -> Any:
            try:
                return await function(request, call)
            except AppError as error:
                await note_refusal(self._refusals, error, call.principal, action, request)
                raise

        return called
