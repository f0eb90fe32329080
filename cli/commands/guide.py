"""`onetrip guide`: what an item needs, as a person is told it: the rules, or with what the state holds of a persona."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import CommandFailed
from cli.personas import credit_code, persona
from cli.running import RunningStack

if TYPE_CHECKING:
    from onetrip.intake.v1.catalog_service_pb2 import GetGuideResponse

LANGUAGES = ("zh", "en")

app = typer.Typer()


@app.command()
def guide(
    item: Annotated[str, typer.Argument(help="The item or bundle: see `onetrip catalog list`.")],
    who: Annotated[str, typer.Option("--as", help="The persona who asks; nobody in particular when left out.")] = "",
    company: Annotated[str, typer.Option(help="The demo company that shall apply, which the persona represents.")] = "",
    answer: Annotated[list[str] | None, typer.Option("--answer", "-a", help="QUESTION=yes|no; repeatable.")] = None,
    language: Annotated[str, typer.Option(help=f"{' or '.join(LANGUAGES)}.")] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="The whole answer, for a program.")] = False,
) -> None:
    """Print the guide to an item, sentence by sentence, and the questions that make it a personal one.

    Exit code 4 when the item or an answer is refused.
    """
    if language not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}", param_hint="--language")
    answers = dict(_pair(one) for one in answer or ())
    found = asyncio.run(_asked(RunningStack.find(), item, who, company, answers))
    if as_json:
        from google.protobuf import json_format  # noqa: PLC0415 - the messages take a moment to load

        typer.echo(json_format.MessageToJson(found, ensure_ascii=False, indent=2))
        return
    for sentence in found.sentences:
        typer.echo(getattr(sentence, language))
    for question in found.questions:
        if not question.answer:
            typer.echo(f"{getattr(question.text, language)} (-a {question.code}=yes|no)")


def _pair(text: str) -> tuple[str, str]:
    code, equals, value = text.partition("=")
    if not equals:
        raise CommandFailed(f"--answer {text}: write QUESTION=yes or QUESTION=no")
    return code, value


async def _asked(stack: RunningStack, item: str, who: str, company: str, answers: dict[str, str]) -> GetGuideResponse:
    from cli.client import Gateway  # noqa: PLC0415 - the messages take a moment to load
    from onetrip.intake.v1 import catalog_service_pb2 as catalogue  # noqa: PLC0415 - as above

    request = catalogue.GetGuideRequest(answers=answers, credit_code=credit_code(company) if company else "")
    async with Gateway(stack.gateway_url, stack.identity_url) as gateway:
        path = f"/v1/items/{item}:guide"
        if not who:
            return await gateway.post(path, request, catalogue.GetGuideResponse)
        asker = persona(who)
        caller = await gateway.caller(asker.resident_id, asker.roles, asker.department)
        return await caller.post(path, request, catalogue.GetGuideResponse)
