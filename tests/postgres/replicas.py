#!/usr/bin/env python3
"""Three servers on one database, sixteen clients, and a database that goes down: by fast and immediate
shutdown, by kill -9, and by the promotion of its standby. What was acknowledged is there once and is
seen by the next read of any server, by id and by words; all servers have learnt the same.

replicas.py [--restarts N] [--promotions N] [--seconds N between them]
"""
import argparse
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from cluster import Cluster
from postgres import SKIPPED, programs

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "faults"))
from checks import Checks  # noqa: E402
from server import PATIENCE_S, Server, run  # noqa: E402

REPLICAS, CLIENTS, NAMESPACES = 3, 16, 4
KINDS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "kill -9": signal.SIGKILL}
RECOVERY_S = 5.0 * max(1.0, PATIENCE_S / 20)


class Client(threading.Thread):
    """Works through episodes, each call at a server of its choice and with a key of its own. It
    repeats a call until it is answered, at another server, and reads back elsewhere at once."""

    def __init__(self, number, servers, stop):
        super().__init__(daemon=True)
        self.number, self.servers, self.stopped = number, servers, stop
        self.random = random.Random(number)
        self.acknowledged, self.calls, self.repeated = {}, 0, 0
        self.unseen, self.refused, self.times, self.crash = [], [], [], None

    def run(self):
        try:
            while not self.stopped.is_set():
                self.work(f"client{self.number}episode{len(self.acknowledged)}")
        except Exception as error:  # what stops a client must not look like a quiet one
            self.crash = repr(error)

    def until_answered(self, name, **arguments):
        """The answer, and who gave it."""
        begun = time.monotonic()
        while True:
            server = self.random.choice(self.servers)
            answer = server.tool(name, patience_s=3 * PATIENCE_S, **arguments)
            self.calls += 1
            if not answer.error:
                self.times.append(time.monotonic())
                return answer.data, server
            if answer.code != "unavailable" or time.monotonic() > begun + 3 * PATIENCE_S:
                raise AssertionError(f"{name}: {answer.error}")
            self.refused.append(answer.text)
            self.repeated += 1
            time.sleep(0.02)

    def write(self, name, **arguments):
        key = f"{self.number} {self.calls} {name}"
        return self.until_answered(name, idempotency_key=key, **arguments)

    def elsewhere(self, server):
        return self.random.choice([other for other in self.servers if other is not server])

    def seen(self, server, what, holds, name, **arguments):
        """One read of another server, which may be told that the database is away, but nothing
        else."""
        while True:
            answer = self.elsewhere(server).tool(name, patience_s=3 * PATIENCE_S, **arguments)
            if answer.code != "unavailable":
                break
            time.sleep(0.02)
        if answer.error or not holds(answer.data):
            self.unseen.append((what, answer.error or str(answer.data)[:300]))

    def judge(self, space):
        """Asks for advice and says what it was worth, which all servers learn from."""
        told, _ = self.until_answered("recommend_patterns", namespace=space,
                                      task_description="measure it again", domain="domain0")
        if told["results"] and "recommendation_id" in told:
            self.write("record_feedback", recommendation_id=told["recommendation_id"], rating=0.75,
                       applied=[told["results"][0]["id"]], namespace=space)

    def work(self, word):
        space = f"team-{self.number % NAMESPACES}"
        made, server = self.write("create_episode", task_description=f"measure {word} again",
                                  domain=f"domain{self.number % 2}", task_type="testing",
                                  namespace=space)
        episode_id = made["episode_id"]
        self.acknowledged[episode_id] = word
        self.seen(server, f"{word} by id", lambda data: data["episode"]["id"] == episode_id,
                  "get_episode", episode_id=episode_id, namespace=space)
        self.seen(server, f"{word} by words",
                  lambda data: data["episodes"] and data["episodes"][0]["id"] == episode_id,
                  "query_memory", query=word, namespace=space)
        # One way of working succeeds and the other fails: something to learn.
        works = len(self.acknowledged) % 3 > 0
        for number, tool in enumerate(("editor" if works else "guess", "compiler"), 1):
            _, server = self.write("add_episode_step", episode_id=episode_id, step_number=number,
                                   tool=tool, action="once more", namespace=space,
                                   result={"type": "success" if works else "error"})
        self.seen(server, f"steps of {word}", lambda data: len(data["episode"]["steps"]) == 2,
                  "get_episode", episode_id=episode_id, namespace=space)
        outcome = {"outcome_type": "success", "verdict": word} if works else {
            "outcome_type": "failure", "reason": word}
        _, server = self.write("complete_episode", episode_id=episode_id, namespace=space, **outcome)
        self.seen(server, f"outcome of {word}",
                  lambda data: word in (data["episode"]["outcome"].get("verdict"),
                                        data["episode"]["outcome"].get("reason")),
                  "get_episode", episode_id=episode_id, namespace=space)
        if len(self.acknowledged) % 4 == 0:
            self.judge(space)


def recovery_s(clients, back):
    """Seconds until the last client was answered; None when one was not in time."""
    end = back + 6 * RECOVERY_S
    while time.monotonic() < end:
        if any(client.crash for client in clients):
            return None
        if all(client.times and client.times[-1] > back for client in clients):
            return max(next(t for t in client.times if t > back) for client in clients) - back
        time.sleep(0.01)
    return None


def work_on(clients, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not any(client.crash for client in clients):
        time.sleep(0.05)


def disturb(checks, cluster, clients, options):
    """Restarts and promotions, mixed; returns the seconds each took to be over."""
    events = ["promotion"] * options.promotions + ["restart"] * options.restarts
    random.Random(1).shuffle(events)
    kinds = list(KINDS.items())
    seconds = {"restart": [], "promotion": []}
    for number, event in enumerate(events):
        name, how = kinds[number % len(kinds)]
        work_on(clients, options.seconds)
        cluster.restart(how) if event == "restart" else cluster.fail_over(how)
        took = recovery_s(clients, time.monotonic())
        checks.check(f"{event} {number}, {name}: every client works again "
                     f"({'never' if took is None else f'{took:.2f} s'})",
                     took is not None and took <= RECOVERY_S,
                     [client.crash for client in clients if client.crash][:2])
        if took is None:
            return seconds
        seconds[event].append(took)
        if event == "promotion":
            cluster.mend()
    work_on(clients, options.seconds)
    return seconds


def what_is_stored(checks, cluster, clients):
    acknowledged = {i: word for client in clients for i, word in client.acknowledged.items()}
    rows = [line.split("|") for line in cluster.primary.sql(
        "SELECT id, outcome, step_count FROM episodes").splitlines()]
    stored = {row[0]: row for row in rows}
    lost = [word for i, word in acknowledged.items() if i not in stored]
    checks.check(f"none of {len(acknowledged)} acknowledged episodes is lost",
                 acknowledged and not lost, lost[:5])
    extra = sorted(set(stored) - set(acknowledged))
    checks.equal("none is there that nobody was told of", extra[:5], [])
    unfinished = [row for row in rows if not row[1] or row[2] != "2"]
    checks.equal("each has its steps and its outcome", unfinished[:5], [])
    for client in clients:
        if client.crash or client.unseen:
            checks.check(f"client {client.number}", False, (client.crash, client.unseen[:3]))
    checks.equal("every acknowledged write was in the next answer of another server",
                 sum(len(client.unseen) for client in clients), 0)
    words = ("database", "away", "connection")
    strange = [text for client in clients for text in client.refused
               if not any(word in text for word in words)]
    checks.equal("refusals say that it was the database", strange[:3], [])


def what_was_learnt(checks, servers, cluster, scratch):
    for number in range(NAMESPACES):
        told = [server.must("list_patterns", namespace=f"team-{number}") for server in servers]
        checks.check(f"all servers have learnt the same (team-{number})",
                     told[0]["patterns"] and all(one == told[0] for one in told), told)
    done = run("doctor", "--relearn", "--store", cluster.url, data_dir=scratch / "doctor",
               patience_s=6 * PATIENCE_S)
    learning = [line for line in done.stdout.splitlines() if "learning" in line]
    checks.check("learning anew finds no difference",
                 learning and all(line.startswith("ok") for line in learning), done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--restarts", type=int, default=3)
    parser.add_argument("--promotions", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=0.5)
    options = parser.parse_args()
    if programs() is None:
        print("PostgreSQL is not installed (Debian: postgresql-15)", file=sys.stderr)
        return SKIPPED
    checks, stop = Checks(), threading.Event()
    with Cluster() as cluster, tempfile.TemporaryDirectory(prefix="memory-mcp-") as folder:
        scratch = Path(folder)
        servers = [Server(scratch / str(number), "--tools", "all", "--store", cluster.url)
                   for number in range(REPLICAS)]
        clients = [Client(number, servers, stop) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        seconds = checks.group(disturb, checks, cluster, clients, options)
        stop.set()
        for client in clients:
            client.join(6 * PATIENCE_S)
        checks.check("every client ended", not any(client.is_alive() for client in clients))
        checks.group(what_is_stored, checks, cluster, clients)
        checks.group(what_was_learnt, checks, servers, cluster, scratch)
        for server in servers:
            server.kill()
        for event, took in (seconds or {}).items():
            if took:
                print(f"{event}s: {len(took)}, recovered after a median of "
                      f"{statistics.median(took):.2f} s, {max(took):.2f} s at most")
        print(f"episodes: {sum(len(client.acknowledged) for client in clients)}, calls: "
              f"{sum(client.calls for client in clients)}, repeated with their key: "
              f"{sum(client.repeated for client in clients)}")
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
