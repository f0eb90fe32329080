"""The registers' own numbers for operators. Labels are names of registers and reasons; never an id."""

from prometheus_client import Counter, Gauge

lookups = Counter("onetrip_register_lookups_total", "Lookups by what came of them", ["register", "outcome"])
resting = Gauge(
    "onetrip_register_resting", "1 while a register has failed so often that it is left alone", ["register"]
)
