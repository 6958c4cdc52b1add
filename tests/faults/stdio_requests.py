#!/usr/bin/env python3
"""Requests of 2026-07-28 over stdio that stay open: subscriptions, long calls, tasks; and their end
by the client, by the end of the input, and by SIGTERM."""
import signal
import sys
import tempfile
from pathlib import Path

from checks import Checks
from server import Server, wait_until

SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId"
LOG_LEVEL = "io.modelcontextprotocol/logLevel"
TASKS = "io.modelcontextprotocol/tasks"
ACKNOWLEDGED = "notifications/subscriptions/acknowledged"
UPDATED = "notifications/resources/updated"
CANCELLED = "notifications/cancelled"
STATS = "memory://stats"
ELSEWHERE = "memory://stats?namespace=elsewhere"
FOREVER = {"name": "execute_agent_code", "arguments": {
    "code": "let n = 0; while (true) { n += 1; }",
    "context": {"task": "to never end", "input": None}}}
LONG_TIME = ("--sandbox_time_ms", "60000")


def request(request_id, method, params=None, extensions=()):
    capabilities = {"extensions": {name: {} for name in extensions}} if extensions else {}
    return {"jsonrpc": "2.0", "id": request_id, "method": method, "params": {
        **(params or {}), "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
                                    "io.modelcontextprotocol/clientCapabilities": capabilities}}}


def cancelled(request_id):
    return {"jsonrpc": "2.0", "method": "notifications/cancelled",
            "params": {"requestId": request_id}}


def listen(request_id, **notifications):
    return request(request_id, "subscriptions/listen", {"notifications": notifications})


def create(request_id, **more):
    return request(request_id, "tools/call", {"name": "create_episode", "arguments": {
        "task_description": "t", "domain": "d", "task_type": "other", **more}})


def of_subscription(server, request_id):
    """All that was said on it, by what it is called."""
    said = []
    for message in server.messages:
        params = message.get("params", message.get("result", {}))
        about = params.get("_meta", {}).get(SUBSCRIPTION, params.get("requestId"))
        if about == request_id and type(about) is type(request_id):
            said.append(message.get("method", "result"))
    return said


def running(server):
    sandbox = server.must("get_metrics")["sandbox"]
    return sandbox["active"] + sandbox["queued"]


def subscribe_to_three(server):
    """Two that hear of something, under ids that look alike, and one that asks for nothing."""
    server.send(listen(7, resourceSubscriptions=[STATS]))
    server.send(listen("7", resourceSubscriptions=[ELSEWHERE]))
    server.send(listen("nothing"))
    server.wait_for(lambda: sum(m.get("method") == ACKNOWLEDGED for m in server.messages) == 3,
                    "acknowledgements")


def subscriptions(checks, data_dir, end):
    """`end` brings the server to its end, and returns its exit code."""
    with Server(data_dir) as server:
        subscribe_to_three(server)
        server.send(create("here"))
        server.reply("here")
        checks.check("acknowledged first, then told of what it asked for", wait_until(
            lambda: of_subscription(server, 7) == [ACKNOWLEDGED, UPDATED]), server.messages)
        checks.equal("another is told of nothing that it did not ask for",
                     of_subscription(server, "7"), [ACKNOWLEDGED])
        server.send(cancelled(7))
        server.send(create("there", namespace="elsewhere"))
        server.reply("there")
        checks.check("the other is told as well", wait_until(
            lambda: of_subscription(server, "7") == [ACKNOWLEDGED, UPDATED]), server.messages)
        checks.equal("the cancelled one of nothing more",
                     of_subscription(server, 7), [ACKNOWLEDGED, UPDATED])
        checks.equal("the server ends", end(server), 0)
        checks.equal("who had cancelled is told nothing of it",
                     of_subscription(server, 7), [ACKNOWLEDGED, UPDATED])
        checks.equal("the others are told that they end, and then get their result",
                     (of_subscription(server, "7"), of_subscription(server, "nothing")),
                     ([ACKNOWLEDGED, UPDATED, CANCELLED, "result"],
                      [ACKNOWLEDGED, CANCELLED, "result"]))
        results = [message for message in server.messages if message.get("id") in ("7", "nothing")]
        checks.equal("a complete one, under their id", {
            (m["id"], m["result"]["resultType"], m["result"]["_meta"][SUBSCRIPTION])
            for m in results}, {(name, "complete", name) for name in ("7", "nothing")})
        told = [m["params"]["requestId"] for m in server.messages if m.get("method") == CANCELLED]
        checks.equal("nothing but subscriptions was cancelled by the server",
                     sorted(told), ["7", "nothing"])
        checks.equal("all of it under their ids", [
            m for m in server.messages if m.get("method") == CANCELLED
            and m["params"].get("_meta", {}).get(SUBSCRIPTION) != m["params"]["requestId"]], [])
        said_by_server(checks, server)


def end_of_input(checks, data_dir):
    subscriptions(checks, data_dir, lambda server: server.close())


def termination(checks, data_dir):
    def end(server):
        server.process.send_signal(signal.SIGTERM)
        return server.wait()

    subscriptions(checks, data_dir, end)


def cancelled_calls(checks, data_dir):
    with Server(data_dir, *LONG_TIME) as server:
        for request_id in ("loop", 1):
            server.send(request(request_id, "tools/call", FOREVER))
            checks.check("a call runs", wait_until(lambda: running(server) == 1))
            server.send(cancelled(request_id))
            checks.check("cancelled, it runs no more", wait_until(lambda: running(server) == 0))
        server.send(request(1, "server/discover"))
        checks.check("its id may be used again", "result" in server.reply(1))
        checks.equal("the server ends", server.close(), 0)
        checks.equal("no answer came to what was cancelled",
                     (len(server.replies("loop")), len(server.replies(1))), (0, 1))
        said_by_server(checks, server)


def nothing_more(checks, data_dir):
    """A call that goes on for a while after it was cancelled says nothing any more."""
    with Server(data_dir, "--conformance") as server:
        for name, meta in (("test_tool_with_progress", {"progressToken": "p"}),
                           ("test_tool_with_logging", {LOG_LEVEL: "debug"})):
            one = request(name, "tools/call", {"name": name, "arguments": {}})
            one["params"]["_meta"].update(meta)
            before = len(server.messages)
            server.send(one)
            server.wait_for(lambda b=before: len(server.messages) > b, "a first message")
            server.send(cancelled(name))
            server.send(request(f"after {name}", "server/discover"))
            server.reply(f"after {name}")
        checks.equal("the server ends", server.close(), 0)
        for name, told in (("test_tool_with_progress", "notifications/progress"),
                           ("test_tool_with_logging", "notifications/message")):
            at = next(i for i, m in enumerate(server.messages) if m.get("id") == f"after {name}")
            checks.equal(f"{name}: nothing came after its cancellation", [
                m for m in server.messages[at + 1:] if m.get("method") == told], [])


def tasks(checks, data_dir):
    """What has become a task goes on, however its request is cancelled."""
    with Server(data_dir, *LONG_TIME) as server:
        def about(method, name):
            server.send(request(name, f"tasks/{method}", {"taskId": task}, [TASKS]))
            return server.reply(name)["result"]

        server.send(request("call", "tools/call", FOREVER, [TASKS]))
        created = server.reply("call")["result"]
        task = created["taskId"]
        checks.equal("a long call becomes a task", created["resultType"], "task")
        for request_id in ("call", task):
            server.send(cancelled(request_id))
        checks.equal("its request cancelled, it works on", about("get", "a")["status"], "working")
        checks.equal("and runs", running(server), 1)
        checks.equal("tasks/cancel is acknowledged with nothing else",
                     set(about("cancel", "b")) - {"_meta"}, {"resultType"})
        checks.check("and it runs no more", wait_until(lambda: running(server) == 0))
        checks.equal("it is told so", about("get", "c")["status"], "cancelled")
        checks.equal("the server ends", server.close(), 0)
        checks.equal("the call was answered once", len(server.replies("call")), 1)
        said_by_server(checks, server)


def said_by_server(checks, server):
    """What holds for each message."""
    checks.equal("stdout carried JSON lines alone", server.noise, [])
    checks.equal("and no request", [m for m in server.messages if "method" in m and "id" in m], [])


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for part in (end_of_input, termination, cancelled_calls, nothing_more, tasks):
            checks.group(part, checks, Path(scratch) / part.__name__)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
