#!/usr/bin/env python3
"""Calls that go on after their request was answered: asked about, cancelled, and after the server
that ran them."""
import json
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

from http_server import PATIENCE_S, HttpServer, wait_until
from mcp import CAPABILITIES, LONG_LOOP, ask, call, modern_post, running
from scripts import run
from wire import Connection

TASKS = "io.modelcontextprotocol/tasks"
IDS = 4
FOREVER = call("execute_agent_code", code=LONG_LOOP,
               context={"task": "to never end", "input": None})
PATIENT = ("--sandbox_time_ms", "60000")
# Longer than the server waits before it makes a task of it.
LONG = call("execute_agent_code", context={"task": "to take three seconds", "input": None},
            code="const end = Date.now() + 3000; while (Date.now() < end) {} return 'late';")


def bytes_of(method, params, extensions=(TASKS,)):
    """A request of a client that declares these extensions."""
    return modern_post(method, params, meta={
        CAPABILITIES: {"extensions": {one: {} for one in extensions}}})


def told(server, method, params, extensions=(TASKS,)):
    return ask(server, bytes_of(method, params, extensions)).json()


def started(server, params):
    return told(server, "tools/call", params)["result"]


def about(server, method, task_id, **more):
    return told(server, f"tasks/{method}", {"taskId": task_id, **more})


def state(server, task_id):
    return about(server, "get", task_id)["result"]


def ends_by_itself(checks, server):
    created = started(server, LONG)
    checks.equal("a long call becomes a task", (created["resultType"], created["status"]),
                 ("task", "working"))
    follower = Connection(server)
    follower.send(bytes_of("subscriptions/listen",
                           {"notifications": {"taskIds": [created["taskId"], "of nobody"]}}))
    checks.equal("it can be followed", follower.head().status, 200)
    acknowledged = json.loads(follower.event()["data"])["params"]["notifications"]
    checks.equal("but only one's own", acknowledged, {"taskIds": [created["taskId"]]})
    news = json.loads(follower.event()["data"])
    checks.equal("its end is told", (news["method"], news["params"]["status"]),
                 ("notifications/tasks", "completed"))
    ended = state(server, created["taskId"])
    checks.equal("with the result of the call", ended["result"]["structuredContent"]["output"],
                 '"late"')
    checks.equal("the same as who asks is told", news["params"]["result"], ended["result"])
    checks.check("its life is told in whole milliseconds", isinstance(ended["ttlMs"], int))
    follower.close()


def is_for_those_who_know_them(checks, server):
    answer = told(server, "tools/call", LONG, extensions=())
    checks.equal("who knows no tasks waits for the answer",
                 answer["result"]["structuredContent"]["output"], '"late"')
    known = started(server, LONG)["taskId"]
    for task_id in (known, "any"):
        for method, params in (("tasks/get", {"taskId": task_id}),
                               ("tasks/update", {"taskId": task_id, "inputResponses": {}}),
                               ("tasks/cancel", {"taskId": task_id}),
                               ("subscriptions/listen", {"notifications": {"taskIds": [task_id]}})):
            refused = ask(server, bytes_of(method, params, extensions=()))
            error = refused.json()["error"]
            checks.equal(f"and may not use {method}: 400 and -32021, with what it would need",
                         (refused.status, error["code"], error["data"]["requiredCapabilities"]),
                         (400, -32021, {"extensions": {TASKS: {}}}))
    for method, more in (("get", {}), ("update", {"inputResponses": {}}), ("cancel", {})):
        checks.equal(f"tasks/{method} of an unknown one: -32602",
                     about(server, method, "any", **more)["error"]["code"], -32602)
    for method, more in (("update", {"inputResponses": {"unknown": {}}}), ("cancel", {})):
        checks.equal(f"tasks/{method} is acknowledged with nothing else",
                     set(about(server, method, known, **more)["result"]) - {"_meta"},
                     {"resultType"})


def has_an_id_that_nobody_guesses(checks, server):
    with ThreadPoolExecutor(IDS) as pool:
        ids = list(pool.map(lambda _: started(server, FOREVER)["taskId"], range(IDS)))
    checks.equal("no two tasks have one id", len(set(ids)), IDS)
    checks.check("an id has room for 128 random bits", all(len(one) >= 22 for one in ids), ids)
    same = [place for place in range(22) if len({one[place] for one in ids}) == 1]
    checks.check("and is neither counted nor of the time", len(same) <= 2, ids)
    for one in ids:
        about(server, "cancel", one)
    checks.check("nothing runs any more", wait_until(lambda: running(server) == 0))


def is_cancelled(checks, server):
    created = started(server, FOREVER)
    checks.equal("code runs", running(server), 1)
    answer = about(server, "cancel", created["taskId"])["result"]
    checks.equal("it is cancelled", answer["resultType"], "complete")
    checks.equal("and told so", state(server, created["taskId"])["status"], "cancelled")
    checks.check("the code runs no more", wait_until(lambda: running(server) == 0))


def outlives_its_server(checks, scratch):
    with HttpServer(scratch, *PATIENT) as server:
        ended = started(server, LONG)["taskId"]
        wait_until(lambda: state(server, ended)["status"] != "working")
        cut_off = started(server, FOREVER)["taskId"]
        killed = started(server, FOREVER)["taskId"]
        about(server, "cancel", cut_off)
        server.process.send_signal(signal.SIGKILL)
        server.wait()
    with HttpServer(scratch, *PATIENT) as server:
        checks.equal("after kill -9: what had ended is there",
                     state(server, ended)["result"]["structuredContent"]["output"], '"late"')
        checks.equal("what was cancelled is", state(server, cut_off)["status"], "cancelled")
        checks.equal("what ran is known", state(server, killed)["taskId"], killed)
        checks.check("and fails once its server has been silent for long", wait_until(
            lambda: state(server, killed)["status"] == "failed", 2 * PATIENCE_S))
        checks.equal("by an error of the protocol", state(server, killed)["error"]["code"], -32603)


def ends_with_its_server(checks, scratch):
    with HttpServer(scratch, *PATIENT) as server:
        created = started(server, FOREVER)["taskId"]
        checks.equal("SIGTERM ends a server whose tasks run", server.stop(), 0)
    with HttpServer(scratch, *PATIENT) as server:
        checks.equal("they failed with it", state(server, created)["status"], "failed")


if __name__ == "__main__":
    sys.exit(run(shared=(ends_by_itself, is_for_those_who_know_them,
                         has_an_id_that_nobody_guesses, is_cancelled),
                 alone=(outlives_its_server, ends_with_its_server), options=PATIENT))
