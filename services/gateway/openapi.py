"""The OpenAPI 3.1 document of the JSON side, made from the protos with their comments.

`python -m services.gateway.openapi DESCRIPTORS > openapi.json`, where DESCRIPTORS is a FileDescriptorSet with
source info (`make proto` does it).
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet

from services.gateway.errors import LOCAL_ERRORS
from services.gateway.rpcs import PATH_VARIABLE, Rpc, public_rpcs

# Proto types that JSON prints as strings or numbers (https://protobuf.dev/programming-guides/json).
WELL_KNOWN: dict[str, dict[str, Any]] = {
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    "google.protobuf.Duration": {"type": "string"},
    "google.api.HttpBody": {"type": "string", "format": "binary"},
}
SCALARS: dict[int, dict[str, Any]] = {
    FieldDescriptor.CPPTYPE_STRING: {"type": "string"},
    FieldDescriptor.CPPTYPE_BOOL: {"type": "boolean"},
    FieldDescriptor.CPPTYPE_INT32: {"type": "integer", "format": "int32"},
    FieldDescriptor.CPPTYPE_UINT32: {"type": "integer", "format": "int32"},
    FieldDescriptor.CPPTYPE_INT64: {"type": "string", "format": "int64"},
    FieldDescriptor.CPPTYPE_UINT64: {"type": "string", "format": "int64"},
    FieldDescriptor.CPPTYPE_DOUBLE: {"type": "number"},
    FieldDescriptor.CPPTYPE_FLOAT: {"type": "number"},
}
STATUS_SCHEMA = {
    "description": "An error: google.rpc.Status. details[0] is the ErrorInfo whose reason a program decides by.",
    "type": "object",
    "properties": {
        "code": {"type": "integer", "description": "google.rpc.Code"},
        "message": {"type": "string"},
        "details": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
    },
}
# Numbers of the fields in FileDescriptorProto, DescriptorProto, EnumDescriptorProto and
# ServiceDescriptorProto that a source location's path is made of.
MESSAGES, ENUMS, SERVICES, FIELDS, NESTED, METHODS = 4, 5, 6, 2, 3, 2


class Comments:
    """The leading comment of every element, by full name."""

    def __init__(self, files: FileDescriptorSet) -> None:
        self._by_name = {name: text for file in files.file for name, text in _comments(file)}

    def of(self, full_name: str) -> str:
        """Return the comment in one line; empty when there is none."""
        return self._by_name.get(full_name, "")


def document(files: FileDescriptorSet, version: str) -> dict[str, Any]:
    """Return the OpenAPI document of every public RPC."""
    comments = Comments(files)
    schemas: dict[str, Any] = {"google.rpc.Status": STATUS_SCHEMA}
    paths: dict[str, Any] = {}
    for rpc in public_rpcs():
        paths.setdefault(rpc.http_path, {})[rpc.http_method.lower()] = _operation(rpc, comments, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "OneTrip",
            "version": version,
            "description": "Apply once, visit at most once. The same RPCs are offered over gRPC and gRPC-Web.",
        },
        "security": [{"token": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": dict(sorted(schemas.items())),
        },
    }


def _operation(rpc: Rpc, comments: Comments, schemas: dict[str, Any]) -> dict[str, Any]:
    method = rpc.descriptor
    in_path = [match["name"] for match in PATH_VARIABLE.finditer(rpc.http_path)]
    in_query = [] if rpc.http_body else [f for f in method.input_type.fields if f.name not in in_path]
    parameters = [_parameter(method.input_type.fields_by_name[name], "path", comments, schemas) for name in in_path]
    parameters += [_parameter(field, "query", comments, schemas) for field in in_query]
    roles = "anyone" if rpc.access.anonymous else ", ".join(sorted(rpc.access.roles))
    operation: dict[str, Any] = {
        "operationId": f"{method.containing_service.name}_{method.name}",
        "tags": [method.containing_service.name],
        "summary": comments.of(method.full_name),
        "description": f"For: {roles}.",
        "responses": {"200": _answer(rpc, comments, schemas), "default": _error()},
    }
    if parameters:
        operation["parameters"] = parameters
    if rpc.access.anonymous:
        operation["security"] = [{}, {"token": []}]
    if rpc.http_body:
        operation["requestBody"] = _request_body(rpc, in_path, comments, schemas)
    return operation


def _parameter(field: FieldDescriptor, where: str, comments: Comments, schemas: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": field.json_name if where == "query" else field.name,
        "in": where,
        "required": where == "path",
        "description": comments.of(field.full_name),
        "schema": _field_type(field, comments, schemas),
    }


def _request_body(rpc: Rpc, in_path: list[str], comments: Comments, schemas: dict[str, Any]) -> dict[str, Any]:
    if rpc.http_body != "*":
        return {"required": True, "content": {"*/*": {"schema": WELL_KNOWN["google.api.HttpBody"]}}}
    message = rpc.descriptor.input_type
    schema = _object(message, comments, schemas, without=frozenset(in_path))
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _answer(rpc: Rpc, comments: Comments, schemas: dict[str, Any]) -> dict[str, Any]:
    message = rpc.descriptor.output_type
    kind = "application/json"
    if message.full_name == "google.api.HttpBody":
        kind = "*/*"
    elif rpc.descriptor.server_streaming:
        kind = "text/event-stream"
    return {
        "description": comments.of(message.full_name) or "The answer.",
        "content": {kind: {"schema": _message_type(message, comments, schemas)}},
    }


def _error() -> dict[str, Any]:
    statuses = ", ".join(str(status) for status in sorted(LOCAL_ERRORS))
    return {
        "description": f"What went wrong; HTTP status one of {statuses} or the mapping of google.rpc.Code.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/google.rpc.Status"}}},
    }


def _message_type(message: Descriptor, comments: Comments, schemas: dict[str, Any]) -> dict[str, Any]:
    if message.full_name in WELL_KNOWN:
        return WELL_KNOWN[message.full_name]
    if message.full_name not in schemas:
        # Set first, so that a message that contains itself ends.
        schemas[message.full_name] = {}
        schemas[message.full_name] = _object(message, comments, schemas)
    return {"$ref": f"#/components/schemas/{message.full_name}"}


def _object(
    message: Descriptor, comments: Comments, schemas: dict[str, Any], *, without: frozenset[str] = frozenset()
) -> dict[str, Any]:
    properties = {
        field.json_name: {"description": comments.of(field.full_name), **_field_type(field, comments, schemas)}
        for field in message.fields
        if field.name not in without
    }
    return {"type": "object", "description": comments.of(message.full_name), "properties": properties}


def _field_type(field: FieldDescriptor, comments: Comments, schemas: dict[str, Any]) -> dict[str, Any]:
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        value = field.message_type.fields_by_name["value"]
        return {"type": "object", "additionalProperties": _single_type(value, comments, schemas)}
    single = _single_type(field, comments, schemas)
    return {"type": "array", "items": single} if field.is_repeated else single


def _single_type(field: FieldDescriptor, comments: Comments, schemas: dict[str, Any]) -> dict[str, Any]:
    if field.message_type is not None:
        return _message_type(field.message_type, comments, schemas)
    if field.enum_type is not None:
        return _enum_type(field.enum_type, comments, schemas)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return {"type": "string", "format": "byte"}
    return SCALARS[field.cpp_type]


def _enum_type(enum: EnumDescriptor, comments: Comments, schemas: dict[str, Any]) -> dict[str, Any]:
    lines = [f"{value.name}: {comments.of(f'{enum.full_name}.{value.name}')}" for value in enum.values]
    schemas[enum.full_name] = {
        "type": "string",
        "enum": [value.name for value in enum.values],
        "description": "\n".join([comments.of(enum.full_name), *lines]),
    }
    return {"$ref": f"#/components/schemas/{enum.full_name}"}


def _comments(file: FileDescriptorProto) -> Iterator[tuple[str, str]]:
    for location in file.source_code_info.location:
        name = _name_at(file, list(location.path))
        if name and location.leading_comments:
            yield f"{file.package}.{name}", re.sub(r"\s+", " ", location.leading_comments).strip()


def _name_at(file: FileDescriptorProto, path: list[int]) -> str:
    """Return the dotted name, within its file, of the element that a source location's path points to."""
    if len(path) == 2 and path[0] == SERVICES:
        return file.service[path[1]].name
    if len(path) == 4 and path[0] == SERVICES and path[2] == METHODS:
        service = file.service[path[1]]
        return f"{service.name}.{service.method[path[3]].name}"
    if len(path) in {2, 4} and path[0] == ENUMS:
        enum = file.enum_type[path[1]]
        return enum.name if len(path) == 2 else f"{enum.name}.{enum.value[path[3]].name}"
    if len(path) in {2, 4} and path[0] == MESSAGES:
        message = file.message_type[path[1]]
        if len(path) == 2:
            return message.name
        return f"{message.name}.{message.field[path[3]].name}" if path[2] == FIELDS else ""
    return ""


def main() -> None:
    """Print the document for the descriptor set named by the first argument."""
    files = FileDescriptorSet.FromString(Path(sys.argv[1]).read_bytes())
    print(json.dumps(document(files, "v1"), ensure_ascii=False, indent=1, sort_keys=False))


if __name__ == "__main__":
    main()
