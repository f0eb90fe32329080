"""What documents look like on paper, for ever."""

import asyncio
import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from pypdf import PdfReader

from runtime import typesetting
from runtime.sealing import LookupHash
from runtime.tests.suite import SUITE
from services.notification import codes
from services.notification.matter import Localized
from services.notification.printing import press as press_module
from services.notification.printing.press import LAYOUT, Paper, Press
from services.notification.printing.seals import sample

LOOKUP = LookupHash(bytes(32), SUITE)
LAYOUTS = Path(press_module.__file__).with_name("layouts")
# Notices were issued in these: they are never changed. A new form is a new file, with the next number.
PINNED = {1: "3bdc8560218cb7d0"}

PAPER = Paper(
    title=Localized("申请材料补正告知书", "What is still missing"),
    text=Localized("还需补正：\n· 厨房布局图", "Still needed:\n· Kitchen layout"),
    number="市监补正〔2026〕1号",
    department=Localized("市场监督管理局", "Market Regulation Bureau"),
    date=Localized("2026年11月25日", "25 November 2026"),
    issued=datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Asia/Shanghai")),
    addressee="王小䶮",
    tracking_number="26-ABCDEF",
    code="ABCD-EFGH-IJKL-MNOP",
    host="onetrip.example",
)


async def printed(paper: Paper = PAPER) -> PdfReader:
    return PdfReader(io.BytesIO(await Press().pdf(paper, LAYOUT)))


def text_of(reader: PdfReader) -> str:
    return "".join("".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("layout", sorted(PINNED))
def test_a_layout_that_notices_were_issued_in_never_changes(layout: int) -> None:
    assert hashlib.sha256((LAYOUTS / f"{layout}.typ").read_bytes()).hexdigest()[:16] == PINNED[layout]


def test_every_layout_is_pinned_and_the_newest_is_issued_in() -> None:
    assert {int(file.stem) for file in LAYOUTS.glob("*.typ")} == set(PINNED)
    assert max(PINNED) == LAYOUT


async def test_the_paper_says_who_issued_what_to_whom_when_under_which_number_and_how_to_verify_it() -> None:
    text = text_of(await printed())
    for words in (PAPER.title.zh, "厨房布局图", PAPER.number, PAPER.department.zh, PAPER.date.zh, PAPER.addressee):
        assert words in text
    for words in ("Kitchenlayout", "25November2026", PAPER.code, "onetrip.example/v1/notices:verify?code="):
        assert words in text


async def test_a_receipt_that_knows_no_name_yet_is_addressed_by_the_tracking_number() -> None:
    assert "26-ABCDEF" in text_of(await printed(replace(PAPER, addressee="")))


def test_the_same_notice_gives_the_same_bytes_in_another_process_too() -> None:
    first = asyncio.run(Press().pdf(PAPER, LAYOUT))
    typesetting._compiler.cache_clear()
    assert asyncio.run(Press().pdf(PAPER, LAYOUT)) == first
    code = (
        "import asyncio, hashlib; from services.notification.tests.test_printing import *; "
        "print(hashlib.sha256(asyncio.run(Press().pdf(PAPER, LAYOUT))).hexdigest())"
    )
    root = Path(__file__).parents[3]
    other = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(first).hexdigest()


async def test_what_an_officer_wrote_is_set_as_text_and_never_read_as_markup() -> None:
    evil = '#panic("x") $x^2$ *bold* #read("/etc/passwd") </text> \\ [a](b) <label> @ref'
    text = text_of(await printed(replace(PAPER, text=Localized(evil, evil))))
    assert '#panic("x")$x^2$*bold*#read("/etc/passwd")' in text.replace("“", '"').replace("”", '"')


async def test_a_long_text_goes_over_several_pages_each_with_the_code() -> None:
    long = "\n".join(f"· 第{line}项材料：由有关部门出具的证明文件" for line in range(80))
    reader = await printed(replace(PAPER, text=Localized(long, "short")))
    assert len(reader.pages) > 1
    assert all(PAPER.code in page.extract_text() for page in reader.pages)


async def test_fonts_are_inside_and_it_is_made_to_be_archived() -> None:
    reader = await printed()
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert all("+NotoS" in font["/BaseFont"] for font in fonts), "subsets of the packaged fonts"
    assert reader.metadata is not None and reader.metadata.title == PAPER.title.zh
    assert b"pdfaid" in reader.trailer["/Root"]["/Metadata"].get_data()


@pytest.mark.parametrize(
    "name",
    [
        department["name"]["zh"]
        for department in yaml.safe_load(
            (Path(__file__).parents[3] / "catalog" / "departments.yaml").read_text(encoding="utf-8")
        ).values()
    ],
)
def test_every_departments_seal_bears_its_name_and_that_it_is_a_sample(name: str) -> None:
    seal = sample(name)
    assert all(f">{letter}</text>" in seal for letter in name)
    assert "样章" in seal
    assert "SAMPLE" in seal


def test_a_code_is_long_enough_and_forgives_how_it_is_typed() -> None:
    made = {codes.of(LOOKUP, f"notice-{number}") for number in range(1000)}
    assert len(made) == 1000
    assert all(codes.typed(codes.printed(code).lower().replace("-", " - ")) == code for code in made)
    assert codes.typed("0000-1111-8888-aaaa") == "OOOOIIIIBBBBAAAA"
    for wrong in ("", "ABCD", "A" * 17, "ABCD-EFGH-IJKL-MNO9", "\0" * 16, "ABCDEFGHIJKLMNO😀"):
        assert codes.typed(wrong) == ""
