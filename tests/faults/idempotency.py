#!/usr/bin/env python3
"""Calls that are made again with the same idempotency_key: each takes effect once and is answered
as it was the first time, by any server of the store, also at the same time and after a restart.

The store is $MEMORY_MCP_STORE, a file of its own unless that says otherwise; with --store URL another.
"""
import argparse
import json
import sys
import tempfile
import threading
from pathlib import Path

from checks import Checks
from server import Server

RACERS = 8
NEW = {"task_description": "write the parser", "domain": "d", "task_type": "testing"}
DONE = {"outcome_type": "success", "verdict": "it parses"}
# Without a key: the same call again changes nothing more, or what it does is not the store's alone.
WITHOUT_KEY = {"configure_embeddings", "execute_agent_code", "link_episodes", "unlink_episodes",
               "forget", "update_episode", "checkpoint_episode", "resume_episode"}


def writing_tools(server):
    tools = server.call("tools/list")["result"]["tools"]
    return {tool["name"]: "idempotency_key" in tool["inputSchema"]["properties"]
            for tool in tools if not tool["annotations"]["readOnlyHint"]}


def learn(server):
    """Enough for recommend_patterns to have something to say."""
    for number in range(12):
        works = number % 3 > 0
        episode_id = server.must("create_episode", task_description=f"write parser {number}",
                                 domain="d", task_type="testing")["episode_id"]
        for position, tool in enumerate(("editor", "compiler") if works else ("guess",), 1):
            server.must("add_episode_step", episode_id=episode_id, step_number=position, tool=tool,
                        action="do it", result={"type": "success" if works else "error"})
        server.must("complete_episode", episode_id=episode_id,
                    **(DONE if works else {"outcome_type": "failure", "reason": "guessed"}))


def calls(server):
    """For each tool that takes a key: the arguments of a call of it, in an order that works."""
    ids = [server.must("create_episode", **NEW)["episode_id"] for _ in range(3)]
    learn(server)
    advice = server.must("recommend_patterns", task_description="write a parser", domain="d",
                         task_type="testing")
    return {"create_episode": NEW,
            "add_episode_step": {"episode_id": ids[0], "step_number": 1, "tool": "editor",
                                 "action": "wrote it"},
            "complete_episode": {"episode_id": ids[1], **DONE},
            "delete_episode": {"episode_id": ids[2], "confirm": True},
            "record_feedback": {"recommendation_id": advice["recommendation_id"], "rating": 0.5}}


def count(server, **where):
    return server.must("get_metrics", **where)["episodes"]["total"]


def every_writing_tool(checks, one, other):
    tools = writing_tools(one)
    without = {name for name, takes in tools.items() if not takes}
    checks.check("who writes takes a key", without <= WITHOUT_KEY, without)
    prepared = calls(one)
    checks.equal("and is tried here", {name for name, takes in tools.items() if takes}, set(prepared))
    for name, arguments in prepared.items():
        key = f"{name} 1"
        first = one.tool(name, **arguments, idempotency_key=key)
        checks.check(f"{name}: a call with a key succeeds", not first.error, first.error)
        before = count(one)
        for server in (one, other):
            again = server.tool(name, idempotency_key=key, **arguments)
            checks.equal(f"{name}: the same answer again", json.dumps(again.data),
                         json.dumps(first.data))
        checks.equal(f"{name}: and no other effect", count(one), before)
        changed = {**arguments, **({"rating": 1} if name == "record_feedback" else {
            "episode_id": prepared["add_episode_step"]["episode_id"]} if name == "delete_episode"
            else {"verdict": "other"} if name == "complete_episode" else {"advice": False})}
        refused = other.tool(name, idempotency_key=key, **changed)
        checks.equal(f"{name}: the key of another call is refused", refused.code, "conflict")
        checks.equal(f"{name}: by its field", refused.error["field"], "idempotency_key")
        checks.equal(f"{name}: and nothing is done", count(one), before)


def whose_key_it_is(checks, one):
    first = one.must("create_episode", **NEW, idempotency_key="k")
    elsewhere = one.must("create_episode", **NEW, namespace="elsewhere", idempotency_key="k")
    checks.check("a namespace has keys of its own", first["episode_id"] != elsewhere["episode_id"])
    reordered = one.must("create_episode", idempotency_key="k", **dict(reversed(NEW.items())))
    checks.equal("the order of arguments says nothing", reordered, first)
    for bad in ("", "x" * 201, "two\nlines", 7, None):
        refused = one.tool("create_episode", **NEW, idempotency_key=bad)
        checks.equal(f"no key: {str(bad)[:9]!r}", refused.code, "invalid_argument")
        checks.check("named", "idempotency_key" in refused.text, refused.text)
    failed = one.tool("complete_episode", episode_id=first["episode_id"], outcome_type="failure",
                      idempotency_key="late")
    checks.equal("a call that is refused", failed.code, "invalid_argument")
    done = one.tool("complete_episode", episode_id=first["episode_id"], **DONE,
                    idempotency_key="late")
    checks.check("leaves its key to the next one", not done.error, done.error)


def at_the_same_time(checks, servers, round_number):
    before = count(servers[0], namespace="race")
    gate, answers = threading.Barrier(RACERS), [None] * RACERS

    def race(index):
        gate.wait()
        answers[index] = servers[index % len(servers)].tool(
            "create_episode", **NEW, namespace="race", idempotency_key=f"race {round_number}")
    threads = [threading.Thread(target=race, args=(i,)) for i in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    checks.check(f"{RACERS} at the same time get one answer ({round_number})",
                 not any(answer.error for answer in answers)
                 and len({json.dumps(answer.data) for answer in answers}) == 1, answers)
    checks.equal(f"and make one episode ({round_number})", count(servers[0], namespace="race"),
                 before + 1)


def secrets(checks, scratch, options):
    with Server(scratch / "redacting", *options, "--recorded-secrets", "redact") as server:
        said = {**NEW, "task_description": "log in with ghp_0123456789abcdef0123"}
        first = server.must("create_episode", **said, idempotency_key="secret")
        checks.check("what was not recorded is said", "[redacted]" in first["message"], first)
        checks.equal("and said again", server.must("create_episode", **said,
                                                   idempotency_key="secret"), first)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default=None)
    store = parser.parse_args().store
    options = ["--tools", "all"] + (["--store", store] if store else [])
    shared = store is None or not store.startswith("in_memory")
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as folder:
        scratch = Path(folder)
        with Server(scratch / "a", *options) as one:
            other = Server(scratch / "a", *options) if shared else one
            checks.group(every_writing_tool, checks, one, other)
            checks.group(whose_key_it_is, checks, one)
            for round_number in range(10):
                checks.group(at_the_same_time, checks, [one, other], round_number)
            first = one.must("create_episode", **NEW, idempotency_key="kept")
            other.kill()
        if shared:
            with Server(scratch / "a", *options) as later:
                checks.equal("a server that starts later knows the answer",
                             later.must("create_episode", **NEW, idempotency_key="kept"), first)
        checks.group(secrets, checks, scratch, options)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
