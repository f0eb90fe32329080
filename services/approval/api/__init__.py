"""The RPCs: thin, each checks its request, opens one transaction and calls one handler."""
