#!/usr/bin/env python3
"""Servers on one store recall at once what any of them wrote, and nothing that is gone."""
import sys
import tempfile
import threading
from pathlib import Path

from memories import Server, forget, found_ids, remember, until_embedded

from checks import Checks

WRITES = 200


def written_by_the_other(checks, one, other):
    """Writer and asker change places every time; the asker asks at once."""
    missing = []
    for number in range(WRITES):
        writer, asker = (one, other) if number % 2 else (other, one)
        episode_id = remember(writer, f"water the plantnumber{number} today")
        if episode_id not in found_ids(asker, f"plantnumber{number}"):
            missing.append(number)
    checks.check(f"{WRITES} episodes are each found by the next query of the other", not missing,
                 missing[:5])


def steps_and_outcomes(checks, one, other):
    episode_id = remember(one, "an expedition")
    checks.equal("before", found_ids(other, "pomegranate"), [])
    one.must("add_episode_step", episode_id=episode_id, step_number=1, tool="t",
             action="peel the pomegranate")
    checks.equal("a step is found by the other", found_ids(other, "pomegranate"), [episode_id])
    one.must("complete_episode", episode_id=episode_id, outcome_type="success",
             verdict="tasted of bergamot")
    found = other.must("query_memory", query="bergamot")["episodes"]
    checks.equal("an outcome is", [hit.get("outcome") for hit in found], ["success"])
    checks.equal("with its lesson", found[0].get("lesson"), "tasted of bergamot")


def deleted(checks, one, other):
    episode_ids = [remember(one, "repair the trampoline", steps=["buy trampoline springs"])
                   for _ in range(5)]
    for server in (one, other):
        found = found_ids(server, "trampoline", min_relevance=0.5)
        checks.equal("all are found", set(found), set(episode_ids))
    while episode_ids:
        gone = episode_ids.pop()
        forget(one, gone)
        for name, server in (("the one that deleted it", one), ("the other", other)):
            found = found_ids(server, "trampoline springs", min_relevance=0.5)
            checks.equal(f"{len(episode_ids)} are left: {name}", set(found), set(episode_ids))
            steps = server.must("query_memory", query="trampoline springs", granularity="step")
            checks.check(f"{len(episode_ids)} are left: their steps, {name}",
                         {step["episode_id"] for step in steps["steps"]} <= set(episode_ids))


def namespaces(checks, one, other):
    for name in ("team-a", "team-b"):
        remember(one, f"sing the serenade of {name}", steps=["serenade"], namespace=name)
    for server in (one, other):
        for shape in ({}, {"granularity": "step"}, {"detail": "full", "explain": True}):
            for name, stranger in (("team-a", "team-b"), ("team-b", "team-a")):
                data = server.must("query_memory", query="serenade", namespace=name, **shape)
                checks.check(f"{name} recalls its own ({shape})", data["episodes"] or data["steps"])
                checks.check(f"and nothing of {stranger}", stranger not in str(data))
                checks.equal("nor counts it", data["insights"]["total_episodes"], 1)
        for name in ("default", "team", "TEAM-A", "team-a-b"):
            data = server.must("query_memory", query="serenade", namespace=name)
            checks.equal(f"{name} recalls none of it", data["episodes"], [])


def asked_while_written(checks, one, other):
    """Two threads write and delete through one server while two ask the other."""
    stop, refused = threading.Event(), []

    def write(name):
        for number in range(100):
            episode_id = remember(one, f"polish the {name} number {number}")
            if number % 2:
                forget(one, episode_id)

    def ask():
        while not stop.is_set():
            answer = other.tool("query_memory", query="polish the trombone", explain=True)
            if answer.error:
                refused.append(answer.error)

    askers = [threading.Thread(target=ask) for _ in range(2)]
    writers = [threading.Thread(target=write, args=(name,)) for name in ("trombone", "cymbal")]
    for thread in askers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in askers:
        thread.join()
    checks.equal("no query was refused meanwhile", refused[:1], [])
    checks.equal("what is left is found", len(found_ids(other, "polish the trombone cymbal")), 100)


def restarted(checks, data_dir, expected):
    with Server(data_dir) as server:
        until_embedded(server)
        checks.equal("a server that starts later recalls the same",
                     server.must("query_memory", query="polish trombone", limit=5), expected)


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        data_dir = Path(scratch) / "data"
        with Server(data_dir) as one, Server(data_dir) as other:
            for group in (written_by_the_other, steps_and_outcomes, deleted, namespaces,
                          asked_while_written):
                checks.group(group, checks, one, other)
            until_embedded(other)
            expected = other.must("query_memory", query="polish trombone", limit=5)
        checks.group(restarted, checks, data_dir, expected)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
