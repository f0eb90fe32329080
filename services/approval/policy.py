"""Numbers that are ours to choose, each with where it comes from."""

CONVERSION_COST_WORKING_DAYS = {
    "electronic": 0,
    "courier": 2,
    "chosen-time": 1,
    "lookup": 1,
    "courier-both-ways": 4,
    "video": 1,
    "home-visit": 2,
    "agent": 0,
}
"""What replacing a visit costs the applicant in working days (product): a certificate on the screen and an agent cost
nothing, a courier within the city two days each way, a look-up, a call by video or a check at a time the applicant
chooses one day of arranging it, staff who come two."""

DELIVERY_FAILURES_MAX = {"courier": 2, "collection": 1}
"""How often a way of delivery may fail before the result goes another way (product): a courier tries a second time, a
collection date is missed once. Staff who bring it try until it is in hand."""

VISIT_AHEAD_DAYS_MAX = 366
"""How far ahead an appointment can be set (product): a later one is a slip of the pen."""

GRANT_SECONDS = 15 * 60
"""How long an officer can download a material after opening its task (product)."""

SUPPLEMENT_NOTICES_MAX = 2
"""The one notice (licensing law, art. 32: 一次告知) and one more, for a fact that the first could not have known."""

SPECIAL_PROCEDURE_DAYS_MAX = 250
"""The longest a special procedure may be expected to take, in working days: a year of them (product)."""

CORRECTIONS_MAX = 20
"""How often one application is let correct something on the spot (product)."""

SUPPLEMENT_ITEMS_MAX = 50
REASONS_LENGTH_MAX = 2000
ANSWER_LENGTH_MAX = 1000
NEW_FACT_LENGTH_MAX = 500
RIGHT_BODY_LENGTH_MAX = 200
PLACE_LENGTH_MAX = 200
ID_LENGTH_MAX = 200
ETAG_LENGTH_MAX = 20
"""Longest inputs, in code points (product)."""

STATEMENTS_MAX = 100
"""How many views one application takes (product): each is answered by hand."""

PAGE_SIZE_DEFAULT = 50
PAGE_SIZE_MAX = 200

SERIAL_BYTES = 5
"""Random bytes of a certificate number: 40 bits, drawn for each day and kind (product)."""

MARK_DAYS = 365
"""How long a false commitment bars others, in calendar days (product; a city sets its own): domain.md names no term."""

REVOCATION_STATEMENTS_MAX = 10
"""How often an applicant can be heard in writing before a revocation (product)."""

REVIEW_WORKING_DAYS = 10
"""How long a department may take to look at what a rule decided, when the applicant asks: working days (product)."""

SAMPLE_WORKING_DAYS = 20
"""The same for a sample, for which nobody waits (product)."""

MATTER_DAYS = 30
"""How long a matter lets the approver who opened it read the decisions, in calendar days after that day (product)."""

ABSENCE_DAYS_MAX = 366
"""How far ahead an absence can end (product)."""

ATTEMPTS_SHOWN_MAX = 200
"""How many refused attempts a supervisor is shown of one application (product)."""

ROSTER_CACHED_MAX = 10_000
"""Officers a process remembers having noted."""
