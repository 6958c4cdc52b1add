#!/usr/bin/env python3
"""What one caller asks for, however much it is, leaves others their share of the server."""
import json
import os
import random
import select
import sys

from http_server import HttpServer, wait_until
from mcp import ask, call, modern_post, modern_tool, new_episode, tool
from scripts import run
from tokens import bearer, static_token
from wire import Closed, Connection, request

BATCHES = 8
POINTS = 10_000
ANALYSES = 98
THREADS_MAX = 60
UNREAD = 8
STEPS = 26
PARAMETER_BYTES = 1_000_000


def analyses(episode):
    """Operations that take seconds together."""
    series = "${read.episode.steps.0.parameters.series}"
    return [{"id": "read", "tool": "get_episode", "arguments": episode}] + [
        {"id": str(number), "tool": "advanced_pattern_analysis", "arguments": {
            "analysis_type": "comprehensive", "time_series_data": {"x": series, "y": series}}}
        for number in range(ANALYSES)]


def slow_batches(checks, scratch):
    """Batches of one caller that keep every worker for seconds; another asks in between."""
    ann, bob = (static_token(scratch, name, "--scopes", "write") for name in ("ann", "bob"))
    draw = random.Random(7)
    with HttpServer(scratch, "--workers", "4", guarded=True) as server:
        def data(token, name, **arguments):
            answer = ask(server, modern_post("tools/call", call(name, **arguments),
                                             **bearer(token)))
            return answer.json()["result"]["structuredContent"]

        episode = {"episode_id": data(ann, "create_episode", **new_episode("long"))["episode_id"]}
        data(ann, "add_episode_step", **episode, step_number=1, tool="t", action="a",
             parameters={"series": [draw.gauss(0, 1) for _ in range(POINTS)]})
        # The last operation is not for ann to run: it must not bring her batches other threads.
        operations = [*analyses(episode), {"id": "denied", "tool": "execute_agent_code",
                                           "arguments": {"code": "1", "context": {"task": "t"}}}]
        asked = [Connection(server) for _ in range(BATCHES)]
        for connection in asked:
            connection.send(modern_post("batch/execute", {
                "operations": operations, "max_parallel": 20}, **bearer(ann)))
        read = data(bob, "query_memory", query="long")
        ended, _, _ = select.select([connection.socket for connection in asked], [], [], 0)
        checks.check("another is answered", read["episodes"], read)
        checks.equal("before one of the batches ends", len(ended), 0)
        threads = len(os.listdir(f"/proc/{server.process.pid}/task"))
        checks.check("all of them share the threads of one", threads < THREADS_MAX, threads)
        for connection in asked:
            connection.close()
        checks.equal("SIGTERM ends the server", server.stop(), 0)


def unread_answers(checks, server):
    """More of large answers than the server holds, and nobody reads them: one has to go."""
    episode_id = tool(server, "create_episode", **new_episode("large"))["episode_id"]
    for number in range(1, STEPS + 1):
        tool(server, "add_episode_step", episode_id=episode_id, step_number=number, tool="t",
             action="a", parameters={"text": "y" * PARAMETER_BYTES})
    asked = [Connection(server) for _ in range(UNREAD)]
    for connection in asked:
        connection.send(modern_tool("get_episode", episode_id=episode_id))
    checks.check("one who does not read is given up",
                 wait_until(lambda: "slow_client_given_up" in server.log()))
    checks.equal("the server is alive", ask(server, request("GET", "/healthz")).status, 200)
    checks.check("and answers others", tool(server, "get_metrics")["episodes"]["total"] == 1)
    whole = sum(is_whole(connection, episode_id) for connection in asked)
    checks.check("most of them have their answer when they do read",
                 UNREAD / 2 <= whole < UNREAD, whole)


def is_whole(connection, episode_id):
    try:
        answer = connection.answer().json()
    except (Closed, json.JSONDecodeError):
        return False
    finally:
        connection.close()
    return answer["result"]["structuredContent"]["episode"]["id"] == episode_id


if __name__ == "__main__":
    sys.exit(run([unread_answers], alone=[slow_batches]))
