"""Names and policies of orchestration: queues, ids, timeouts, retries, each with its reason.

Read by workflow code, so standard library and temporalio only.
"""

from __future__ import annotations

from datetime import timedelta

from temporalio.common import Priority, RetryPolicy
from temporalio.workflow import LocalActivityConfig

# One queue: bridge and worker share a process, so that a start is handed to the worker beside it (eager start).
TASK_QUEUE = "onetrip-applications"
# The name under which Temporal knows this worker's versions.
DEPLOYMENT = "onetrip-workflows"
WORKFLOW_TYPE = "ApplicationWorkflow"
EVENT_SIGNAL = "on_event"
ESTABLISH = "establish"
# Updates that an operator may send (workflows/operators/actions.py).
ASK_AGAIN_UPDATE = "ask_again"
REGISTERS_AGAIN_UPDATE = "registers_again"
HAND_TO_PERSON_UPDATE = "hand_to_person"
END_UPDATE = "end_application"
CORRECT_CAUSE_UPDATE = "correct_cause"
OPERATOR_CHARACTERS_MAX = 100
REQUEST_ID_CHARACTERS_MAX = 64
OPERATOR_REASON_CHARACTERS_MAX = 500
# What one application takes of operators: each stays in its journal.
OPERATOR_ACTIONS_MAX = 100
# The type of the failure by which an action is refused; its message is a sentence for the operator.
OPERATOR_REFUSED = "OPERATOR_ACTION_REFUSED"
ASK_AGAIN = "ask_again"
CALENDAR_IN_FORCE = "calendar_in_force"
FOLLOW_UP_TYPE = "FollowUpWorkflow"
ESTABLISH_FOLLOW_UP = "establish_follow_up"
COMMITMENT_TYPE = "CommitmentCheckWorkflow"
ESTABLISH_COMMITMENT = "establish_commitment"

PROACTIVE_TYPE = "ProactiveRunWorkflow"
ESTABLISH_PROACTIVE = "establish_proactive"
HALT_SIGNAL = "halt"
# Under which name a run is known that a schedule has started.
BY_SCHEDULE = "schedule"
# Records of one page: a transaction of verification and one of intake, each well under a second.
PROACTIVE_PAGE_SIZE = 100
# Applications that a run opens in a second, on average: a tenth of what the workers take, so that nobody who applies
# waits behind it (product default).
PROACTIVE_OPENED_PER_SECOND = 5.0
# Pages after which a run goes on in a new history: each leaves about 30 events of Temporal's 51,200.
PROACTIVE_PAGES_MAX = 100

ASSIGNMENT_TYPE = "AssignmentWorkflow"
ESTABLISH_ASSIGNMENT = "establish_assignment"

_WORKFLOW_ID_PREFIX = "application/"
_FOLLOW_UP_ID_PREFIX = "follow-up/"
_COMMITMENT_ID_PREFIX = "commitment/"
_ASSIGNMENT_ID_PREFIX = "assignment/"
_PROACTIVE_ID_PREFIX = "proactive/"

# Whoever wrote `process` (outbox source, CloudEvents `ce_source`).
SOURCE = "process"

# A step writes three small rows. Five seconds are a hundred times what it takes, and less than a workflow task (10 s),
# so that a hanging database frees the task instead of losing it.
_STEP_SECONDS_MAX = 5

# PostgreSQL away is the only expected failure: try for ever, quickly at first. Waits above two seconds become timers
# in the history, so that a long outage does not hold workflow tasks open.
WRITE = LocalActivityConfig(
    start_to_close_timeout=timedelta(seconds=_STEP_SECONDS_MAX),
    local_retry_threshold=timedelta(seconds=2),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(milliseconds=100),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(seconds=30),
        maximum_attempts=0,
    ),
)

# A machine answers within a second. After silence the same command goes out again under the same id, in real time:
# what is late is a message, whatever the process's clock shows. Then hourly, until somebody has mended the part.
ASK_AGAIN_AFTER = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)

# A register that is down is asked again, by the process's clock; after the last try a person looks.
REGISTER_RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
# A system that is down for a day comes back: with these a day is over before anybody is troubled who could not ask it
# either. The agency's five working days (licensing law, art. 32) run meanwhile; the applicant sees what is waited for.
REGISTER_RETRIES_OF_A_DAY = (timedelta(hours=6), timedelta(hours=16))

# Rounds of verification after acceptance count from here: far above those before it. Each may be tried again, and there
# are at most so many: a fact that is disputed without end is for people alone.
REVERIFICATION_ROUNDS_FROM = 1_000
REVERIFICATIONS_MAX = 50
_ATTEMPTS_MAX = 10

# A limit ends at 24:00. What was done before it may still be on its way to us: wait this long, in real time,
# before silence or lapse is drawn from it.
IN_FLIGHT = timedelta(seconds=5)
# And after an outage it may still be in Kafka, while timers that came due meanwhile fire at once. Nothing rings before
# the group has kept up with Kafka for as long as a workflow task lasts (10 s): what was told while a task is at work
# is seen by the next one only. Until then a timer waits in the history, longer each time: few in a long outage.
HEARD_ALL_FOR = timedelta(seconds=10)
_HEAR_FIRST_MIN, _HEAR_FIRST_MAX = timedelta(seconds=3), timedelta(minutes=5)

# The applicant is reminded when this many working days are left (product default).
REMIND_WORKING_DAYS_BEFORE = 3
# What was promised for later comes within a few days: the reminder is on the working day before (product default).
REMIND_LATE_WORKING_DAYS_BEFORE = 1
# What came late after the review was passed is looked at within so many working days (product default).
LOOK_AT_LATE_WORKING_DAYS = 2
# Nobody wants a text message at midnight (product default).
REMIND_AT_HOUR = 9

# Applications that are told of a new calendar and have not moved to it yet: so few that one that is filed meanwhile
# finds hardly anything before it. How long those are waited for, and the rest after them, as a share of the time that
# they took: the more a machine has to do, the longer it is left alone (`make bench ARGS="--only recompute"`).
CALENDAR_UNDER_WAY_MAX = 4
CALENDAR_WAIT = timedelta(seconds=10)
CALENDAR_POLL = timedelta(milliseconds=20)
CALENDAR_REST_SHARE = 1.0
# How soon a process notices that a calendar was loaded, and how soon it tries those again that have not moved.
CALENDAR_LOOK = timedelta(seconds=2)

# Open applications are compared with what runs in Temporal at the start and this often; sooner when that failed. A
# pause between two that are rebuilt, as long as a worker needs for one.
RECOVERY_LOOK = timedelta(minutes=5)
RECOVERY_AGAIN = timedelta(seconds=10)
RECOVERY_PAUSE = timedelta(milliseconds=20)

# Events that a workflow keeps by their ids alone; beyond it one whose content is known is not kept again (heard.py).
EVENTS_MAX = 1_000

# A call of the bridge; Temporal answers within milliseconds, and the message is tried again after it.
TEMPORAL_CALL = timedelta(seconds=10)

# A worker keeps this many workflows in memory (about 10 KB each, measured); others are replayed when they wake.
CACHED_WORKFLOWS_MAX = 2_000
# Work under way is finished before the process ends; a pod's grace period must be longer.
GRACEFUL_SHUTDOWN = timedelta(seconds=10)


def is_id(text: str) -> bool:
    """Whether it can be the id of a request or an application: letters, digits and hyphens, not too many."""
    plain = text.replace("-", "")
    return 0 < len(text) <= REQUEST_ID_CHARACTERS_MAX and plain.isascii() and plain.isalnum()


def workflow_id(application_id: str) -> str:
    """The id of the workflow of an application."""
    return _WORKFLOW_ID_PREFIX + application_id


def application_id_of(workflow_id: str) -> str:
    """The application of a workflow; raises ValueError for an id that is not of this form."""
    if not workflow_id.startswith(_WORKFLOW_ID_PREFIX):
        raise ValueError(f"not the workflow of an application: {workflow_id!r}")
    return workflow_id.removeprefix(_WORKFLOW_ID_PREFIX)


def follow_up_id(application_id: str) -> str:
    """The id of the workflow that follows a bad rating of an application up."""
    return _FOLLOW_UP_ID_PREFIX + application_id


def commitment_id(case_id: str) -> str:
    """The id of the workflow that checks what a case's grant was committed to."""
    return _COMMITMENT_ID_PREFIX + case_id


def assignment_id(assignment: str) -> str:
    """The id of the workflow that watches the limit of a ticket or review."""
    return _ASSIGNMENT_ID_PREFIX + assignment


def proactive_id(run_id: str) -> str:
    """The id of the workflow of a proactive run."""
    return _PROACTIVE_ID_PREFIX + run_id


def proactive_run_of(workflow_id: str) -> str:
    """The run of a workflow; raises ValueError for an id that is not of this form."""
    if not workflow_id.startswith(_PROACTIVE_ID_PREFIX):
        raise ValueError(f"not the workflow of a proactive run: {workflow_id!r}")
    return workflow_id.removeprefix(_PROACTIVE_ID_PREFIX)


def reverification_round(number: int, attempt: int) -> int:
    """The round of verification that is the `number`-th after acceptance, tried for the `attempt`-th time more."""
    return REVERIFICATION_ROUNDS_FROM + number * _ATTEMPTS_MAX + attempt


def ask_again_after(times: int) -> timedelta:
    """How long to wait for an answer after having asked `times` times."""
    return ASK_AGAIN_AFTER[min(times, len(ASK_AGAIN_AFTER)) - 1]


def hear_first(attempt: int) -> timedelta:
    """How long what was told is waited for before the `attempt`-th look is followed by another; always by a timer."""
    return min(_HEAR_FIRST_MIN * 2 ** min(attempt - 1, 10), _HEAR_FIRST_MAX)


def priority_of(item_code: str) -> Priority:
    """Fairness by item: a burst of one does not starve the rest. The key is at most 64 bytes."""
    return Priority(fairness_key=item_code[:64])
