"""The catalogue of texts for operators, as they stand in Temporal's UI. Chinese: the operators are the city's own.

Nothing personal: items, departments, dates and tracking numbers only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo

from onetrip.approval.v1.events_pb2 import CaseDecided
from onetrip.catalog.v1.catalog_pb2 import Stage
from onetrip.intake.v1.events_pb2 import ApplicationRated, ApplicationSubmitted
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1 import workflow_pb2 as process_workflow
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from workflows.facts import Interval
from workflows.matter import Case

# Temporal's limit for a summary.
SUMMARY_BYTES_MAX = 200

ASKING_AGAIN = "未收到答复,将重发指令"
_SILENT = "**未收到"
# By the first word of the topic that a command was sent to.
_ASKED = {"verification": "核验", "approval": "审批", "intake": "受理接件"}
ANSWER_DUE = "受理期限:逾期未答复即视为受理"
REMINDER = "补正提醒"
CALENDAR_IN_FORCE = "核对现行工作日历"
LATE_REMINDER = "容缺材料补交提醒"

WAITS_DELIVERY = "等待送达"
OVER = "已办结"

_STEPS = {
    "rights": "告知陈述、听证权利",
    "reached": "告知书已送达利害关系人,听证申请期限起算",
    "hearing-times": "计算听证期限",
    "later-requested": "受理后告知补交,时限暂停",
    "later-reminded": "补交提醒",
    "later-over": "补交结束,时限继续",
    "verify": "核验",
    "register-awaited": "等待数据源",
    "supplement-proposed": "拟发补正告知",
    "supplement-requested": "补正告知",
    "supplement-reminded": "补正提醒",
    "lapse-asked": "补正逾期",
    "acceptance-requested": "请窗口受理",
    "acceptance": "受理",
    "not-accepted": "不予受理",
    "case-started": "前置事项办结,开始审查",
    "people": "转人工审查",
    "stage": "下一审查环节",
    "prerequisite-failed": "前置事项未获准,终止",
    "clock-paused": "特别程序开始,时限暂停",
    "clock-resumed": "特别程序结束,时限继续",
    "deadline-extended": "延长期限",
    "light-green": "恢复绿灯",
    "light-yellow": "黄灯",
    "light-red": "红灯",
    "late-reminded": "容缺材料提醒",
    "late-received": "容缺材料补齐,可发放结果",
    "late-lapse-asked": "容缺材料逾期",
    "late-missed": "容缺材料逾期,终止",
    "decided": "决定",
    "completed": "办结",
    "withdrawn": "撤回",
    "lapsed": "失效",
    "revoked": "送达前撤销",
    "calendar": "工作日历更新",
    "silence-renews": "逾期未决定,视为准予延续",
    "verify-anew": "重新核验",
    "facts-renewed": "更新核验结果",
    "corrected": "当场更正,请窗口再看",
    "ask-again": "运维人员要求重发指令",
    "registers-again": "运维人员要求立即重查数据源",
    "to-person": "运维人员要求不再等待数据源,转人工",
    "end-asked": "运维人员要求终止办理",
    "terminated": "终止办理",
    "correction-asked": "运维人员要求更正特别程序的记录",
    "cause-corrected": "特别程序的记录已更正,时限重新推算",
}

_ASSIGNMENTS = {
    process.ASSIGNMENT_KIND_UNSPECIFIED: "交办",
    process.ASSIGNMENT_KIND_TICKET: "数据质量工单",
    process.ASSIGNMENT_KIND_REVIEW: "人工复核",
}
_ASSIGNMENT_STEPS = {"opened": "交办", "light-yellow": "黄灯", "light-red": "红灯", "calendar": "工作日历更新"}

_FOLLOW_UP_STEPS = {
    "calendar": "工作日历更新",
    "opened": "开始整改",
    "light-yellow": "黄灯",
    "light-red": "红灯",
    "closed": "整改结束",
}

_COMMITMENT_STEPS = {
    "opened": "开始核查承诺",
    "light-yellow": "黄灯",
    "light-red": "红灯",
    "proposed": "拟撤销,听取陈述申辩",
    "revocation-asked": "请决定是否撤销",
    "calendar": "工作日历更新",
    "closed": "核查结束",
}
COMMITMENT_TIMER = "告知承诺核查期限"

OUTCOMES = {
    state.CASE_OUTCOME_UNSPECIFIED: "办理中",
    state.CASE_OUTCOME_GRANTED: "准予",
    state.CASE_OUTCOME_REFUSED: "不予",
    state.CASE_OUTCOME_ENDED: "终止",
}

BAD_REQUEST_ID = "请求编号须为1至64个字母、数字或连字符"
BAD_OPERATOR = "须写明操作人,不超过100字"
BAD_REASON = "须写明理由,不超过500字"
ANOTHER_APPLICATION = "该操作是为另一申请密封的"
NOT_SEALED = "该内容未经密封,不予采信:请在界面的编解码服务器启用后发送,或使用 onetrip ops 命令"
NO_ACTION = "发来的内容不是一项运维操作"
MOVING_ON = "本申请刚刚办结或正在换到新的运行,请稍后查看再试"
TOO_MANY_ACTIONS = "本申请的运维操作次数已达上限,请联系值班开发人员"
NOTHING_ASKED = "现在没有发出后等待系统答复的指令:本申请在等人或等期限,见“等待”一栏"
NO_REGISTER_AWAITED = "本申请现在没有在等待数据源"
ALREADY_DONE = "对这一次等待已经操作过,无需重复"
BAD_GROUND = "终止办理须写明法定事由:申请人已死亡或注销、重复申请、事项已取消;只有重复申请须写明另一申请的编号"
DECIDED_ALREADY = "本申请已有事项作出决定,不能终止办理"
ENDING_ALREADY = "本申请已终止办理"
NOT_THE_SAME = "另一申请不是同一申请人正在办理或已办结的同一事项,不能以重复申请为由终止本申请"
NO_PROCEDURE = "本申请没有记录特别程序,没有可更正的期限起因;期限本身不能更改"
DECIDED_CASE = "该特别程序所属的事项已办结,记录不再更正"
NOTHING_CORRECTED = "更正后与现有记录相同,或者特别程序种类不存在"
NOT_ENDED = "该特别程序尚未结束,不能更正结束时间;结束由承办人员登记"
BAD_INTERVAL = "更正后的起止时间不成立:须在受理之后,开始不晚于结束,且不在将来"
WITH_PEOPLE_ALREADY = "本申请已受理,已在工作人员手中,无需转人工"

_PROCEDURES = {
    state.SPECIAL_PROCEDURE_UNSPECIFIED: "特别程序",
    state.SPECIAL_PROCEDURE_HEARING: "听证",
    state.SPECIAL_PROCEDURE_TENDER: "招标",
    state.SPECIAL_PROCEDURE_AUCTION: "拍卖",
    state.SPECIAL_PROCEDURE_INSPECTION: "检验",
    state.SPECIAL_PROCEDURE_TESTING: "检测",
    state.SPECIAL_PROCEDURE_QUARANTINE: "检疫",
    state.SPECIAL_PROCEDURE_APPRAISAL: "鉴定",
    state.SPECIAL_PROCEDURE_EXPERT_REVIEW: "专家评审",
    state.SPECIAL_PROCEDURE_SUPPLEMENT: "补交材料",
}
_LIGHTS = {"yellow": "黄灯", "red": "红灯"}
LIGHTS = {
    state.LIGHT_UNSPECIFIED: "绿灯",
    state.LIGHT_GREEN: "绿灯",
    state.LIGHT_YELLOW: "黄灯",
    state.LIGHT_RED: "红灯",
}

TABLE_HEAD = ["事项", "部门", "状态", "自", "期限", "灯", "等待"]
NOTHING = "—"
NOT_BEGUN = "待前置事项"
REVIEW_PASSED = "审查通过,待补材料"
STATES = {
    state.APPLICATION_STATE_UNSPECIFIED: "办理中",
    state.APPLICATION_STATE_RECEIVED: "已接件",
    state.APPLICATION_STATE_VERIFYING: "核验、受理中",
    state.APPLICATION_STATE_SUPPLEMENT_REQUESTED: "待补正",
    state.APPLICATION_STATE_ACCEPTED: "已受理",
    state.APPLICATION_STATE_IN_REVIEW: "审查中",
    state.APPLICATION_STATE_DECIDED: "已决定",
    state.APPLICATION_STATE_DELIVERING: "送达中",
    state.APPLICATION_STATE_COMPLETED: "已办结",
    state.APPLICATION_STATE_NOT_ACCEPTED: "不予受理",
    state.APPLICATION_STATE_WITHDRAWN: "已撤回",
    state.APPLICATION_STATE_LAPSED: "已失效",
    state.APPLICATION_STATE_TERMINATED: "已终止办理",
}


def with_silence(details: str, silent: Sequence[tuple[str, int]]) -> str:
    """What is shown of an application, with a line on top for each part that does not answer.

    `silent`: the topic of each command without an answer, and how often it went out again.
    """
    times: dict[str, int] = {}
    for topic, again in silent:
        part = topic.partition(".")[0]
        times[part] = max(again, times.get(part, 0))
    said = [f"{_SILENT}{_ASKED.get(part, part)}的答复,已重发指令 {again} 次**\n" for part, again in times.items()]
    return "\n".join([*said, *(line for line in details.split("\n") if not line.startswith(_SILENT))]).strip("\n")


def application_summary(submitted: ApplicationSubmitted) -> str:
    """The title of a workflow: the item's name and the tracking number."""
    name = submitted.definition.name.zh or submitted.definition.code
    room = SUMMARY_BYTES_MAX - len(submitted.tracking_number.encode()) - 1
    return f"{name.encode()[:room].decode(errors='ignore')} {submitted.tracking_number}"


def which_procedure(known: Sequence[tuple[str, Interval, tzinfo]]) -> str:
    """That the procedure named is none of the application's; which those are."""
    if not known:
        return NO_PROCEDURE
    spans = [
        f"{id_} {_PROCEDURES[each.kind]} {each.start.astimezone(zone):%Y-%m-%dT%H:%M} 至 "
        + (f"{each.end.astimezone(zone):%Y-%m-%dT%H:%M}" if each.end else "未结束")
        for id_, each, zone in known
    ]
    return f"请写明要更正的特别程序的编号。本申请记录的有:{';'.join(spans)}"


def step(step_id: str) -> str:
    """What a step does: its kind, and its round or case."""
    kind, _, rest = step_id.partition(":")
    return f"{_STEPS[kind]} {rest}".rstrip()


def waits_registers(registers: Sequence[str]) -> str:
    """Registers that do not answer."""
    return f"数据源无响应,稍后重试:{'、'.join(registers)}"


def waits_supplement(missing: Sequence[MissingMaterial], last_day: date) -> str:
    """An open supplement notice."""
    names = "、".join(material.name.zh or material.material_code for material in missing)
    return f"等待申请人补正({names}),期限 {last_day.isoformat()}"


def waits_window(department: str, last_day: date) -> str:
    """The window's acceptance."""
    return f"等待{department}窗口受理,期限 {last_day.isoformat()}"


def waits_review(departments: Sequence[str], procedures: Sequence[state.SpecialProcedure] = ()) -> str:
    """Officers' reviews, or the special procedures that stop the clock."""
    text = f"等待审查:{'、'.join(departments)}"
    return f"{text}(时限暂停:{'、'.join(_PROCEDURES[each] for each in procedures)})" if procedures else text


def waits_cases(items: Sequence[str]) -> str:
    """Cases that must be granted first."""
    return f"等待前置事项办结:{'、'.join(items)}"


def renewal_timer(expires_on: date) -> str:
    """The end of the licence that is to be renewed."""
    return f"有效期至 {expires_on.isoformat()},逾期未决定视为准予延续"


def waits_late(missing: Sequence[MissingMaterial], last_day: date) -> str:
    """Reviews are passed; what was promised for later is awaited."""
    names = "、".join(material.name.zh or material.material_code for material in missing)
    return f"审查已通过,等待申请人补交容缺材料({names}),期限 {last_day.isoformat()}"


def late_timer(last_day: date) -> str:
    """The end of the wait for what was promised for later."""
    return f"容缺材料补交期限 {last_day.isoformat()},逾期终止"


def later_timer(last_day: date) -> str:
    """The end of the wait for a supplement after acceptance."""
    return f"补交期限 {last_day.isoformat()},逾期按现有材料决定"


def supplement_timer(last_day: date) -> str:
    """The end of the wait for a supplement."""
    return f"补正期限 {last_day.isoformat()},逾期失效"


def answer_timer(light: str) -> str:
    """A change of light of the days to answer whether an application is complete."""
    return f"{_LIGHTS[light]}:受理"


def delivery_timer(light: str) -> str:
    """A change of light of handing the result over."""
    return f"{_LIGHTS[light]}:送达"


def light_timer(light: str, case: Case, stage: Stage | None) -> str:
    """A change of light of a case, or of one of its stages."""
    of_stage = f",{stage.name.zh or stage.code}" if stage else ""
    return f"{_LIGHTS[light]}:{case.item.name.zh or case.code}{of_stage}"


def follow_up_summary(rated: ApplicationRated) -> str:
    """The title of a follow-up: the item's name."""
    name = rated.item_name.zh or rated.item_code
    return f"差评整改 {name}".encode()[:SUMMARY_BYTES_MAX].decode(errors="ignore")


def follow_up_step(step_id: str) -> str:
    """What a step of a follow-up does."""
    return _FOLLOW_UP_STEPS[step_id.partition(":")[0]]


def follow_up_timer(last_day: date) -> str:
    """The limit of a follow-up."""
    return f"整改期限 {last_day.isoformat()}"


def waits_follow_up(department: str, last_day: date, *, appealed: bool) -> str:
    """A follow-up that is open."""
    waits = f"等待{department}回访、整改并答复,期限 {last_day.isoformat()}"
    return f"{waits};申诉待监察人员裁定" if appealed else waits


def commitment_summary(decided: CaseDecided) -> str:
    """The title of a commitment's check: what the grant is of."""
    name = decided.certificate_name.zh or decided.item_code
    return f"承诺核查 {name}".encode()[:SUMMARY_BYTES_MAX].decode(errors="ignore")


def commitment_step(step_id: str) -> str:
    """What a step of a commitment's check does."""
    return _COMMITMENT_STEPS[step_id.partition(":")[0]]


def waits_commitment(department: str, stage: str, last_day: date) -> str:
    """A commitment that is to be checked, or a grant to be revoked or upheld."""
    what = "核查告知承诺" if stage == "@commitment" else "决定是否撤销"
    return f"等待{department}{what},期限 {last_day.isoformat()}"


def waits_statement(last_day: date) -> str:
    """The applicant may be heard before a revocation."""
    return f"拟撤销,听取申请人陈述申辩,期限 {last_day.isoformat()}"


def assignment_summary(kind: process.AssignmentKind) -> str:
    """The title of an assignment."""
    return _ASSIGNMENTS[kind]


def assignment_step(step_id: str) -> str:
    """What a step of an assignment does."""
    return _ASSIGNMENT_STEPS[step_id.partition(":")[0]]


def assignment_timer(last_day: date) -> str:
    """The limit of an assignment."""
    return f"交办期限 {last_day.isoformat()}"


def waits_assignment(kind: process.AssignmentKind, department: str, last_day: date) -> str:
    """An assignment that is open."""
    return f"{_ASSIGNMENTS[kind]}:等待{department}办理,期限 {last_day.isoformat()}"


def proactive_summary(item_code: str, dry_run: bool) -> str:
    """The title of a proactive run."""
    return f"免申即享 {item_code}" + ("(试运行,不写入)" if dry_run else "")


def proactive_step(page: int) -> str:
    """What a step of a proactive run does."""
    return f"第{page}页" if page else "开始"


def proactive_answer(page: int) -> str:
    """The wait for an answer of a part."""
    return f"等待第{page}页的结果"


def proactive_pause() -> str:
    """The wait that keeps intake from being flooded."""
    return "限速,稍后继续"


def proactive_register(register: str) -> str:
    """The wait for a register that did not answer."""
    return f"{register} 未应答,稍后重试"


def proactive_details(progress: process_workflow.ProactiveProgress) -> str:
    """How far a run has come, for the operators' page."""
    state = process_workflow.ProactiveState.Name(progress.state).removeprefix("PROACTIVE_STATE_")
    return (
        f"**{state} {progress.reason}**\n\n第{progress.pages}页 · 读取{progress.scanned} · 符合{progress.entitled} · "
        f"存疑{progress.unclear} · 开立{progress.opened} · 已有{progress.standing} · 谢绝{progress.declined} · "
        f"本期已办{progress.repeated_in_period}"
    )
