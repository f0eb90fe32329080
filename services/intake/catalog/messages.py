"""The catalogue as protobuf messages (`onetrip.catalog.v1.ServiceItem`).

The YAML has the message's names, so this walks the message's descriptor; only enumerations are spelled differently
(`review` is `STAGE_KIND_REVIEW`), and departments and a bundle's items are put in where the file has their codes.
"""

import re
from collections.abc import Mapping
from typing import Any, cast

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.json_format import ParseDict

from onetrip.catalog.v1 import catalog_pb2
from services.intake.catalog.model import Catalog, Entry, union_form

FILE_ONLY = frozenset({"cases", "note"})
"""Names of the YAML that are for its reader and for `check`; law and sources publish their notes."""

_SERVICE_ITEM = cast(Descriptor, catalog_pb2.ServiceItem.DESCRIPTOR)
_DUPLICATE_RULE = cast(Descriptor, catalog_pb2.DuplicateRule.DESCRIPTOR)
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def service_items(catalog: Catalog) -> list[catalog_pb2.ServiceItem]:
    """Every entry of a checked catalogue as a message, in the order of their codes.

    A bundle carries its items as they stand, the union of their forms, and the departments of all.
    """
    return [service_item(catalog, entry) for entry in catalog.entries]


def registers(catalog: Catalog) -> list[catalog_pb2.Register]:
    """Every register of a checked catalogue as a message, in the order of their codes."""
    return [_register(catalog, code) for code in sorted(catalog.registers)]


def _register(catalog: Catalog, code: str) -> catalog_pb2.Register:
    data = catalog.registers[code]
    proved_by, first = data.get("proved_by", {}), next(iter(data["fields"]))
    message = catalog_pb2.Register(code=code, name=catalog_pb2.LocalizedText(**data["name"]), subjects=data["subjects"])
    department = catalog.departments.get(data["department"])
    if department is not None:
        message.department.code = data["department"]
        message.department.name.CopyFrom(catalog_pb2.LocalizedText(**department["name"]))
    for name, type_ in data["fields"].items():
        value_type = catalog_pb2.ValueType.Value(f"VALUE_TYPE_{type_.upper()}")
        message.fields.add(name=name, type=value_type)
    for document in data["documents"]:
        message.documents.add(code=document, fields=proved_by.get(document, [first]))
    return message


def guides(catalog: Catalog) -> list[catalog_pb2.Guide]:
    """The questions of a checked catalogue's guides, in the order of items' codes."""
    data = catalog.guides.data if catalog.guides else {}
    return [
        ParseDict({"item_code": code, "questions": data[code]["questions"]}, catalog_pb2.Guide())
        for code in sorted(data)
    ]


def duplicate_rules(catalog: Catalog) -> list[catalog_pb2.DuplicateRule]:
    """The keys of near-duplicates of a checked catalogue, in the order of items' codes."""
    data = catalog.duplicates.data if catalog.duplicates else {}
    return [
        ParseDict({"item_code": code, **_plain(data[code], _DUPLICATE_RULE)}, catalog_pb2.DuplicateRule())
        for code in sorted(data)
    ]


def service_item(catalog: Catalog, entry: Entry) -> catalog_pb2.ServiceItem:
    """One entry as a message. Raises `json_format.ParseError` if the YAML and the proto do not agree."""
    message = catalog_pb2.ServiceItem()
    data = _plain(entry.data, _SERVICE_ITEM)
    items = data.pop("items", [])
    if entry.is_bundle:
        data["form"] = _plain({"form": union_form(catalog, entry)}, _SERVICE_ITEM)["form"]
    ParseDict(data, message)
    message.visits = catalog.visits(entry)
    for code in departments_of(catalog, entry):
        department = catalog.departments[code]
        name = catalog_pb2.LocalizedText(zh=department["name"]["zh"], en=department["name"]["en"])
        message.departments.add(code=code, name=name, document_word=department["document_word"])
    for member in items:
        item = service_item(catalog, catalog.by_code[member["item"]])
        message.items.add(item=item, needs=member.get("needs", ()))
    return message


def departments_of(catalog: Catalog, entry: Entry) -> list[str]:
    """Codes of the departments taking part, the leading one first."""
    parts = catalog.members(entry) if entry.is_bundle else (entry,)
    codes = [entry.data["lead_department"]]
    codes.extend(stage["department"] for part in parts for stage in part.listed("stages"))
    return list(dict.fromkeys(codes))


def _plain(data: Mapping[str, Any], descriptor: Descriptor) -> dict[str, Any]:
    """A mapping as `ParseDict` wants it: enumerations by their full names, the file's own notes left out."""
    plain: dict[str, Any] = {}
    for name, value in data.items():
        field = descriptor.fields_by_name.get(name)
        if field is None and name in FILE_ONLY:
            continue
        if field is None or (name == "items" and descriptor.name == "ServiceItem"):
            plain[name] = value
        elif isinstance(value, list):
            plain[name] = [_value(element, field) for element in value]
        else:
            plain[name] = _value(value, field)
    return plain


def _value(value: Any, field: FieldDescriptor) -> Any:
    """One value by its field's type."""
    if field.enum_type is not None:
        return _enum_prefix(field.enum_type) + str(value).upper()
    if field.message_type is not None:
        return _plain(value, field.message_type)
    return value


def _enum_prefix(enum: EnumDescriptor) -> str:
    """The prefix of an enumeration's values: `StageKind` → `STAGE_KIND_` (Buf style guide)."""
    return _WORD_START.sub("_", enum.name).upper() + "_"
