#!/usr/bin/env python3
"""Many clients at once, slow ones, idle ones, and SIGTERM while they all talk."""
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from http_server import PATIENCE_S, HttpServer, wait_until
from mcp import (LONG_LOOP, Session, ask, call, is_served, legacy_message, modern_post, modern_tool,
                 new_episode, tool)
from scripts import run
from shares import analyses
from wire import Closed, Connection, request

CLIENTS = 64
CALLS = 200
IDLE = 500
SLOW = 50
REQUEST_TIME_MAX_S = 30
TERMINATION_S = 5


class Client:
    """Calls tools over one connection, alone or in a session."""

    def __init__(self, server, in_session):
        self.session = Session(server) if in_session else None
        self.connection = Connection(server)

    def call(self, request_id, name, **arguments):
        if self.session:
            self.connection.send(self.session.bytes_of(
                legacy_message("tools/call", call(name, **arguments), request_id)))
        else:
            self.connection.send(modern_tool(name, request_id, **arguments))
        answer = self.connection.answer()
        assert answer.status == 200, answer
        reply = answer.json()
        assert reply["id"] == request_id, f"asked {request_id!r}, answered {reply['id']!r}"
        return reply["result"]["structuredContent"]


def talk(server, number):
    """Half of the calls write what only this client knows, half read it again."""
    client = Client(server, in_session=number % 2 == 0)
    ids = []
    for turn in range(CALLS // 2):
        text = f"client {number}, turn {turn}"
        created = client.call(f"{number}w{turn}", "create_episode", **new_episode(text))
        read = client.call(turn, "get_episode", episode_id=created["episode_id"])
        assert read["episode"]["task_description"] == text, (text, read)
        ids.append(created["episode_id"])
    client.connection.close()
    return ids


def many_clients(checks, server):
    with ThreadPoolExecutor(CLIENTS) as pool:
        talks = [pool.submit(talk, server, number) for number in range(CLIENTS)]
        failed = [talk.exception() for talk in talks if talk.exception()]
        checks.equal(f"{CLIENTS} clients, {CALLS} calls each: every answer belongs to its request",
                     failed[:3], [])
        ids = [one for talk in talks if not talk.exception() for one in talk.result()]
    checks.equal("no two of them have one episode", len(set(ids)), len(ids))
    total = tool(server, "get_metrics")["episodes"]["total"]
    checks.equal("each write is there once", total, len(ids))


def idle_connections(checks, server):
    before = server.open_files()
    connections = [Connection(server) for _ in range(IDLE)]
    checks.check(f"{IDLE} idle connections are open",
                 wait_until(lambda: server.open_files() > IDLE))
    checks.check("others are served", is_served(server))
    used = [connection.ask("GET", "/healthz").status for connection in connections]
    checks.equal("each of them is served when it speaks", used, [200] * IDLE)
    for connection in connections:
        connection.close()
    checks.check("their files are closed when they go",
                 wait_until(lambda: server.open_files() <= before + 2),
                 (before, server.open_files()))


def seconds_of_calls(server, meanwhile=lambda: None):
    started = time.monotonic()
    with Connection(server) as connection:
        for number in range(300):
            meanwhile()
            connection.send(modern_post("tools/list", request_id=number))
            assert connection.answer().json()["id"] == number
    return time.monotonic() - started


def slow_connections(checks, server):
    """Clients that send a byte now and then hold nobody up, and are ended in the end; as is one
    that does not read. A stream on which nothing happens is not."""
    alone = seconds_of_calls(server)
    lazy, listening = Connection(server), Session(server).get()[0]
    lazy.send(2 * IDLE * modern_post("tools/list"))
    checks.check("one who does not read is held", holds(server, lazy))
    data = modern_post("tools/list")
    body = data.index(b"\r\n\r\n") + 4
    slow = [(Connection(server), body // 2 if number % 2 else body + 5) for number in range(SLOW)]
    for connection, sent in slow:
        connection.send(data[:sent])
    told_to_go_on = Connection(server)
    told_to_go_on.send(modern_post("tools/list", Expect="100-continue").partition(b"{")[0])
    checks.equal("one is told to go on", told_to_go_on.head().status, 100)
    turn = iter(range(10**9))

    def drip():
        number = next(turn)
        connection, sent = slow[number % SLOW]
        connection.send(data[sent + number // SLOW:][:1])

    beside = seconds_of_calls(server, drip)
    checks.check(f"beside {SLOW} slow clients others are served as fast",
                 beside < 5 * alone + 1, (alone, beside))
    answered = 0
    for number, (connection, sent) in enumerate(slow[:SLOW // 2]):
        connection.send(data[sent + 300 // SLOW:])
        answered += connection.answer().status == 200
    checks.equal("slow ones that come to an end are answered", answered, SLOW // 2)
    slow.append((told_to_go_on, 0))
    for connection, _ in slow:
        connection.socket.settimeout(REQUEST_TIME_MAX_S + PATIENCE_S)
    ended = [connection.is_ended() for connection, _ in slow[SLOW // 2:]]
    checks.check("those that do not are ended by the server", all(ended))
    for connection, _ in slow:
        connection.close()
    checks.check("a stream begins with an empty event", b"id:" in listening.piece())
    checks.check("and then is kept alive with comments", listening.piece().startswith(b":"))
    listening.close()
    checks.check("who does not read is ended",
                 wait_until(lambda: not holds(server, lazy), 2 * PATIENCE_S))
    lazy.close()


def holds(server, connection):
    """Whether the server has not ended the connection, as the kernel tells."""
    ends = f":{server.port:04X}", f":{connection.socket.getsockname()[1]:04X}"
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    states = [words[3] for words in map(str.split, lines)
              if (words[1][8:], words[2][8:]) == ends]
    return states == ["01"]


class Writers:
    """Clients that write until the server goes; `acknowledged` are the ids it confirmed."""

    def __init__(self, server, count):
        self.acknowledged, self.odd = [], []
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._write, args=(server, number), daemon=True)
                         for number in range(count)]
        for thread in self._threads:
            thread.start()

    def _write(self, server, number):
        try:
            client = Client(server, in_session=number % 2 == 0)
            for turn in range(10**9):
                created = client.call(turn, "create_episode", **new_episode(f"{number} {turn}"))
                with self._lock:
                    self.acknowledged.append(created["episode_id"])
        except (Closed, ConnectionError):
            pass  # the server has gone
        except Exception as error:  # anything else belongs into the test's report
            with self._lock:
                self.odd.append(repr(error)[:300])

    def join(self):
        for thread in self._threads:
            thread.join(PATIENCE_S)


def termination(checks, scratch):
    scratch.mkdir()
    for acknowledged_min in (1, 200, 1_000):
        data_dir = scratch / str(acknowledged_min)
        with HttpServer(data_dir) as server:
            writers = Writers(server, 16)
            wait_until(lambda: len(writers.acknowledged) >= acknowledged_min)
            checks.equal(f"SIGTERM after {acknowledged_min:,} writes of 16 clients: exit code, "
                         f"within {TERMINATION_S} s", server.stop(TERMINATION_S), 0)
            writers.join()
        checks.equal("each client had its answers whole", writers.odd, [])
        with HttpServer(data_dir) as server:
            with Connection(server) as connection:
                lost = [one for one in writers.acknowledged if not has(connection, one)]
            checks.equal("each acknowledged write is there", lost, [])
            total = tool(server, "get_metrics")["episodes"]["total"]
            checks.check("and hardly more", total <= len(writers.acknowledged) + 16,
                         (total, len(writers.acknowledged)))
            checks.equal("the server ends", server.stop(), 0)


def has(connection, episode_id):
    connection.send(modern_tool("get_episode", episode_id=episode_id))
    return not connection.answer().json()["result"]["isError"]


def termination_of_the_slow(checks, scratch):
    """Neither code that runs, nor a request half sent, nor one who waits keeps the server."""
    with HttpServer(scratch) as server:
        loop = Connection(server)
        loop.send(modern_tool("execute_agent_code", code=LONG_LOOP, timeout_ms=5000,
                              context={"task": "t", "input": 0}))
        half = Connection(server)
        half.send(modern_post("tools/list")[:-10])
        head = Connection(server)
        head.send(request("GET", "/healthz")[:-2])
        checks.check("code runs", wait_until(
            lambda: tool(server, "get_metrics")["sandbox"]["active"] == 1))
        checks.equal(f"SIGTERM: exit code, within {TERMINATION_S} s",
                     server.stop(TERMINATION_S), 0)
        for connection in (loop, half, head):
            connection.close()


def streams_after_the_signal(checks, scratch):
    """What waited until then and opens a stream is answered, and ended with the others."""
    with HttpServer(scratch, "--workers", "1") as server:
        episode = {"episode_id": tool(server, "create_episode", **new_episode("long"))["episode_id"]}
        tool(server, "add_episode_step", **episode, step_number=1, tool="t", action="a",
             parameters={"series": [number * number % 97 for number in range(10_000)]})
        first, listening = Connection(server), Connection(server)
        first.send(modern_post("batch/execute", {"operations": analyses(episode)[:2],
                                                 "max_parallel": 1}))
        listening.send(modern_post("subscriptions/listen", {"notifications": {
            "resourceSubscriptions": ["memory://stats"]}}))
        checks.equal("both have arrived", ask(server, request("GET", "/healthz")).status, 200)
        server.terminate()
        checks.equal("what was asked before the signal is answered", first.answer().status, 200)
        checks.equal("a stream that was asked for, too", listening.head().status, 200)
        pieces = list(iter(listening.piece, b""))
        checks.check("and ended as it should be", any(b"subscriptionId" in one for one in pieces),
                     pieces)
        checks.equal("SIGTERM: exit code", server.wait(TERMINATION_S), 0)


def refused_after_the_end(checks, scratch):
    """What is asked before the signal is answered; what comes after it finds nobody."""
    with HttpServer(scratch) as server:
        with Connection(server) as connection:
            connection.send(modern_tool("execute_agent_code", context={"task": "t", "input": 0},
                                        code="await new Promise((d) => setTimeout(d, 1500)); 7"))
            checks.check("code runs", wait_until(
                lambda: tool(server, "get_metrics")["sandbox"]["active"] == 1))
            server.terminate()
            answer = connection.answer()
            checks.equal("SIGTERM: what runs is answered",
                         answer.json()["result"]["structuredContent"]["output"], "7")
            checks.check("and then the connection ends", connection.is_ended())
        checks.equal("exit code", server.wait(TERMINATION_S), 0)
        try:
            ask(server, modern_post("tools/list"))
            checks.check("nobody listens any more", False)
        except ConnectionRefusedError:
            checks.check("nobody listens any more", True)


if __name__ == "__main__":
    sys.exit(run([many_clients, idle_connections, slow_connections],
                 alone=[termination, termination_of_the_slow, streams_after_the_signal,
                        refused_after_the_end]))
