"""Two PostgreSQL servers, one the synchronous standby of the other, which can be promoted: what a
failover manager does, without one."""
import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from postgres import Postgres

PLAIN = "?sslmode=disable&gssencmode=disable"


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return False
    return not state.rpartition(")")[2].split()[0] in "ZX"


class Node(Postgres):
    """One of the two. A standby is made as a copy of the other one."""

    def fence(self, how):
        """Down, and with it every process that could still answer: one that outlived its postmaster
        for a moment would tell what was true before the other one was promoted."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        pids = [int(pid) for pid in children.read_text(encoding="ascii").split()]
        self.stop(how)
        end = time.monotonic() + 60
        while any(map(is_running, pids)):
            if time.monotonic() > end:
                raise RuntimeError("processes of a server that is down do not end")
            for pid in filter(is_running, pids):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.005)

    def make_standby_of(self, primary):
        """The data of this node are replaced; afterwards it follows and acknowledges commits."""
        self.stop(signal.SIGKILL)
        for path in self.data.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        done = subprocess.run(
            self.as_user([str(self.bin / "pg_basebackup"), "-D", str(self.data), "-h", "127.0.0.1",
                          "-p", str(primary.port), "-U", "memory", "-X", "stream", "-R",
                          "-c", "fast", "--no-sync"]),
            capture_output=True, text=True, check=False, cwd="/")
        if done.returncode != 0:
            raise RuntimeError(f"pg_basebackup failed: {done.stderr.strip()}")
        self.start()


class Cluster:
    """`with Cluster() as cluster:` runs both; `cluster.url` names both, `cluster.primary` is the
    one that can be written to."""

    def __init__(self, **settings):
        # A standby that lost its primary looks for it again at once.
        self.nodes = [Node(wal_retrieve_retry_interval="100ms", **settings) for _ in range(2)]

    def __enter__(self):
        self.nodes[0].__enter__()
        try:
            # The second one needs no cluster of its own: it is a copy.
            self.nodes[1].__enter__()
            self.nodes[1].make_standby_of(self.nodes[0])
            self.wait_for_standby()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for node in reversed(self.nodes):
            node.__exit__()

    @property
    def primary(self):
        return self.nodes[0]

    @property
    def url(self):
        # The same order whoever leads: the servers look for the one that can be written to.
        hosts = ",".join(f"127.0.0.1:{port}" for port in sorted(n.port for n in self.nodes))
        return f"postgresql://memory@{hosts}/postgres{PLAIN}"

    def wait_for_standby(self, patience_s=60):
        """From here on a commit is acknowledged when both have it. A copy of a primary is made
        before this is set: once promoted, it waits for nobody until it has a standby of its own."""
        self.primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.sql("SELECT pg_reload_conf()")
        end = time.monotonic() + patience_s
        while self.primary.sql("SELECT count(*) FROM pg_stat_replication "
                               "WHERE sync_state = 'sync' AND state = 'streaming'") != "1":
            if time.monotonic() > end:
                raise RuntimeError("the standby does not follow: " + self.nodes[1].log()[-2000:])
            time.sleep(0.02)

    def restart(self, how):
        """The primary goes down and comes back; its standby follows it again."""
        self.primary.restart(how)

    def fail_over(self, how):
        """The primary goes down for good, its standby takes its place, alone until mend() has made
        the other one its standby."""
        self.primary.fence(how)
        self.nodes.reverse()
        self.primary.sql("SELECT pg_promote(true, 60)")

    def mend(self):
        self.nodes[1].make_standby_of(self.primary)
        self.wait_for_standby()
