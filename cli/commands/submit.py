"""`onetrip submit`: file an application through the gateway, as one of the demo's people."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import CommandFailed
from cli.personas import credit_code, persona
from cli.running import RunningStack

if TYPE_CHECKING:
    from cli.client import Caller
    from onetrip.intake.v1 import application_service_pb2 as intake

CHANNELS = ("online", "mini-program", "kiosk", "counter", "phone", "post")
DELIVERIES = ("electronic", "courier", "collection")

app = typer.Typer()


@dataclass(frozen=True)
class Filing:
    """What was asked for on the command line."""

    item_code: str
    answers: Mapping[str, str]
    files: Mapping[str, Path]
    channel: str | None
    delivery: str | None
    company: str | None
    person: str | None
    request_id: str
    late: Sequence[str] = ()
    despite_result: bool = False


@app.command()
def submit(
    item: Annotated[str, typer.Argument(help="The item or bundle: see `onetrip catalog list`.")],
    who: Annotated[str, typer.Option("--as", help="The persona who files.")],
    answer: Annotated[list[str] | None, typer.Option("--answer", "-a", help="FIELD=VALUE; repeatable.")] = None,
    file: Annotated[list[str] | None, typer.Option("--file", "-f", help="MATERIAL=PATH; repeatable.")] = None,
    late: Annotated[list[str] | None, typer.Option(help="MATERIAL that comes later (容缺); repeatable.")] = None,
    company: Annotated[
        str | None, typer.Option(help="For a demo company or a credit code, as its representative.")
    ] = None,
    person: Annotated[str | None, typer.Option("--for", help="As a clerk: the persona served.")] = None,
    channel: Annotated[str | None, typer.Option(help=f"{', '.join(CHANNELS)}.")] = None,
    delivery: Annotated[str | None, typer.Option(help=f"{', '.join(DELIVERIES)}.")] = None,
    request_id: Annotated[str | None, typer.Option(help="The same again is the same application.")] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Although the result of an earlier application stands.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The application, for a program.")] = False,
) -> None:
    """File an application and print its id. The persona's own claims fill the form fields that are not given.

    Exit code 4 when it was refused, with the fields at fault.
    """
    filing = Filing(
        item,
        _pairs("--answer", answer),
        {code: _existing(path) for code, path in _pairs("--file", file).items()},
        _one_of("--channel", channel, CHANNELS),
        _one_of("--delivery", delivery, DELIVERIES),
        company,
        person,
        request_id or uuid.uuid4().hex,
        late or (),
        again,
    )
    answered = asyncio.run(_submit(RunningStack.find(), who, filing))
    _print(answered, as_json=as_json)


async def _submit(stack: RunningStack, who: str, filing: Filing) -> intake.SubmitApplicationResponse:
    from cli.client import Gateway  # noqa: PLC0415 - the messages take a moment to load
    from onetrip.intake.v1 import application_service_pb2 as intake  # noqa: PLC0415 - as above
    from onetrip.intake.v1 import catalog_service_pb2 as catalogue  # noqa: PLC0415 - as above

    filer = persona(who)
    async with Gateway(stack.gateway_url, stack.identity_url) as gateway:
        caller = await gateway.caller(filer.resident_id, filer.roles, filer.department)
        item = (await caller.get(f"/v1/items/{filing.item_code}", catalogue.GetServiceItemResponse)).item
        parts = [item, *(part.item for part in item.items)]
        fields = {form_field.name for part in parts for form_field in part.form}
        claims = {name: value for name, value in filer.claims.items() if name in fields}
        request = intake.SubmitApplicationRequest(
            request_id=filing.request_id,
            item_code=filing.item_code,
            answers={**claims, **filing.answers},
            materials=[
                intake.MaterialRef(code=code, material_id=await _upload(caller, path))
                for code, path in filing.files.items()
            ],
            late_materials=filing.late,
            despite_result=filing.despite_result,
        )
        _fill(request, filing)
        return await caller.post("/v1/applications", request, intake.SubmitApplicationResponse)


def _fill(request: intake.SubmitApplicationRequest, filing: Filing) -> None:
    """Add what was named: channel, delivery, and for whom."""
    from onetrip.intake.v1 import application_service_pb2 as intake  # noqa: PLC0415 - as above

    if filing.channel:
        channel = f"CHANNEL_{filing.channel.upper().replace('-', '_')}"
        request.MergeFrom(intake.SubmitApplicationRequest(channel=channel))
    if filing.delivery:
        delivery = f"DELIVERY_METHOD_{filing.delivery.upper()}"
        request.MergeFrom(intake.SubmitApplicationRequest(delivery_method=delivery))
    if filing.company:
        is_number = any(character.isdigit() for character in filing.company)
        request.credit_code = filing.company if is_number else credit_code(filing.company)
    if filing.person:
        served = persona(filing.person)
        request.person.name, request.person.resident_id = served.name, served.resident_id


async def _upload(caller: Caller, path: Path) -> str:
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    stored = await caller.upload(await asyncio.to_thread(path.read_bytes), content_type)
    return stored.material_id


def _print(answered: intake.SubmitApplicationResponse, *, as_json: bool) -> None:
    from google.protobuf import json_format  # noqa: PLC0415 - as above

    application = answered.application
    if as_json:
        typer.echo(json.dumps(json_format.MessageToDict(answered), ensure_ascii=False, indent=2))
        return
    known = " (it had been filed before)" if answered.already_existed else ""
    typer.echo(f"{application.id}  {application.tracking_number}  {application.item_name.zh}{known}")


def _pairs(option: str, words: list[str] | None) -> dict[str, str]:
    pairs = {}
    for word in words or []:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise typer.BadParameter(f"{option} is NAME=VALUE, not {word!r}")
        pairs[name] = value
    return pairs


def _one_of(option: str, value: str | None, known: tuple[str, ...]) -> str | None:
    if value is not None and value not in known:
        raise typer.BadParameter(f"{option} is one of {', '.join(known)}")
    return value


def _existing(path: str) -> Path:
    if not Path(path).is_file():
        raise CommandFailed(f"there is no file {path}")
    return Path(path)
