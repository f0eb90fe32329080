"""The `source` of a description as a typed value: strict, and every fault named by its path."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from services.registers.adapters.port import SourceInvalid
from services.registers.domain import Register, SubjectKind


class Strict(BaseModel):
    """A part of a description: no unknown words, no conversions, no changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, arbitrary_types_allowed=True)


class KeyedSource(Strict):
    """What every adapter's `source` has: `keys` maps the subjects its system knows to what they are called there."""

    keys: dict[SubjectKind, str]


Source = TypeVar("Source", bound=KeyedSource)


def source_of(model: type[Source], register: Register, source: Mapping[str, Any]) -> Source:
    """Read a `source`. Raises SourceInvalid with every fault in one line."""
    return parsed(model, source, f"{register.name}: source")


Part = TypeVar("Part", bound=BaseModel)


def parsed(model: type[Part], data: Any, path: str) -> Part:
    """Read a part of a description. Raises SourceInvalid with every fault in one line, none of them quoting a value."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [
            f"{'.'.join(str(part) for part in fault['loc']) or '(whole)'}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        raise SourceInvalid(f"{path}: {'; '.join(faults)}") from None
    except RecursionError:
        raise SourceInvalid(f"{path}: is nested too deeply") from None
