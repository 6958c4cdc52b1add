#!/usr/bin/env python3
"""Streams of events: progress in both eras, the standing stream, resumption, subscriptions."""
import json
import sys

from http_server import HttpServer
from mcp import Session, ask, call, legacy_message, modern_post
from scripts import run
from wire import Connection, request

PROGRESS = call("test_tool_with_progress")
SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId"
FOR_TOOLS = {"notifications": {"toolsListChanged": True}}


def messages_of(events):
    """What the events carry; an event that only primes carries nothing."""
    return [json.loads(event["data"]) for event in events if event["data"]]


def methods_of(messages):
    return [message.get("method", "answer") for message in messages]


def reported(messages):
    return [message["params"]["progress"] for message in messages if "method" in message]


def modern_progress(checks, server):
    answer = ask(server, modern_post("tools/call", PROGRESS, request_id="x", progress="token"))
    checks.equal("2026-07-28: who wants progress gets a stream",
                 answer.fields["content-type"], "text/event-stream")
    checks.check("2026-07-28: nobody may keep it", "no-cache" in answer.fields["cache-control"])
    checks.equal("2026-07-28: nor hold it back", answer.fields["x-accel-buffering"], "no")
    messages = messages_of(answer.events())
    checks.equal("2026-07-28: reports and then the answer", methods_of(messages),
                 ["notifications/progress"] * 3 + ["answer"])
    checks.equal("2026-07-28: reports grow", reported(messages), [0, 50, 100])
    checks.equal("2026-07-28: reports name the token",
                 {message["params"]["progressToken"] for message in messages[:-1]}, {"token"})
    checks.equal("2026-07-28: the answer has its id", messages[-1]["id"], "x")
    checks.check("2026-07-28: events have no ids",
                 all("id" not in event for event in answer.events()))
    plain = ask(server, modern_post("tools/call", PROGRESS))
    checks.equal("2026-07-28: who wants none gets JSON",
                 plain.fields["content-type"], "application/json")
    with Connection(server) as connection:
        for number in range(3):
            connection.send(modern_post("tools/call", PROGRESS, request_id=number, progress=number))
            last = messages_of(connection.answer().events())[-1]
            checks.equal("2026-07-28: a stream's end is not the connection's", last["id"], number)


def with_progress(token, request_id=1):
    return legacy_message("tools/call", {**PROGRESS, "_meta": {"progressToken": token}}, request_id)


def legacy_progress(checks, server):
    for revision in ("2025-03-26", "2025-06-18", "2025-11-25"):
        session = Session(server, revision)
        answer = session.post(with_progress(7))
        messages = messages_of(answer.events())
        checks.equal(f"{revision}: reports and then the answer", methods_of(messages),
                     ["notifications/progress"] * 3 + ["answer"])
        checks.equal(f"{revision}: reports grow", reported(messages), [0, 50, 100])
        ids = [event["id"] for event in answer.events() if "id" in event]
        checks.check(f"{revision}: each event has an id of its own",
                     len(ids) == len(set(ids)) == len(answer.events()), ids)
        other = session.post(with_progress(8, request_id=2))
        both = ids + [event["id"] for event in other.events()]
        checks.equal(f"{revision}: also among streams", len(set(both)), len(both))
        primes = not answer.events()[0]["data"]
        checks.equal(f"{revision}: an empty event comes first only since 2025-11-25",
                     primes, revision == "2025-11-25")


def resumption(checks, server):
    """A connection breaks at any event: GET with its id gives the rest, and nothing twice."""
    session = Session(server)
    whole = len(session.post(with_progress(0)).events())
    for seen in range(1, whole):
        with Connection(server) as connection:
            connection.send(session.bytes_of(with_progress(seen, request_id=seen)))
            checks.equal("a stream begins", connection.head().status, 200)
            events = [connection.event() for _ in range(seen)]
        resumed, head = session.get(Last_Event_ID=events[-1]["id"])
        checks.equal(f"after {seen} events: resumed", head.status, 200)
        while event := resumed.event():
            events.append(event)
        resumed.close()
        messages = messages_of(events)
        checks.equal(f"after {seen} events: nothing is lost or there twice",
                     (methods_of(messages), reported(messages), messages[-1].get("id")),
                     (["notifications/progress"] * 3 + ["answer"], [0, 50, 100], seen))
        ids = [event["id"] for event in events]
        checks.equal(f"after {seen} events: ids stay unique", len(set(ids)), len(ids))
    again, head = session.get(Last_Event_ID=events[0]["id"])
    rest = []
    while event := again.event():
        rest.append(event)
    again.close()
    checks.equal("a stream that has ended can be read again", rest, events[1:])
    for unknown in ("99-0", "1-99", "nonsense", "", "-1-0", "1-", "1-0-0", "9" * 40 + "-0"):
        connection, head = session.get(Last_Event_ID=unknown)
        connection.close()
        checks.equal(f"Last-Event-ID {unknown[:9]!r} is refused", head.status // 100, 4)
    stranger = Session(server)
    connection, head = stranger.get(Last_Event_ID=events[0]["id"])
    connection.close()
    checks.equal("another session's events are not its to read", head.status // 100, 4)


def standing_stream(checks, server):
    session = Session(server)
    connection, head = session.get()
    checks.equal("GET in a session: a stream",
                 (head.status, head.fields["content-type"]), (200, "text/event-stream"))
    first = connection.event()
    checks.check("it begins with an empty event", not first["data"] and first["id"], first)
    second, refused = session.get()
    checks.equal("a second one is refused", refused.status, 409)
    second.close()
    not_taken, refused = session.get(Accept="application/json")
    checks.equal("who does not take events: 406", refused.status, 406)
    not_taken.close()

    trigger = legacy_message("tools/call", call("test_trigger_tool_change"))
    checks.equal("something changes", session.post(trigger).status, 200)
    event = connection.event()
    checks.equal("it is told there",
                 json.loads(event["data"])["method"], "notifications/tools/list_changed")
    connection.close()
    checks.equal("something changes while nobody is connected", session.post(trigger).status, 200)
    resumed, head = session.get(Last_Event_ID=event["id"])
    checks.equal("who comes back", head.status, 200)
    missed = resumed.event()
    checks.equal("is told what it missed",
                 json.loads(missed["data"])["method"], "notifications/tools/list_changed")
    checks.equal("something changes again", session.post(trigger).status, 200)
    checks.check("and hears on", resumed.event()["id"] not in (event["id"], missed["id"]))
    resumed.close()


def subscription(server, request_id, params):
    connection = Connection(server)
    connection.send(modern_post("subscriptions/listen", params, request_id=request_id))
    return connection, connection.head()


def subscriptions(checks, server):
    listeners = {}
    for request_id in (0, 1, "one"):
        connection, head = subscription(server, request_id, FOR_TOOLS)
        checks.equal(f"subscription {request_id!r}: a stream", head.status, 200)
        told = json.loads(connection.event()["data"])
        checks.equal(f"subscription {request_id!r}: acknowledged first", told["method"],
                     "notifications/subscriptions/acknowledged")
        checks.equal(f"subscription {request_id!r}: by its id, type and all",
                     json.dumps(told["params"]["_meta"][SUBSCRIPTION]), json.dumps(request_id))
        listeners[request_id] = connection
    ask(server, modern_post("tools/call", call("test_trigger_prompt_change")))
    ask(server, modern_post("tools/call", call("test_trigger_tool_change")))
    for request_id, connection in listeners.items():
        told = json.loads(connection.event()["data"])
        checks.equal(f"subscription {request_id!r}: told of what it asked for, and of that alone",
                     (told["method"], told["params"]["_meta"][SUBSCRIPTION]),
                     ("notifications/tools/list_changed", request_id))
        connection.close()


def what_belongs_to_whom(checks, server):
    """Progress and messages of the log come on the stream of their request and on no other."""
    listening, head = subscription(server, "standing", FOR_TOOLS)
    checks.equal("a subscription", head.status, 200)
    listening.event()
    calls = {}
    for token, level in (("a", None), ("b", "debug"), (7, "emergency")):
        meta = {} if level is None else {"io.modelcontextprotocol/logLevel": level}
        for name in ("test_tool_with_progress", "test_tool_with_logging"):
            calls[token, level, name] = Connection(server)
            calls[token, level, name].send(modern_post(
                "tools/call", call(name), request_id=token, progress=token, meta=meta))
    for (token, level, name), connection in calls.items():
        answer = connection.answer()
        connection.close()
        is_stream = answer.fields["content-type"] == "text/event-stream"
        told = messages_of(answer.events()) if is_stream else [answer.json()]
        expected = []
        if name == "test_tool_with_progress":
            expected = ["notifications/progress"] * 3
        elif level == "debug":
            expected = ["notifications/message"] * 3
        checks.equal(f"{name}, log from {level} on", methods_of(told), [*expected, "answer"])
        checks.equal("under its own token and id",
                     {one["params"].get("progressToken", token) for one in told[:-1]}
                     | {told[-1]["id"]}, {token})
        checks.equal("and nothing that is told has an id",
                     [one for one in told[:-1] if "id" in one], [])
    offered = ask(server, modern_post("server/discover")).json()["result"]["capabilities"]
    checks.check("that there are messages of the log is declared", "logging" in offered, offered)
    ask(server, modern_post("tools/call", call("test_trigger_tool_change")))
    told = json.loads(listening.event()["data"])
    checks.equal("the subscription hears what it asked for, and of no call", told["method"],
                 "notifications/tools/list_changed")
    listening.close()


def ends_with_the_server(checks, scratch):
    with HttpServer(scratch, "--conformance") as server:
        listening, head = subscription(server, 5, FOR_TOOLS)
        checks.equal("a subscription", head.status, 200)
        listening.event()
        standing, head = Session(server).get()
        checks.equal("a standing stream", head.status, 200)
        idle = Connection(server)
        checks.equal("an idle connection", idle.ask("GET", "/healthz").status, 200)
        server.terminate()
        last = []
        while event := listening.event():
            last.append(json.loads(event["data"]))
        results = [message for message in last if "result" in message]
        checks.equal("SIGTERM: the subscription ends with its result",
                     [(message["id"], message["result"]["resultType"]) for message in results],
                     [(5, "complete")])
        checks.equal("it is told of its end before",
                     (methods_of(last), last[0]["params"]["requestId"]),
                     (["notifications/cancelled", "answer"], 5))
        checks.equal("under its id, as everything on it", [
            (one.get("params") or one["result"])["_meta"][SUBSCRIPTION] for one in last], [5, 5])
        while standing.event():
            pass  # such as the one that primes
        checks.check("SIGTERM: the standing stream ends", True)
        checks.check("SIGTERM: the idle connection ends", idle.is_ended())
        checks.equal("exit code, within five seconds", server.wait(5), 0)
        for connection in (listening, standing, idle):
            connection.close()


def no_streams(checks, server):
    connection = Connection(server)
    connection.send(request("GET", "/mcp", {"Accept": "text/event-stream"}))
    checks.equal("GET outside of a session: 405", connection.answer().status, 405)
    connection.close()


if __name__ == "__main__":
    sys.exit(run([modern_progress, legacy_progress, resumption, standing_stream, subscriptions,
                  what_belongs_to_whom, no_streams], alone=[ends_with_the_server],
                 options=["--conformance"]))
