#!/usr/bin/env python3
"""Two servers on one data directory are one memory: what one acknowledges the other reads."""
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path

from checks import Checks
from server import Server

ALTERNATIONS = 1_000
STARTS = 20
RACES = 100


def create(server, description):
    return server.must("create_episode", task_description=description, domain="d",
                       task_type="other")["episode_id"]


def step(server, episode_id, number, action):
    return server.tool("add_episode_step", episode_id=episode_id, step_number=number, tool="t",
                       action=action)


def alternations(checks, one, other):
    """Writer and reader change places every time; the reader asks at once."""
    missing, episode_id = [], None
    for number in range(ALTERNATIONS):
        writer, reader = (one, other) if number % 2 else (other, one)
        if number % 10 == 0:
            episode_id = create(writer, f"episode {number}")
        answer = step(writer, episode_id, number + 1, f"step {number}")
        seen = reader.tool("get_episode", episode_id=episode_id).data.get("episode", {})
        last = seen.get("steps", [{}])[-1].get("action") if seen.get("steps") else None
        if answer.error or last != f"step {number}":
            missing.append((number, answer.error, last))
    checks.check(f"{ALTERNATIONS:,} writes of one are each seen by the next read of the other",
                 not missing, missing[:3])


def completion_and_deletion(checks, one, other):
    episode_id = create(one, "begun here")
    done = other.tool("complete_episode", episode_id=episode_id, outcome_type="success",
                      verdict="ended there")
    again = one.tool("complete_episode", episode_id=episode_id, outcome_type="success",
                     verdict="ended there")
    checks.check("an episode begun in one is completed in the other", not done.error, done.error)
    checks.equal("the first then knows its reward", again.data.get("reward_score"),
                 done.data.get("reward_score"))
    checks.equal("and refuses another step", step(one, episode_id, 1, "late").code, "conflict")
    one.must("delete_episode", episode_id=episode_id, confirm=True)
    checks.equal("deleted in one, it is gone in the other",
                 other.tool("get_episode", episode_id=episode_id).code, "not_found")


def at_the_same_time(*functions):
    """Starts each function on a thread, holds all at one gate, and returns what they return."""
    gate, results = threading.Barrier(len(functions)), [None] * len(functions)

    def run_one(index, function):
        gate.wait()
        results[index] = function()
    threads = [threading.Thread(target=run_one, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def races(checks, one, other):
    """Both write the same step number at once, with different actions: one of them wins."""
    episode_id = create(one, "a race")
    wins, wrong, actions = Counter(), [], {}
    for number in range(1, RACES + 1):
        answers = at_the_same_time(
            lambda n=number: step(one, episode_id, n, "of one"),
            lambda n=number: step(other, episode_id, n, "of the other"))
        codes = [answer.code for answer in answers]
        if sorted(codes, key=str) != sorted([None, "conflict"], key=str):
            wrong.append((number, codes))
        actions[number] = "of one" if codes[0] is None else "of the other"
        wins[actions[number]] += 1
    checks.check(f"{RACES} steps written twice at once: one winner, one conflict each", not wrong,
                 wrong[:3])
    stored = one.must("get_episode", episode_id=episode_id)["episode"]["steps"]
    checks.check("the step that won is the one that is stored",
                 {s["step_number"]: s["action"] for s in stored} == actions)
    print(f"      (wins: {dict(wins)})")


def concurrent_creates(checks, one, other):
    """Four threads on each server, no refusals and no lost or doubled episode."""
    def many(server, name):
        return [create(server, f"{name} {number}") for number in range(50)]
    work = [lambda s=server, n=f"{i} of {label}": many(s, n)
            for label, server in (("one", one), ("other", other)) for i in range(4)]
    ids = [episode_id for some in at_the_same_time(*work) for episode_id in some or []]
    checks.equal("400 concurrent creations: ids", len(set(ids)), 400)
    missing = [episode_id for episode_id in ids
               if other.tool("get_episode", episode_id=episode_id).error]
    checks.check("each is found by the other server", not missing, missing[:3])


def same_instant_start(checks, scratch):
    """Both create the database: neither may fail, and both see one memory."""
    wrong = []
    for number in range(STARTS):
        data_dir = scratch / f"start {number}"
        servers = at_the_same_time(lambda d=data_dir: Server(d), lambda d=data_dir: Server(d))
        try:
            ids = at_the_same_time(*(lambda s=s: create(s, "first words") for s in servers))
            seen = [server.tool("get_episode", episode_id=episode_id).error
                    for server, episode_id in zip(servers, reversed(ids))]
            codes = [server.close() for server in servers]
            if None in ids or any(seen) or any(codes):
                wrong.append((number, ids, seen, codes))
        except Exception as error:
            wrong.append((number, error, [server.log()[-300:] for server in servers]))
        finally:
            for server in servers:
                server.kill()
    checks.check(f"{STARTS} times two servers start at one instant on an empty directory",
                 not wrong, wrong[:2])


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        data_dir = Path(scratch) / "data"
        with Server(data_dir) as one, Server(data_dir) as other:
            for part in (alternations, completion_and_deletion, races, concurrent_creates):
                checks.group(part, checks, one, other)
            checks.equal("both end cleanly", [one.close(), other.close()], [0, 0])
        checks.group(same_instant_start, checks, Path(scratch))
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
