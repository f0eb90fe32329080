"""The roles of a token that intake tells apart (design.md, "Identity")."""

APPLICANT = "applicant"
AGENT = "agent"
CLERK = "clerk"
OFFICER = "officer"
SUPERVISOR = "supervisor"
