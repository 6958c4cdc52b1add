#!/usr/bin/env python3
"""Connections that are cut and databases that go down: nothing acknowledged is lost, nothing is there
twice, what nobody can know is said to be so, and work goes on as soon as the database is back.

outages.py [--rounds N]     N restarts of each kind under load
"""
import argparse
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from postgres import SKIPPED, Postgres, programs
from proxy import AFTER_COMMIT, BEFORE_COMMIT, IN_TRANSACTION, Proxy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "faults"))
from checks import Checks  # noqa: E402
from server import PATIENCE_S, Server, ServerGone  # noqa: E402

KINDS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "kill -9": signal.SIGKILL}
PLAIN = "?sslmode=disable&gssencmode=disable"


def create(server, description, **more):
    return server.tool("create_episode", task_description=description, domain="outages",
                       task_type="testing", **more)


def stored(postgres, description):
    return int(postgres.sql("SELECT count(*) FROM episodes WHERE document LIKE "
                            f"'%\"task_description\":\"{description}\"%'"))


def cut_connections(checks, postgres, proxy, server):
    checks.check("an episode is stored", not create(server, "before").error)
    for moment, there in ((AFTER_COMMIT, 1), (BEFORE_COMMIT, 0)):
        description = f"cut {moment}"
        proxy.arm(moment)
        answer = create(server, description)
        checks.check(f"{moment}: the connection was cut", proxy.cuts.acquire(timeout=20))
        checks.equal(f"{moment}: the answer is an error", answer.code, "unavailable")
        checks.check(f"{moment}: that says it may have been done",
                     "may have been done, or not" in answer.text, answer.text)
        checks.equal(f"{moment}: how often it is there", stored(postgres, description), there)
        checks.check(f"{moment}: the next call is answered", not create(server, "next").error)


def cut_with_a_key(checks, postgres, proxy, server):
    """What nobody knows, the same call again finds out."""
    for number, moment in enumerate((AFTER_COMMIT, BEFORE_COMMIT)):
        description = f"keyed, cut {moment}"
        proxy.arm(moment)
        answer = create(server, description, idempotency_key=f"key {number}")
        checks.check(f"with a key, {moment}: the connection was cut", proxy.cuts.acquire(timeout=20))
        if moment == AFTER_COMMIT:  # The server looks, and finds what it has written.
            checks.check(f"with a key, {moment}: it is answered", not answer.error, answer.error)
        else:
            checks.equal(f"with a key, {moment}: it is an error", answer.code, "unavailable")
            checks.check(f"with a key, {moment}: that says what to do",
                         "idempotency_key" in answer.text, answer.text)
        again = [create(server, description, idempotency_key=f"key {number}") for _ in range(2)]
        checks.check(f"with a key, {moment}: the call again is answered",
                     not again[0].error and again[0].data == again[1].data, again)
        checks.equal(f"with a key, {moment}: it is there once", stored(postgres, description), 1)
        read = server.tool("get_episode", episode_id=again[0].data["episode_id"])
        checks.equal(f"with a key, {moment}: under the id of the answer",
                     read.data["episode"]["task_description"], description)


def cut_before_anything_was_committed(checks, postgres, proxy, server):
    """The first statements of a kind are prepared, which the proxy sees."""
    proxy.arm(IN_TRANSACTION)
    answer = create(server, "cut in between")
    checks.check("in a transaction: the connection was cut", proxy.cuts.acquire(timeout=20))
    checks.check("in a transaction: it is run again", not answer.error, answer.error)
    checks.equal("in a transaction: it is there once", stored(postgres, "cut in between"), 1)


def cut_while_idle(checks, proxy, server):
    episode_id = create(server, "idle").data["episode_id"]
    for number in range(5):
        proxy.cut_all()
        read = server.tool("get_episode", episode_id=episode_id)
        checks.check(f"a read goes on after all connections were cut ({number})", not read.error,
                     read.error)
        proxy.cut_all()
        checks.check(f"and so does a write ({number})", not create(server, "idle").error)


class Client(threading.Thread):
    """Creates episodes one after the other, and keeps what it was told of each."""

    def __init__(self, server, name, stop):
        super().__init__(daemon=True)
        self.server, self.name, self.stopped = server, name, stop
        self.acknowledged, self.refused, self.times = [], [], []

    def run(self):
        number = 0
        while not self.stopped.is_set():
            number += 1
            description = f"{self.name} {number}"
            try:
                answer = create(self.server, description, namespace=f"team-{number % 3}")
            except (ServerGone, TimeoutError) as error:
                self.refused.append((description, str(error), "gone"))
                return
            if answer.error:
                self.refused.append((description, answer.text, answer.code))
            else:
                self.acknowledged.append(answer.data["episode_id"])
                self.times.append(time.monotonic())


def restart_under_load(checks, postgres, servers, kind, number):
    label = f"{kind} {number}"
    stop = threading.Event()
    clients = [Client(server, f"{label} client {s}{c}", stop)
               for s, server in enumerate(servers) for c in range(4)]
    for client in clients:
        client.start()
    begun = time.monotonic()
    while min(len(client.acknowledged) for client in clients) < 5 and time.monotonic() < begun + 30:
        time.sleep(0.01)
    postgres.restart(KINDS[kind])
    back = time.monotonic()
    while any(not client.times or client.times[-1] < back for client in clients):
        if time.monotonic() > back + PATIENCE_S or not all(c.is_alive() for c in clients):
            break
        time.sleep(0.01)
    stop.set()
    for client in clients:
        client.join(60)
    first = [min((t for t in client.times if t > back), default=None) for client in clients]
    slowest = max((t - back for t in first if t is not None), default=0)
    checks.check(f"{label}: every client works again ({slowest:.2f} s after the database)",
                 None not in first, first)
    known = set(postgres.sql("SELECT id FROM episodes").splitlines())
    told = [episode_id for client in clients for episode_id in client.acknowledged]
    lost = [episode_id for episode_id in told if episode_id not in known]
    checks.check(f"{label}: none of {len(told)} acknowledged episodes is lost", told and not lost, lost[:3])
    refusals = [refusal for client in clients for refusal in client.refused]
    wrong = [(text, code) for _, text, code in refusals
             if "database" not in text or code != "unavailable"]
    checks.check(f"{label}: the {len(refusals)} refusals say that it was the database", not wrong,
                 wrong[:2])
    there = [description for description, text, _ in refusals
             if "may have been done" not in text and stored(postgres, description)]
    checks.equal(f"{label}: what was said not to be stored is not", there, [])


def longer_away(checks, postgres, server):
    postgres.stop()
    for number in range(3):
        begun = time.monotonic()
        answer = create(server, "while away")
        checks.equal(f"a database that is away is an error ({time.monotonic() - begun:.2f} s)",
                     answer.code, "unavailable")
    postgres.start()
    back = time.monotonic()
    answer = create(server, "back")
    while answer.error and time.monotonic() < back + PATIENCE_S:
        time.sleep(0.02)
        answer = create(server, "back")
    checks.check(f"work goes on when it is back ({time.monotonic() - back:.2f} s)", not answer.error,
                 answer.error)
    checks.equal("nothing of what was refused is there", stored(postgres, "while away"), 0)


def frozen(checks, postgres, server):
    """Its statement_timeout is a second."""
    episode_id = create(server, "before the frost").data["episode_id"]
    with postgres.frozen():
        begun = time.monotonic()
        answer = create(server, "in the frost")
        checks.equal(f"a database that is frozen is an error ({time.monotonic() - begun:.2f} s)",
                     answer.code, "unavailable")
        checks.check("which says that nothing was changed, or that it is away",
                     "database" in answer.text and "may have been done" not in answer.text, answer.text)
        answer = server.tool("get_episode", episode_id=episode_id)
        checks.equal("and so is a read of it", answer.code, "unavailable")
    back = time.monotonic()
    answer = create(server, "after the frost")
    while answer.error and time.monotonic() < back + PATIENCE_S:
        time.sleep(0.02)
        answer = create(server, "after the frost")
    checks.check(f"work goes on after it ({time.monotonic() - back:.2f} s)", not answer.error,
                 answer.error)
    checks.equal("nothing of what was refused is there", stored(postgres, "in the frost"), 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    if programs() is None:
        print("PostgreSQL is not installed (Debian: postgresql-15)", file=sys.stderr)
        return SKIPPED
    checks = Checks()
    with Postgres() as postgres, tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        direct = postgres.url + PLAIN
        with Proxy(postgres.port) as proxy:
            url = postgres.url_at(proxy.port) + PLAIN
            with Server(Path(scratch) / "a", "--store", url) as server:
                checks.group(cut_before_anything_was_committed, checks, postgres, proxy, server)
                checks.group(cut_connections, checks, postgres, proxy, server)
                checks.group(cut_with_a_key, checks, postgres, proxy, server)
                checks.group(cut_while_idle, checks, proxy, server)
        with Server(Path(scratch) / "b", "--store", direct) as one, \
                Server(Path(scratch) / "c", "--store", direct) as other:
            for number in range(options.rounds):
                for kind in KINDS:
                    checks.group(restart_under_load, checks, postgres, (one, other), kind, number)
            checks.group(longer_away, checks, postgres, one)
        impatient = direct + "&options=-c%20statement_timeout%3D1s"
        with Server(Path(scratch) / "d", "--store", impatient) as server:
            checks.group(frozen, checks, postgres, server)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
