"""Every rule of the domain that an RPC can refuse by, in one tree.

Each error has a reason (`ErrorInfo.reason`, UPPER_SNAKE), a gRPC code and whether repeating the call can
help; gRPC answers, Kafka retries and Temporal activities derive from these three. The technical errors
(malformed, not found, not signed in …) are `runtime.errors`; docs/errors.md lists all of them.
"""
