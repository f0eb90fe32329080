"""What is known, what is missing, what a person has to look at. Pure.

The once-only rule (State Council order 716, art. 7) lives here: a document that a register supplies is never
missing, whether the register's answer is fresh, old or disputed, and even while the register is down. Only
"no record" means that it cannot supply the fact. A register that could not be asked, because nobody knows by what it
knows the applicant, has not said so: a person looks, and may ask the applicant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, auto

from services.verification.registers.comparing import Answer, Answered, Compared, aged, compare

FORM_SUBJECT = "form:"


class FindingKind(Enum):
    """What a person has to look at."""

    CONTRADICTED = auto()
    STALE = auto()
    NO_RECORD = auto()
    UNAVAILABLE = auto()
    REPRESENTATION = auto()
    EVIDENCE_WITHDRAWN = auto()
    SUBJECT_UNKNOWN = auto()


class Outcome(Enum):
    """How a round of verification ends."""

    COMPLETE = auto()
    INCOMPLETE = auto()
    NEEDS_PERSON = auto()
    UNAVAILABLE = auto()


@dataclass(frozen=True)
class Need:
    """A fact an item needs. `subject` is the catalogue's: applicant, organisation or form:<field>."""

    item_code: str
    name: str
    register: str
    field: str
    subject: str
    required: bool
    freshness_days: int
    claimed_by_form_field: str
    # The catalogue's type of the value; carried along, not judged.
    value_type: int = 0
    # Other registers that hold the same, (register, field).
    also: tuple[tuple[str, str], ...] = ()

    @property
    def named_by_answer(self) -> bool:
        """Whether it is about somebody or something that an answer of the form names."""
        return self.subject.startswith(FORM_SUBJECT)

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """(register, field) of everyone who is asked, the catalogue's first one first."""
        return ((self.register, self.field), *self.also)


@dataclass(frozen=True)
class Document:
    """A material an item needs; `supplied_by` lists `fact:<name>`, `certificate:<kind>` and `form:<field>`.

    `awaited`: another item of the same bundle will issue it, so nobody is asked for it. `promised`: the applicant chose
    to bring it late, and may. `held`: a certificate or an attested document of the applicant's stands for it.
    """

    item_code: str
    code: str
    required: bool
    secondary: bool
    supplied_by: tuple[str, ...]
    awaited: bool = False
    promised: bool = False
    held: bool = False


@dataclass(frozen=True)
class Late:
    """What the applicant chose to bring late (容缺), and what the credit register says; None: it was not asked.

    A bad record bars it (domain.md, "Evidence"); a register that holds none, or is silent to the end, bars nobody.
    """

    chosen: frozenset[str] = frozenset()
    bad_record: Answer | None = None

    @property
    def barred(self) -> bool:
        """Whether a bad credit record bars it."""
        return self.bad_record is not None and self.bad_record.value == "true"


@dataclass(frozen=True)
class Known:
    """A need with its answer as judged for this application."""

    need: Need
    answer: Answer
    # What the applicant stated instead; empty when that does not differ.
    claimed_value: str = ""
    # Whether the person concerned calls it wrong, and its source has not answered.
    disputed: bool = False
    # What its sources say together, where it has several.
    compared: Compared | None = None

    @property
    def held(self) -> bool:
        """Whether there is a value."""
        return self.answer.held

    @property
    def others(self) -> tuple[Answer, ...]:
        """What other sources say, and differ in."""
        return self.compared.others if self.compared else ()


@dataclass(frozen=True)
class Finding:
    """Something a person has to look at."""

    kind: FindingKind
    item_code: str
    fact: str
    source: str


@dataclass(frozen=True)
class Assessment:
    """The result of one round."""

    outcome: Outcome
    known: tuple[Known, ...]
    missing: tuple[Document, ...]
    findings: tuple[Finding, ...]
    # Required documents that a register supplied, so that the applicant did not have to.
    proofs_spared: int
    # Sources whose word is old although another supplies the fact: a ticket, and nothing for a person to look at.
    outdated: tuple[Finding, ...] = ()
    # Whether something was chosen to come late and a bad credit record bars that.
    late_barred: bool = False
    # Codes of the documents that a commitment (告知承诺) stands for; and whether a bad credit record bars one.
    committed: frozenset[str] = frozenset()
    commitment_barred: bool = False


def assess(
    needs: Sequence[Need],
    answers: Sequence[Sequence[Answer]],
    documents: Sequence[Document],
    given: frozenset[str],
    form: Mapping[str, str],
    received: datetime,
    extra_findings: Sequence[Finding] = (),
    late: Late = Late(),
    committed: frozenset[str] = frozenset(),
    disputed: frozenset[tuple[str, str]] = frozenset(),
) -> Assessment:
    """Judge the answers to `needs`, in the same order, one of each source, and the documents `given` by their codes.

    `received` is the instant of receipt: validity and age are judged on that day. `extra_findings` are
    those that do not come from a fact of the catalogue, such as an unproven representation. `late`: what the applicant
    chose to bring late. `committed`: codes of what they signed a commitment for; it counts instead of the document,
    unless a bad credit record bars it. `disputed`: facts by (item, name) that the person concerned calls wrong: no rule
    decides by them.
    """
    judged = (judge(need, said, form, received) for need, said in zip(needs, answers, strict=True))
    known = tuple(
        replace(one, disputed=True) if (one.need.item_code, one.need.name) in disputed and one.held else one
        for one in judged
    )
    given |= {document.code for document in documents if _answered(document, form)}
    wanting = _missing(documents, given, known)
    counting = frozenset() if late.barred else committed & {document.code for document in wanting}
    missing = tuple(_late(document, late) for document in wanting if document.code not in counting)
    doubts = [*extra_findings, *_silent_about_credit(wanting, missing, counting, late)]
    doubts += _silent_suppliers(documents, given, known)
    findings = (*doubts, *(finding for one in known for finding in _findings(one)))
    spared = {document.code for document in documents if document.required and _supplied(document, known)}
    chosen = any(document.code in late.chosen for document in missing)
    outcome = _outcome(missing, findings)
    return Assessment(
        outcome,
        known,
        missing,
        findings,
        len(spared - given),
        outdated=tuple(finding for one in known for finding in _outdated(one)),
        late_barred=late.barred and chosen,
        committed=counting,
        commitment_barred=late.barred and any(document.code in committed for document in missing),
    )


def _outcome(missing: Sequence[Document], findings: Sequence[Finding]) -> Outcome:
    # While a register is silent nothing is asked: it may turn out to hold no record, and then the one notice
    # (licensing law, art. 32) would not have named everything.
    if any(finding.kind is FindingKind.UNAVAILABLE for finding in findings):
        return Outcome.UNAVAILABLE
    if any(not document.promised for document in missing):
        return Outcome.INCOMPLETE
    return Outcome.NEEDS_PERSON if findings else Outcome.COMPLETE


def judge(need: Need, answers: Sequence[Answer], form: Mapping[str, str], received: datetime) -> Known:
    """Judge what the sources of a need say: its age, and how it fits the others' and what the applicant says."""
    on_the_day = [aged(answer, need.freshness_days, received) for answer in answers]
    said = [(register, answer) for (register, _), answer in zip(need.sources, on_the_day, strict=True)]
    compared = compare(said) if need.also else None
    answer = compared.answer if compared else on_the_day[0]
    claimed = form.get(need.claimed_by_form_field, "").strip() if need.claimed_by_form_field else ""
    differs = bool(claimed) and answer.value != "" and claimed.casefold() != answer.value.strip().casefold()
    return Known(need, answer, claimed if differs else "", compared=compared)


def _findings(known: Known) -> list[Finding]:
    need, answered, compared = known.need, known.answer.answered, known.compared
    source = (known.answer.source or need.register) if compared else need.register

    def found(kind: FindingKind, *registers: str) -> list[Finding]:
        return [Finding(kind, need.item_code, need.name, register) for register in registers]

    if compared and compared.contradict:
        doubted = found(FindingKind.CONTRADICTED, *compared.contradict)
    elif answered is Answered.CONTRADICTORY or known.claimed_value or known.disputed:
        doubted = found(FindingKind.CONTRADICTED, source)
    else:
        doubted = []
    if answered is Answered.STALE:
        doubted += found(FindingKind.STALE, *(compared.stale if compared else (source,)))
    if answered is Answered.NO_RECORD and need.required:
        doubted += found(FindingKind.NO_RECORD, need.register)
    if answered is Answered.UNAVAILABLE and need.required:
        doubted += found(FindingKind.UNAVAILABLE, *(compared.silent if compared else (need.register,)))
    if answered is Answered.NOT_ASKED and need.required:
        doubted += found(FindingKind.SUBJECT_UNKNOWN, need.register)
    return doubted


def _outdated(known: Known) -> list[Finding]:
    if known.compared is None or known.answer.answered is Answered.STALE:
        return []
    need = known.need
    return [Finding(FindingKind.STALE, need.item_code, need.name, register) for register in known.compared.stale]


def _missing(documents: Sequence[Document], given: frozenset[str], known: Sequence[Known]) -> tuple[Document, ...]:
    """The required documents that nobody supplied, each code once: one set of papers serves a whole bundle.

    What one item can do without for a while another may need at once: then it is not secondary.
    """
    missing: dict[str, Document] = {}
    for document in documents:
        if document.required and document.code not in given and not _supplied(document, known):
            first = missing.setdefault(document.code, document)
            missing[document.code] = replace(first, secondary=first.secondary and document.secondary)
    return tuple(missing.values())


def _late(document: Document, late: Late) -> Document:
    """Say whether a missing document may come late, and does."""
    secondary = document.secondary and not late.barred
    return replace(document, secondary=secondary, promised=secondary and document.code in late.chosen)


def _silent_about_credit(
    wanting: Sequence[Document], missing: Sequence[Document], committed: frozenset[str], late: Late
) -> list[Finding]:
    """The credit register is waited for like any other, where something depends on it."""
    resting = [document for document in missing if document.promised]
    resting += [document for document in wanting if document.code in committed]
    promised = next(iter(resting), None)
    silent = late.bad_record is not None and late.bad_record.answered is Answered.UNAVAILABLE
    if promised is None or not silent:
        return []
    return [Finding(FindingKind.UNAVAILABLE, promised.item_code, "bad_record", "credit")]


_SILENT = {Answered.UNAVAILABLE: FindingKind.UNAVAILABLE, Answered.NOT_ASKED: FindingKind.SUBJECT_UNKNOWN}


def _silent_suppliers(documents: Sequence[Document], given: frozenset[str], known: Sequence[Known]) -> list[Finding]:
    """A register that alone would supply a required document is waited for, though the item can do without the fact.

    One that could not be asked about the applicant is shown to a person.
    """
    wanted = [one for one in documents if one.required and not (one.awaited or one.held or one.code in given)]
    found: dict[tuple[str, str], Finding] = {}
    for document in wanted:
        ours = [one for one in known if one.need.item_code == document.item_code and _stands_for(one.need, document)]
        if any(one.held for one in ours):
            continue
        for one in ours:
            kind = _SILENT.get(one.answer.answered)
            if kind is not None and not one.need.required:
                finding = Finding(kind, document.item_code, one.need.name, one.need.register)
                found[document.item_code, one.need.name] = finding
    return list(found.values())


def _stands_for(need: Need, document: Document) -> bool:
    return f"fact:{need.name}" in document.supplied_by


def _answered(document: Document, form: Mapping[str, str]) -> bool:
    """Whether the applicant's own answer stands for it, such as the number of an account."""
    return any(form.get(one.removeprefix("form:"), "").strip() for one in document.supplied_by if one[:5] == "form:")


def _supplied(document: Document, known: Sequence[Known]) -> bool:
    return (
        document.awaited
        or document.held
        or any(
            _stands_for(one.need, document) and one.answer.answered is not Answered.NO_RECORD
            for one in known
            if one.need.item_code == document.item_code
        )
    )


def representation(legal_representative: Answer, applicant_id: str, item_code: str) -> list[Finding]:
    """An organisation is represented by whom its register names; anybody else is for a person to judge.

    A register that does not answer is waited for like any other.
    """
    if legal_representative.answered is Answered.UNAVAILABLE:
        return [Finding(FindingKind.UNAVAILABLE, item_code, "legal_representative", "company")]
    if legal_representative.value == applicant_id:
        return []
    return [Finding(FindingKind.REPRESENTATION, item_code, "legal_representative", "company")]


def as_text(value: str | float | bool | date) -> str:
    """A register's value as the text that rules and people compare: dates ISO, booleans true/false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)
