"""What an application's side gets to see of the facts used in it.

Whoever types somebody else's number into a form has a register asked about it, and may have no business to know what
it says: a value goes back only for facts about the applicant themselves or their organisation (PIPL, art. 6). A grant
says that the department found them entitled, so its decision shows them all.
"""

from onetrip.verification.v1.facts_pb2 import Fact


def to_applicant(fact: Fact) -> Fact:
    """A fact as the applicant's side sees it: of whom or what an answer named, all but the values."""
    if not fact.named_by_answer:
        return fact
    shown = Fact()
    shown.CopyFrom(fact)
    shown.ClearField("value")
    for other in shown.others:
        other.ClearField("value")
    shown.withheld = True
    return shown
