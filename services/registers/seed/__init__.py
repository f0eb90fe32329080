"""Demo data for the registers: synthetic, reproducible, with a few records wrong on purpose (docs/demo-registers.md).

`python -m services.registers.seed --people 3000 --seed 1` fills the tables; never in production.
"""
