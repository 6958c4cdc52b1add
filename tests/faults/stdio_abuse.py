#!/usr/bin/env python3
"""Treats the server's stdin and stdout badly: it has to live on, and lose and repeat nothing."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from checks import Checks
from server import Server, ServerGone, wait_until

BURST = 10_000
# A burst of requests whose replies nobody reads must wait in the pipe, not in the server's memory.
# A sanitizer keeps shadow memory and freed blocks beside what the server itself uses.
RSS_MAX = 200 * 1024 * 1024 * int(os.environ.get("MEMORY_MCP_RSS_FACTOR", "1"))
TERMINATION_S = 5
MESSAGE_BYTES_MAX = 4 * 1024 * 1024


def request(request_id, method="ping", **params):
    return {"jsonrpc": "2.0", "id": request_id, "method": method, "params": params}


def create(request_id):
    return request(request_id, "tools/call", name="create_episode", arguments={
        "task_description": f"abuse {request_id}", "domain": "d", "task_type": "other"})


def line(message):
    return json.dumps(message).encode() + b"\n"


def cancel(request_id):
    return {"jsonrpc": "2.0", "method": "notifications/cancelled",
            "params": {"requestId": request_id}}


def answered(server):
    """How often each id was answered."""
    return Counter(message.get("id") for message in server.messages)


def succeeded(message):
    return "result" in message and not message["result"].get("isError")


def split_writes(checks, server):
    for byte in line(request("byte by byte")):
        server.send_bytes(bytes([byte]))
    checks.check("a request written byte by byte is answered",
                 "result" in server.reply("byte by byte"))
    first, second = line(request("one and")), line(request("a half"))
    server.send_bytes(first + second[:9])
    checks.check("a whole line is answered while the next is half there",
                 "result" in server.reply("one and"))
    server.send_bytes(second[9:])
    checks.check("the half line is answered when it is whole", "result" in server.reply("a half"))
    inside_a_letter = line(request("é")).replace(b"\\u00e9", "é".encode())
    cut = inside_a_letter.index("é".encode()) + 1
    server.send_bytes(inside_a_letter[:cut])
    server.send_bytes(inside_a_letter[cut:])
    checks.check("a letter may be cut in two", "result" in server.reply("é"))


def line_ends(checks, server):
    server.send_bytes(line(request("crlf"))[:-1] + b"\r\n")
    checks.check("CRLF ends a line", "result" in server.reply("crlf"))
    before = len(server.messages)
    server.send_bytes(b"\n" * 1000 + b"\r\n" * 1000 + b"   \n\t\n")
    checks.check("after 2,000 blank lines the server lives", server.is_alive())
    checks.equal("blank lines are not answered", len(server.messages) - before, 1)
    server.send_bytes(b"  \t" + line(request("spaces"))[:-1] + b"  \n")
    checks.check("spaces around a message are no harm", "result" in server.reply("spaces"))


REFUSED_LINES = {
    "two values on a line": line(request("a"))[:-1] + line(request("b")),
    "NaN": b'{"jsonrpc":"2.0","id":NaN,"method":"ping"}\n',
    "-Infinity": b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":-Infinity}}\n',
    "a comment": b'{"jsonrpc":"2.0",/* x */"id":1,"method":"ping"}\n',
    "a line comment": b'{"jsonrpc":"2.0","id":1,"method":"ping"} // x\n',
    "UTF-16": '{"jsonrpc":"2.0","id":1,"method":"ping"}'.encode("utf-16-be") + b"\n",
    "NUL bytes": b"\0\0\n",
    "all byte values": bytes(value for value in range(256) if value != 10) + b"\n",
    "a carriage return inside": b'{"jsonrpc":"2.0",\r"id":1,"method":\r}\n',
    "HTTP": b"GET / HTTP/1.1\n",
    "a million brackets": b"[" * 1_000_000 + b"\n",
    "half a million objects": b'{"a":' * 500_000 + b"\n",
    "a request and a NUL byte": line(request("nul"))[:-1] + b"\0\n",
    "a request, a NUL byte and more": line(request("nul"))[:-1] + b"\0 and more\n",
}


def refused_lines(checks, server):
    for name, data in REFUSED_LINES.items():
        before = len(server.replies(None))
        server.send_bytes(data)
        wait_until(lambda b=before: len(server.replies(None)) > b, 5)
        codes = [reply["error"]["code"] for reply in server.replies(None)[before:]]
        checks.equal(f"{name}: parse error", codes, [-32700])
    checks.check("the server lives", server.is_alive())
    ran = [name for name in ("a", "b", "nul") if server.replies(name)]
    checks.equal("nothing of a refused line ran", ran, [])


def huge_lines(checks, server):
    before = len(server.replies(None))
    for size in (MESSAGE_BYTES_MAX + 1, 64 * 1024 * 1024):
        server.send_bytes(b'{"jsonrpc":"2.0","id":1,"method":"' + b"x" * size + b'"}\n')
        server.send(request(f"after {size}"))
        checks.check(f"after a line of {size:,} bytes the next one is answered",
                     "result" in server.reply(f"after {size}"))
    codes = [reply["error"]["code"] for reply in server.replies(None)[before:]]
    checks.check("each huge line is refused once",
                 len(codes) == 2 and set(codes) <= {-32700, -32600}, codes)
    checks.check(f"RSS stays below {RSS_MAX:,}", server.rss_bytes() < RSS_MAX,
                 server.rss_bytes())


def many_members(checks, server):
    """No tower of hash collisions, no quadratic look-up of duplicates."""
    members = {f"k{number}": number for number in range(100_000)}
    started = time.monotonic()
    server.send(request("many", "tools/call", name="health_check", arguments=members))
    reply = server.reply("many")
    checks.check("100,000 unknown arguments are refused",
                 reply.get("error") or reply["result"].get("isError"))
    checks.check("and in little time", time.monotonic() - started < 5)


def duplicate_ids(checks, server):
    """Two requests in flight with one id: two replies, of which the second may be a refusal."""
    server.send_bytes(line(create("twin")) + line(request("twin", "tools/list")))
    server.wait_for(lambda: len(server.replies("twin")) >= 2, "both replies")
    checks.check("the server lives with two requests of one id", server.is_alive())
    checks.equal("each was answered once", answered(server)["twin"], 2)


def cancellations(checks, server):
    """Cancels every second request in the very write that sends it: answered at most once."""
    ids = [f"maybe {number}" for number in range(500)]
    parts = []
    for number, request_id in enumerate(ids):
        parts.append(line(create(request_id)))
        if number % 2:
            parts.append(line(cancel(request_id)))
    server.send_bytes(b"".join(parts) + line(request("after the cancelled ones")))
    server.reply("after the cancelled ones")
    kept = [request_id for number, request_id in enumerate(ids) if number % 2 == 0]
    replies = [server.reply(request_id) for request_id in kept]
    checks.check("a request that nobody cancelled is answered",
                 all("result" in reply for reply in replies))
    for request_id in ids[:20]:
        server.send(cancel(request_id))
    checks.check("the server lives after cancellations", server.is_alive())
    total = server.must("get_metrics", metric_type="episodes")["episodes"]["total"]
    checks.check("no cancelled request is answered by an error",
                 not [m for m in server.messages if m.get("id") in ids and "error" in m])
    counts = answered(server)
    checks.check("no id is answered twice", all(counts[request_id] <= 1 for request_id in ids))
    silent = sum(1 for request_id in ids if counts[request_id] == 0)
    checks.check("some were cancelled in time, and are not answered", silent > 0)
    checks.check("what was answered is stored", total >= len(ids) - silent)


def stalled_reader(checks, data_dir):
    """A client that writes 10,000 lines before it reads: back-pressure, not growth or loss."""
    with Server(data_dir, stalled=True) as server:
        writer = Writer(server, (line(request(number, "tools/list")) for number in range(BURST)))
        wait_until(writer.is_stuck_or_done, 10)
        checks.check("nobody reading, the server stops reading too", writer.written < BURST,
                     f"it took all {writer.written:,} lines")
        checks.check(f"RSS stays below {RSS_MAX:,} with a reader that stalls",
                     server.rss_bytes() < RSS_MAX, server.rss_bytes())
        server.read_on()
        writer.join()
        server.wait_for(lambda: len(server.messages) >= BURST, "all replies", 120)
        checks.check("the server lives after the burst", server.is_alive())
        checks.check(f"RSS stays below {RSS_MAX:,} after it", server.rss_bytes() < RSS_MAX)
        counts = answered(server)
        checks.check(f"each of {BURST:,} ids is answered exactly once",
                     all(counts[number] == 1 for number in range(BURST)))
        checks.equal("exit code", server.close(), 0)
        checks.check("stdout carried only JSON lines", not server.noise, server.noise[:3])


def writes_all_then_reads(checks, data_dir):
    """A client of one thread, which reads its first answer after its last request is written."""
    with Server(data_dir, stalled=True) as server:
        writer = Writer(server, (line(request(number)) for number in range(BURST)))
        checks.check(f"{BURST:,} pings are taken from a client that does not read yet",
                     wait_until(lambda: writer.written == BURST))
        server.read_on()
        server.wait_for(lambda: len(server.messages) >= BURST, "all replies", 60)
        counts = answered(server)
        checks.check("each of them is answered exactly once",
                     all(counts[number] == 1 for number in range(BURST)))
        checks.equal("exit code", server.close(), 0)


def end_of_input(checks, data_dir):
    """What came before the end of input is answered, and is durable."""
    count = 2_000
    with Server(data_dir) as server:
        server.send_bytes(b"".join(line(create(number)) for number in range(count)))
        checks.equal("end of input after a burst of writes: exit code", server.close(60), 0)
        counts = answered(server)
        checks.check("every request before the end of input is answered once",
                     all(counts[number] == 1 for number in range(count)), len(counts))
        created = sum(1 for message in server.messages if succeeded(message))
    with Server(data_dir) as server:
        total = server.must("get_metrics", metric_type="episodes")["episodes"]["total"]
        checks.equal("every acknowledged one is stored", total, created)
        server.close()
    with Server(data_dir) as server:
        server.send_bytes(line(request("last"))[:-1])
        checks.equal("end of input in the middle of a line: exit code", server.close(), 0)
    with Server(data_dir) as server:
        checks.equal("end of input at once: exit code", server.close(), 0)


def terminated(server):
    """Sends SIGTERM; the exit code, or what else there is to say after 5 s."""
    server.process.send_signal(signal.SIGTERM)
    try:
        return server.process.wait(TERMINATION_S)
    except subprocess.TimeoutExpired:
        return "still running"


def termination(checks, data_dir):
    """SIGTERM: what was begun is finished, then exit 0 within 5 s, whatever the client does."""
    with Server(data_dir) as server:
        server.is_alive()
        checks.equal("SIGTERM when idle: exit code within 5 s", terminated(server), 0)
        server.wait()
    with Server(data_dir) as server:
        server.send_bytes(b"".join(line(create(number)) for number in range(1_000)))
        server.reply(0)
        checks.equal("SIGTERM under load: exit code within 5 s", terminated(server), 0)
        server.wait()
        checks.check("no id is answered twice", max(answered(server).values()) == 1)
        checks.check("stdout ends with a whole line", not server.noise, server.noise[:1])
        created = [message["result"]["structuredContent"]["episode_id"]
                   for message in server.messages if succeeded(message)]
    with Server(data_dir) as server:
        missing = [episode_id for episode_id in created
                   if server.tool("get_episode", episode_id=episode_id).error]
        checks.check(f"all {len(created)} acknowledged episodes are stored", not missing, missing)
        server.close()
    terminate_stalled(checks, data_dir)


def terminate_stalled(checks, data_dir):
    with Server(data_dir, stalled=True) as server:
        writer = Writer(server, (line(request(number, "tools/list")) for number in range(BURST)))
        wait_until(writer.is_stuck_or_done, 10)
        checks.equal("SIGTERM with a reader that never reads: exit code within 5 s",
                     terminated(server), 0)
        server.process.kill()
        writer.join()


def reader_gone(checks, data_dir):
    """The client closes its end of stdout and goes on writing."""
    with Server(data_dir, stalled=True) as server:
        server.process.stdout.close()
        try:
            for number in range(1_000):
                server.send(create(number))
        except ServerGone:
            pass
        try:
            server.process.stdin.close()
        except BrokenPipeError:
            pass
        checks.check("without a reader the server ends by itself, not by a signal",
                     server.process.wait(10) >= 0, server.process.returncode)
    with Server(data_dir) as server:
        checks.check("and its store is sound", not server.tool("health_check").error)
        server.close()


class Writer:
    """Writes to a server on a thread of its own, since the pipe may be full."""

    def __init__(self, server, lines):
        self.written, self.moved = 0, time.monotonic()
        self._thread = threading.Thread(target=self._write, args=(server, lines), daemon=True)
        self._thread.start()

    def _write(self, server, lines):
        try:
            for data in lines:
                server.send_bytes(data)
                self.written, self.moved = self.written + 1, time.monotonic()
        except ServerGone:
            pass

    def is_stuck_or_done(self):
        return not self._thread.is_alive() or time.monotonic() - self.moved > 1

    def join(self):
        self._thread.join(60)


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        with Server(Path(scratch) / "data") as server:
            for part in (split_writes, line_ends, refused_lines, huge_lines, many_members,
                         duplicate_ids, cancellations):
                checks.group(part, checks, server)
            checks.equal("the server ends cleanly", server.close(), 0)
            checks.check("stdout carried only JSON lines", not server.noise, server.noise[:3])
        for part in (stalled_reader, writes_all_then_reads, end_of_input, termination, reader_gone):
            checks.group(part, checks, Path(scratch) / part.__name__)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
