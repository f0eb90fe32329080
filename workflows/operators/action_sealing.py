"""Sealing an operator's action that is sent from Temporal's UI: the one thing that `/encode` seals.

The UI has no word on which workflow or update a payload is for, so the action names its application: it is sealed for
that one, and its workflow refuses another's. Who acts is whom the token names, whatever the page wrote (decision 0010).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from google.protobuf import json_format
from temporalio.api.common.v1 import Payload

from onetrip.process.v1.workflow_pb2 import OperatorAction
from runtime.errors import InvalidInput, LimitExceeded
from workflows import policies

# An action is a few hundred bytes; its reason at most 500 characters.
ACTION_BYTES_MAX = 8 * 1024
_PLAIN = frozenset({b"json/plain", b"json/protobuf"})
_FORM = 'JSON like {"applicationId": "…", "reason": "…"}; besides only requestId, ground, duplicateOf, correction'


def action_in(payloads: Sequence[Payload], operator: str) -> OperatorAction:
    """The action that the UI wants sealed, in the name of `operator`. Raises InvalidInput and LimitExceeded."""
    if len(payloads) != 1 or payloads[0].metadata.get("encoding") not in _PLAIN:
        raise InvalidInput(f"only an operator's action is sealed here: {_FORM}")
    if len(payloads[0].data) > ACTION_BYTES_MAX:
        raise LimitExceeded(f"an action is at most {ACTION_BYTES_MAX} bytes")
    try:
        action = json_format.Parse(payloads[0].data, OperatorAction())
    except (json_format.ParseError, UnicodeDecodeError, RecursionError, ValueError):
        raise InvalidInput(f"the action must be {_FORM}") from None
    if action.kind or action.operator:
        raise InvalidInput("who acts is whom the token names, and what is asked for is the update's name")
    if not policies.is_id(action.application_id):
        raise InvalidInput("applicationId must name the application that is acted on")
    if not 0 < len(action.reason.strip()) <= policies.OPERATOR_REASON_CHARACTERS_MAX:
        raise InvalidInput(f"reason must say why, in at most {policies.OPERATOR_REASON_CHARACTERS_MAX} characters")
    action.request_id = action.request_id or str(uuid.uuid4())
    if not policies.is_id(action.request_id):
        raise InvalidInput("requestId must be 1 to 64 letters, digits and hyphens")
    action.operator = operator
    return action
