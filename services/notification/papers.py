"""From an issued notice to the paper it is printed on, and to what a stranger may know of it."""

from __future__ import annotations

from typing import Any

from onetrip.catalog.v1.catalog_pb2 import Department
from services.notification import codes, texts
from services.notification.matter import Localized, Matter, name_in
from services.notification.office import Office
from services.notification.printing.press import Paper
from services.notification.rendering.table import number_of


def paper_of(row: Any, office: Office) -> Paper:
    """All that is printed of a notice, as it was issued. Raises SealBroken."""
    application_id, notice_id = row["application_id"], row["id"]
    title, text = office.open_text(application_id, notice_id, row["sealed_text"])
    return Paper(
        title=title,
        text=text,
        number=number_of(row),
        department=_name(row),
        date=texts.day(office.day_of(row["issued_at"])),
        issued=row["issued_at"].astimezone(office.zone),
        addressee=office.open_addressee(application_id, notice_id, row["sealed_addressee"]),
        tracking_number=row["tracking_number"],
        code=codes.printed(row["code"]),
        host=office.official_host or "",
    )


def department_of(row: Any) -> Department | None:
    """The department that issued a notice, as it was called in the version filed under; None where none is kept."""
    if not row["department"]:
        return None
    matter = Matter.from_json(row["matter"])
    word = matter.words.get(row["department"], "")
    return Department(code=row["department"], name=_name(row).message(), document_word=word)


def _name(row: Any) -> Localized:
    return name_in(Matter.from_json(row["matter"]).departments, row["department"])
