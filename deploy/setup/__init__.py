"""What a cluster does once before, and again with, each release: roles, migrations, topics, Temporal's names.

`python -m deploy.setup STEP`, from the service image; each step may be repeated. `wait` is how a step or a process
waits for those before it. The local stack has the same steps in `deploy/local/jobs.py`.
"""
