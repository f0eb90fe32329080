"""The roles of a token that intake tells apart (decision record 0002)."""

APPLICANT = "applicant"
AGENT = "agent"
CLERK = "clerk"
OFFICER = "officer"
SUPERVISOR = "supervisor"
