#!/usr/bin/env python3
"""Requests as unusual clients send them, and connections as they keep them: all are served well."""
import json
import re
import socket
import struct
import sys

from http_server import PATIENCE_S, wait_until
from mcp import (BOTH_TYPES, MODERN, Session, ask, is_served, legacy_message, modern_message,
                 modern_post, modern_tool, new_episode, post, tool)
from scripts import run
from wire import Connection, request

PIPELINED = 100
ABORTED = 200


def listed(answer):
    """Whether it is the list of tools."""
    return answer.status == 200 and len(answer.json()["result"]["tools"]) > 0


def both_families(checks, server):
    for family, name in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        if family == socket.AF_INET6 and not has_loopback6():
            continue
        checks.check(f"localhost is {name}",
                     listed(ask(server, modern_post("tools/list"), family=family)))


def has_loopback6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


def chunked(checks, server):
    head, _, body = modern_post("tools/list").partition(b"\r\n\r\n")
    head = re.sub(rb"Content-Length: \d+", b"Transfer-Encoding: chunked", head) + b"\r\n\r\n"
    whole = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    pieces = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
    extended = b"%X;a=b;c=\"d\"\r\n%s\r\n0;x\r\nX-Trailer: y\r\n\r\n" % (len(body), body)
    for name, coded in (("one chunk", whole), ("a chunk for each byte", pieces),
                        ("extensions and a trailer", extended)):
        with Connection(server) as connection:
            for time in ("first", "second"):
                connection.send(head + coded)
                checks.check(f"{name}: read, {time} time", listed(connection.answer()))


def continued(checks, server):
    for expects in ("100-continue", "100-Continue"):
        data = modern_post("tools/list", Expect=expects)
        head, mark, body = data.partition(b"\r\n\r\n")
        with Connection(server) as connection:
            connection.send(head + mark)
            checks.equal(f"Expect: {expects}: is told to go on", connection.head().status, 100)
            connection.send(body)
            checks.check("and gets its answer", listed(connection.answer()))
            connection.send(data)
            checks.check("who does not wait is served too", listed(connection.answer()))
    with Connection(server) as connection:
        connection.send(request("POST", fields={"Expect": "100-continue",
                                                "Content-Length": "99999999999"}))
        checks.equal("a body too large is refused instead", connection.head().status, 413)


def split_writes(checks, server):
    data = modern_tool("create_episode", **new_episode("split"))
    with Connection(server) as connection:
        for byte in data:
            connection.send(bytes([byte]))
        checks.check("byte by byte", "result" in connection.answer().json())
        cut = data.index(b"\r\n\r\n") + 2
        connection.send(data[:cut])
        connection.send(data[cut:])
        checks.check("cut inside the end of the head", "result" in connection.answer().json())
        connection.send(data + data[:30])
        checks.check("one and the beginning of another", "result" in connection.answer().json())
        connection.send(data[30:])
        checks.check("and its rest", "result" in connection.answer().json())


def pipelined(checks, server):
    """Answers come in the order of the requests, whatever each of them takes."""
    slow = modern_tool("execute_agent_code", request_id=0, context={"task": "t", "input": 0},
                       code="for (let i = 0; i < 3e6; i++); 1")
    requests = [slow] + [modern_post("tools/list", request_id=number)
                         for number in range(1, PIPELINED)]
    with Connection(server) as connection:
        connection.send(b"".join(requests))
        ids = [connection.answer().json()["id"] for _ in requests]
    checks.equal(f"{PIPELINED} requests in one write: answered in order",
                 ids, list(range(PIPELINED)))
    with Connection(server) as connection:
        bad = b"nonsense\r\n\r\n"
        connection.send(modern_post("tools/list") + request("GET", "/nowhere")
                        + modern_post("tools/list", request_id=2) + bad
                        + modern_post("tools/list", request_id=3))
        statuses = [connection.answer().status for _ in range(4)]
        checks.equal("good and bad in one write", statuses, [200, 404, 200, 400])
        checks.check("what cannot be read ends the connection", connection.is_ended())


def kept_alive(checks, server):
    with Connection(server) as connection:
        for number in range(200):
            connection.send(modern_post("tools/list", request_id=number))
            if connection.answer().json()["id"] != number:
                checks.check("200 requests on one connection", False, number)
                return
        checks.check("200 requests on one connection", True)
        connection.send(modern_post("tools/list", Connection="close"))
        answer = connection.answer()
        checks.equal("who wants the end is told of it", answer.fields.get("connection"), "close")
        checks.check("and it comes", connection.is_ended())
    with Connection(server) as connection:
        refused = [connection.ask("PUT", "/mcp").status, connection.ask("GET", "/no").status,
                   connection.ask("POST", "/mcp", body=b"x" * 1000).status,
                   connection.ask("GET", "/healthz", {"Host": "evil.example.com"}).status,
                   connection.ask("GET", "/healthz").status]
        checks.equal("a refusal of MCP does not end the connection", refused,
                     [405, 404, 415, 403, 200])


def old_http(checks, server):
    data = modern_post("tools/list").replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    with Connection(server) as connection:
        connection.send(data)
        answer = connection.answer()
        checks.check("HTTP/1.0: served", listed(answer))
        checks.check("HTTP/1.0: the connection ends", connection.is_ended())
    with Connection(server) as connection:
        connection.send(modern_post("tools/list", Connection="keep-alive")
                        .replace(b"HTTP/1.1", b"HTTP/1.0", 1))
        first = connection.answer()
        told = first.fields.get("connection", "").lower()
        checks.check("HTTP/1.0 that wants to keep alive is told whether it may",
                     listed(first) and told in ("keep-alive", "close"), first.fields)
        if told == "keep-alive":
            connection.send(data)
            checks.check("and then is served again", listed(connection.answer()))


def old_http_streams(checks, server):
    """HTTP/1.0 knows no chunks: its stream ends with the connection."""
    message = modern_message("tools/call", {"name": "bulk_episodes", "arguments": {
        "episode_ids": [tool(server, "create_episode", **new_episode("old"))["episode_id"]]}},
        progress="p")
    data = post(message, MCP_Protocol_Version=MODERN, Mcp_Method="tools/call",
                Mcp_Name="bulk_episodes")
    answer = ask(server, data.replace(b"HTTP/1.1", b"HTTP/1.0", 1))
    checks.check("HTTP/1.0: no chunks", "transfer-encoding" not in answer.fields, answer.fields)
    if answer.fields["content-type"] == "text/event-stream":
        last = json.loads(answer.events()[-1]["data"])
    else:
        last = answer.json()
    checks.check("HTTP/1.0: its answer is whole", "result" in last)


def heads(checks, server):
    with Connection(server) as connection:
        for target in ("/healthz", "/readyz", "/mcp", "/nowhere"):
            whole = connection.ask("GET", target)
            head = connection.ask("HEAD", target)
            if target != "/mcp":
                checks.equal(f"HEAD {target} is as GET", head.status, whole.status)
                checks.equal(f"HEAD {target} tells its length",
                             head.fields.get("content-length"), str(len(whole.body)))
        checks.equal("and the connection is still in step",
                     connection.ask("GET", "/healthz").body, b"ok\n")


def aborted(checks, server):
    """Connections that are reset at any point cost the server nothing."""
    before = server.open_files()
    data = modern_tool("create_episode", **new_episode("aborted"))
    for number in range(ABORTED):
        connection = Connection(server)
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.send(data[:len(data) * number // ABORTED + 1])
        connection.close()
    checks.check("after 200 resets the server serves", is_served(server))
    checks.check("and its files are closed again",
                 wait_until(lambda: server.open_files() <= before + 2, PATIENCE_S),
                 (before, server.open_files()))


def answers_are_safe(checks, server):
    answers = {"tools/list": ask(server, modern_post("tools/list")),
               "a refusal": ask(server, request("GET", "/nowhere"))}
    for name, answer in answers.items():
        checks.equal(f"{name}: browsers do not guess its type",
                     answer.fields.get("x-content-type-options"), "nosniff")
        checks.check(f"{name}: does not say what serves it", "server" not in answer.fields)
    notification = {"jsonrpc": "2.0", "method": "notifications/cancelled",
                    "params": {"requestId": 77}}
    answer = ask(server, post(notification, MCP_Protocol_Version=MODERN,
                              Mcp_Method="notifications/cancelled"))
    checks.equal("a notification: 202", (answer.status, answer.body), (202, b""))
    for accept in ("application/json", "text/event-stream", BOTH_TYPES):
        answer = ask(server, modern_post("tools/list", Accept=accept))
        checks.equal(f"Accept {accept}: JSON, as nothing is told before it",
                     answer.fields["content-type"], "application/json")


def batches(checks, server):
    """Only 2025-03-26 has them."""
    batch = [legacy_message("ping", request_id=number) for number in range(20)]
    batch.append({"jsonrpc": "2.0", "method": "notifications/cancelled",
                  "params": {"requestId": 1}})
    answer = Session(server, "2025-03-26").post(batch)
    checks.equal("2025-03-26: a batch is answered", answer.status, 200)
    if answer.fields["content-type"] == "application/json":
        replies = answer.json()
    else:
        replies = [json.loads(event["data"]) for event in answer.events() if event["data"]]
        replies = [reply for part in replies
                   for reply in (part if isinstance(part, list) else [part])]
    checks.equal("2025-03-26: each of its requests once",
                 sorted(reply["id"] for reply in replies), list(range(20)))
    told = Session(server, "2025-03-26").post([batch[-1], batch[-1]])
    checks.equal("2025-03-26: notifications alone: 202", told.status, 202)
    empty = Session(server, "2025-03-26").post([])
    checks.equal("2025-03-26: an empty batch is refused", empty.json()["error"]["code"], -32600)
    for revision in ("2024-11-05", "2025-06-18", "2025-11-25"):
        refused = Session(server, revision).post(batch)
        checks.equal(f"{revision}: -32600", refused.json()["error"]["code"], -32600)
    modern = ask(server, post([modern_message("tools/list")] * 2, MCP_Protocol_Version=MODERN,
                              Mcp_Method="tools/list"))
    checks.equal(f"{MODERN}: 400 and -32600", (modern.status, modern.json()["error"]["code"]),
                 (400, -32600))


if __name__ == "__main__":
    sys.exit(run([both_families, chunked, continued, split_writes, pipelined, kept_alive, old_http,
                  old_http_streams, heads, aborted, answers_are_safe, batches]))
