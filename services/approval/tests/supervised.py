"""Cases for supervisors to see, and how they are listed."""

from datetime import timedelta

from onetrip.approval.v1 import supervision_service_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2
from runtime.ids import new_id
from services.approval.codec import timestamp
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.conftest import NOW
from services.approval.tests.desk import Call, Desk, officer
from services.approval.tests.message_bench import Bench

FOOD, FIRE = samples.food_licence(), samples.fire_check()
OFFICER, OTHER = officer("pofficer"), officer("pother")


async def open_review(bench: Bench, office: Office, due: str = "2026-12-21") -> None:
    """A review of the food licence is open."""
    await bench.send(samples.opening(bench.application_id, FOOD), new_id())
    await bench.send(samples.review(office, bench.application_id, FOOD, "document-review", due=due), new_id())


async def of_own_department(bench: Bench, office: Office, due: str = "2026-12-21", name: str = "") -> str:
    """An application of a department that no other test uses. Returns the department."""
    department = f"d-{name or bench.application_id}"
    item = samples.graduate()
    item.lead_department = item.stages[0].department = department
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item, "personal-review", due=due), new_id())
    return department


def light_of(
    bench: Bench, light: state_pb2.Light, *, stage: str = "", minutes: int = 0, turn: int = 0
) -> process.LightChanged:
    """The graduate's case, or one step of it, changes its light."""
    return process.LightChanged(
        application_id=bench.application_id,
        case_id=f"{bench.application_id}.{samples.graduate().code}",
        light=light,
        stage=stage,
        turn=turn,
        due=process.DueDate(date="2026-12-21"),
        change_time=timestamp(NOW + timedelta(minutes=minutes)),
    )


async def listed(desk: Desk, call: Call, **filters: object) -> list[pb.SupervisedCase]:
    """What a supervisor is shown."""
    request = pb.ListCasesRequest(**filters)  # pyright: ignore[reportArgumentType]
    return list((await desk.supervision.list_cases(request, call)).cases)


async def known(desk: Desk, *calls: Call) -> None:
    """Officers are known from their first call."""
    for call in calls:
        await desk.tasks(call, "none")
