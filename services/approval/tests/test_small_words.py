"""What a rule's clause says of itself can be read aloud, in both languages, with the sources it rests on."""

from onetrip.catalog.v1.catalog_pb2 import LocalizedText, RuleClause
from onetrip.verification.v1.facts_pb2 import Fact
from services.approval.texts import clause_words

CLAUSE = RuleClause(code="recent", text=LocalizedText(zh="毕业未满两年", en="Graduated less than two years ago"))
FACT = Fact(name="graduation_date", source="education")


def test_a_clause_says_how_it_came_out_and_by_which_fact_as_of_when() -> None:
    words = clause_words(CLAUSE, [(FACT, "2026-11-20")], holds=True)
    assert words.zh == "符合：毕业未满两年。依据数据源education中的graduation_date（2026-11-20确认）。"
    assert words.en == (
        "Fulfilled: Graduated less than two years ago."
        " It rests on graduation_date of the register education, confirmed on 2026-11-20."
    )


def test_a_clause_over_answers_alone_names_no_source() -> None:
    words = clause_words(CLAUSE, [], holds=False)
    assert words.en == "Not fulfilled, or not for a rule to judge: Graduated less than two years ago."
    assert words.zh == "不符合或无法由规则判断：毕业未满两年。"
