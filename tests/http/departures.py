#!/usr/bin/env python3
"""Clients that go before their answer: in 2026-07-28 that cancels the call, in a session not."""
import json
import socket
import sys

from http_server import PATIENCE_S, HttpServer, wait_until
from mcp import (LONG_LOOP, Session, ask, call, is_served, legacy_message, modern_post, modern_tool,
                 tool)
from scripts import run
from wire import Connection

SHORT_WAIT = "await new Promise((done) => setTimeout(done, 1500)); 'waited'"
LONG_WAIT = "await new Promise((done) => setTimeout(done, 4900))"
TOO_MANY_CHANGES = 100_000


def code_call(code):
    return call("execute_agent_code", code=code, timeout_ms=5000,
                context={"task": "go on and on", "input": 0})


def executions(server):
    return tool(server, "get_metrics")["sandbox"]


def is_running(server):
    return executions(server)["active"] > 0


def is_idle(server):
    now = executions(server)
    return now["active"] + now["queued"] == 0


def ended_since(server, before):
    """How the executions since then ended: {how: how many}."""
    now = executions(server)
    hows = ("successful", "timeouts", "cancelled", "failed")
    return {how: now[how] - before[how] for how in hows if now[how] != before[how]}


def leave_during(checks, server, data, name):
    """Sends, waits until it runs, and goes."""
    with Connection(server) as connection:
        connection.send(data)
        checks.check(f"{name}: it runs", wait_until(lambda: is_running(server)))
    checks.check(f"{name}: then nothing runs any more", wait_until(lambda: is_idle(server)))


def modern_goes(checks, server):
    for name, code in (("a loop", LONG_LOOP), ("a wait", LONG_WAIT)):
        before = executions(server)
        leave_during(checks, server, modern_post("tools/call", code_call(code)),
                     f"2026-07-28, {name}, its client goes")
        checks.equal(f"2026-07-28, {name}: it was cancelled",
                     ended_since(server, before), {"cancelled": 1})
    before = executions(server)
    leave_during(checks, server, modern_post("tools/call", code_call(LONG_LOOP), progress="p"),
                 "2026-07-28, a loop with progress, its client goes")
    checks.equal("and was cancelled", ended_since(server, before), {"cancelled": 1})


def modern_goes_with_others_behind_it(checks, server):
    """Requests that wait behind the one that runs go with their client."""
    total = tool(server, "get_metrics")["episodes"]["total"]
    create = modern_tool("create_episode", task_description="t", domain="d", task_type="other")
    leave_during(checks, server, modern_post("tools/call", code_call(LONG_LOOP)) + 5 * create,
                 "2026-07-28, pipelined, its client goes")
    checks.equal("what waited behind it did not run",
                 tool(server, "get_metrics")["episodes"]["total"], total)


def many_go(checks, server):
    """More than may run at once: those that wait are cancelled as well."""
    before, count = executions(server), 24
    connections = [Connection(server) for _ in range(count)]
    for connection in connections:
        connection.send(modern_post("tools/call", code_call(LONG_LOOP)))
    checks.check("24 loops: some run", wait_until(lambda: is_running(server)))
    for connection in connections:
        connection.close()
    checks.check("all their clients go: nothing runs any more",
                 wait_until(lambda: is_idle(server)), executions(server))
    checks.check("and none of them ran to its limit",
                 "timeouts" not in ended_since(server, before), ended_since(server, before))


def legacy_goes(checks, server):
    session, before = Session(server), executions(server)
    leave_during(checks, server, session.bytes_of(
        legacy_message("tools/call", code_call(SHORT_WAIT))), "a session, its client goes")
    checks.equal("a session: the call ran to its end",
                 ended_since(server, before), {"successful": 1})
    checks.equal("a session: and lives on", session.call("ping").status, 200)


def legacy_cancels(checks, server):
    session, before = Session(server), executions(server)
    with Connection(server) as connection:
        connection.send(session.bytes_of(
            legacy_message("tools/call", code_call(LONG_LOOP), request_id="loop")))
        checks.check("a session's loop: it runs", wait_until(lambda: is_running(server)))
        other = Session(server).post(cancelled("loop"))
        checks.equal("another session cancels that id: taken", other.status, 202)
        checks.check("and it still runs", is_running(server))
        checks.equal("the session cancels it: taken", session.post(cancelled("loop")).status, 202)
        answer = connection.answer()
        checks.check("its request ends without a reply",
                     answer.status // 100 == 2 and b'"result"' not in answer.body, answer)
    checks.check("nothing runs any more", wait_until(lambda: is_idle(server)))
    checks.equal("it was cancelled", ended_since(server, before), {"cancelled": 1})


def cancelled(request_id):
    return {"jsonrpc": "2.0", "method": "notifications/cancelled",
            "params": {"requestId": request_id}}


def a_session_ends(checks, server):
    """A session that is ended does not take its last call's answer away."""
    session = Session(server)
    with Connection(server) as connection:
        connection.send(session.bytes_of(legacy_message("tools/call", code_call(SHORT_WAIT))))
        checks.check("a call runs", wait_until(lambda: is_running(server)))
        checks.equal("its session ends", session.end().status // 100, 2)
        checks.check("its client hears of it in one way or the other",
                     connection.answer().status in (200, 202, 404))
    checks.check("nothing runs any more", wait_until(lambda: is_idle(server)))
    checks.check("the server serves on", is_served(server))


def listeners_go(checks, scratch):
    """Streams that nobody reads any more cost nothing."""
    with HttpServer(scratch, "--conformance") as server:
        before = server.open_files()
        listen = modern_post("subscriptions/listen", {"notifications": {"toolsListChanged": True}})
        connections = [Connection(server) for _ in range(100)]
        for connection in connections:
            connection.send(listen)
        acknowledged = [connection.head().status for connection in connections]
        checks.equal("100 subscriptions", acknowledged, [200] * 100)
        standing = [Session(server).get()[0] for _ in range(100)]
        for connection in connections + standing:
            connection.close()
        checks.check("their clients go: their files are closed",
                     wait_until(lambda: server.open_files() <= before + 2, PATIENCE_S),
                     (before, server.open_files()))
        trigger = modern_post("tools/call", call("test_trigger_tool_change"))
        checks.equal("a change is told to nobody", ask(server, trigger).status, 200)
        checks.equal("the server ends", server.stop(), 0)


def listener_that_does_not_read(checks, scratch):
    """Events pile up only so far; then their client is given up, and nobody else notices."""
    with HttpServer(scratch, "--conformance", "--http_writes_per_minute", "0",
                    "--http_reads_per_minute", "0") as server:
        with Connection(server) as lazy, Connection(server) as busy:
            lazy.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            lazy.send(modern_post("subscriptions/listen",
                                  {"notifications": {"toolsListChanged": True}}))
            checks.equal("a subscription", lazy.head().status, 200)
            before, told = server.rss_bytes(), 0
            burst = 50 * modern_post("tools/call", call("test_trigger_tool_change"))
            while "slow_client_given_up" not in server.log() and told < TOO_MANY_CHANGES:
                busy.send(burst)
                statuses = {busy.answer().status for _ in range(50)}
                assert statuses == {200}, statuses
                told += 50
            checks.check("who does not read is given up", "slow_client_given_up" in server.log(),
                         f"after {told:,} changes")
            checks.check("its events took little memory",
                         server.rss_bytes() - before < 64 * 1024 * 1024,
                         server.rss_bytes() - before)
            busy.send(modern_post("tools/list"))
            checks.equal("others are served", busy.answer().status, 200)
        checks.equal("the server ends", server.stop(), 0)


def answer_after_cancellation(checks, server):
    """The connection's place is free again: the same ids, the same calls, the right answers."""
    for number in range(20):
        with Connection(server) as connection:
            connection.send(modern_post("tools/call", code_call(LONG_LOOP), request_id=number))
        answer = ask(server, modern_post("tools/call", code_call(f"{number} * 2"),
                                         request_id=number)).json()
        if json.loads(answer["result"]["structuredContent"]["output"]) != number * 2:
            checks.check("an answer after a cancelled call of the same id", False, answer)
            return
    checks.check("answers after cancelled calls of the same id", True)
    checks.check("nothing runs any more", wait_until(lambda: is_idle(server)))


if __name__ == "__main__":
    sys.exit(run([modern_goes, modern_goes_with_others_behind_it, many_go, legacy_goes,
                  legacy_cancels, a_session_ends, answer_after_cancellation],
                 alone=[listeners_go, listener_that_does_not_read]))
