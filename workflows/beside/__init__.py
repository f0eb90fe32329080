"""What runs beside an application: a workflow of its own for each kind, its rules, and where it is kept."""
