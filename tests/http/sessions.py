#!/usr/bin/env python3
"""Sessions of the older revisions: how they begin and end, and whose they are."""
import sys

from mcp import (LEGACY, MODERN, Session, ask, call, initialize, legacy_message, modern_post,
                 new_episode, post)
from scripts import run
from wire import request

REVISIONS = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]
SESSIONS_MAX = 1_000
NO_SESSION = "0" * 48


def beginnings(checks, server):
    for revision in REVISIONS:
        session = Session(server, revision)
        checks.equal(f"{revision}: is agreed on", session.result["protocolVersion"], revision)
        checks.equal(f"{revision}: ping", session.call("ping").json()["result"], {})
        tools = session.call("tools/list").json()["result"]["tools"]
        checks.check(f"{revision}: lists tools", len(tools) > 0)
        done = session.call("tools/call", call("create_episode", **new_episode(revision)))
        checks.check(f"{revision}: calls a tool", not done.json()["result"]["isError"])
    unknown = ask(server, post(initialize("2033-03-03")))
    checks.equal("an unknown revision: the newest of the older ones is offered",
                 unknown.json()["result"]["protocolVersion"], LEGACY)
    ids = {Session(server, is_ready=False).id for _ in range(50)}
    checks.equal("no two sessions have one id", len(ids), 50)
    checks.check("ids are long, and visible ASCII",
                 all(len(one) >= 32 and one.isascii() and one.isprintable() for one in ids), ids)
    for name, message in {
            "no params": legacy_message("initialize"),
            "no revision": legacy_message("initialize", {"capabilities": {}}),
            "a number for it": legacy_message("initialize", {"protocolVersion": 1})}.items():
        answer = ask(server, post(message))
        checks.check(f"initialize with {name}: an error, and no session",
                     "error" in answer.json() and "mcp-session-id" not in answer.fields, answer)


def naming_them(checks, server):
    session = Session(server)
    for name, value, status in (("none", None, 400), ("an unknown one", NO_SESSION, 404),
                                ("an empty one", "", 404), ("a part of one", session.id[:-1], 404),
                                ("one with more", session.id + "0", 404),
                                ("nonsense", "'; drop table sessions; --", 404)):
        answer = session.post(legacy_message("ping"), Mcp_Session_Id=value)
        checks.equal(f"{name} is named: {status}", answer.status, status)
        checks.check(f"{name} is named: an error that says what to do",
                     "error" in answer.json(), answer.body)
        notified = session.post({"jsonrpc": "2.0", "method": "notifications/initialized"},
                                Mcp_Session_Id=value)
        checks.equal(f"{name} is named by a notification: {status}", notified.status, status)
    modern = ask(server, modern_post("tools/list", Mcp_Session_Id=NO_SESSION))
    checks.equal(f"{MODERN} does not look at sessions", modern.status, 200)
    checks.check(f"{MODERN} gives none", "mcp-session-id" not in modern.fields)


def revisions_among_the_fields(checks, server):
    session = Session(server)
    for value, status in ((None, 200), (LEGACY, 200), ("2099-01-01", 400), ("nonsense", 400),
                          ("", 400), (MODERN, 400)):
        answer = session.post(legacy_message("ping"), MCP_Protocol_Version=value)
        checks.equal(f"MCP-Protocol-Version {value!r} in a session: {status}",
                     answer.status, status)
    checks.equal("the session lives on", session.call("ping").status, 200)


def order_of_things(checks, server):
    session = Session(server, is_ready=False)
    checks.equal("ping before notifications/initialized",
                 session.call("ping").json().get("result"), {})
    again = session.post(initialize())
    checks.check("initialize in a session does not harm it",
                 again.status in (200, 400) and session.call("ping").status == 200, again)
    if "mcp-session-id" in again.fields:
        checks.check("and begins another", again.fields["mcp-session-id"] != session.id)
    answered = session.post({"jsonrpc": "2.0", "id": 99, "result": {}})
    checks.equal("an answer to nothing: 202", answered.status, 202)
    unknown = session.call("no/such")
    checks.equal("an unknown method: -32601", unknown.json()["error"]["code"], -32601)
    checks.equal("server/discover is none of a session's methods",
                 "error" in session.call("server/discover").json(), True)


def ends(checks, server):
    first, second = Session(server), Session(server)
    checks.equal("DELETE without a session is refused",
                 ask(server, request("DELETE", "/mcp")).status // 100, 4)
    checks.equal("DELETE of an unknown session: 404", ask(server, request(
        "DELETE", "/mcp", {"Mcp-Session-Id": NO_SESSION})).status, 404)
    stream, head = first.get()
    checks.equal("a stream of a session", head.status, 200)
    checks.equal("DELETE ends a session", first.end().status // 100, 2)
    while stream.event() is not None:
        pass  # such as the one that primes
    checks.check("and its stream", True)
    stream.close()
    checks.equal("and then it is unknown", first.call("ping").status, 404)
    checks.equal("also to DELETE", first.end().status, 404)
    connection, head = first.get()
    connection.close()
    checks.equal("and to GET", head.status, 404)
    checks.equal("the other session lives on", second.call("ping").status, 200)


def too_many(checks, server):
    """The one that was silent longest goes."""
    oldest, used = Session(server, is_ready=False), Session(server, is_ready=False)
    for number in range(SESSIONS_MAX - 1):
        if number % 100 == 0:
            used.call("ping")
        Session(server, is_ready=False)
    checks.equal("one session too many: the oldest is gone", oldest.call("ping").status, 404)
    checks.equal("the one that is used is not", used.call("ping").status, 200)


if __name__ == "__main__":
    sys.exit(run([beginnings, naming_them, revisions_among_the_fields, order_of_things, ends,
                  too_many]))
