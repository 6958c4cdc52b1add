"""Starts the real server and speaks MCP with it over stdio; shared by the whole-program tests.

$MEMORY_MCP names the command (default `build/release/memory-mcp serve`). A thread reads every
message as it arrives, so several client threads may call one Server at the same time.
"""
import itertools
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple, Optional

ROOT = Path(__file__).resolve().parents[2]
# How long any single answer may take; a slow build (sanitizers, valgrind) may need more.
PATIENCE_S = float(os.environ.get("MEMORY_MCP_PATIENCE_S", "20"))


class ServerGone(Exception):
    """The process ended, or closed its output, before it answered."""


class Answer(NamedTuple):
    """What a tool gave: its data, or the error {code, message, field} in place of them."""

    data: dict
    error: Optional[dict]
    text: str

    @property
    def code(self):
        return self.error["code"] if self.error else None


def program():
    """The command without its `serve` word: the start of every other command line."""
    words = shlex.split(os.environ.get("MEMORY_MCP", "build/release/memory-mcp serve"))
    if "serve" in words:
        words = words[: words.index("serve")]
    inside_tree = ROOT / words[0]
    found = str(inside_tree) if inside_tree.is_file() else shutil.which(words[0])
    if not found:
        sys.exit(f"{words[0]} does not exist: build it, or name the server in MEMORY_MCP")
    return [found, *words[1:]]


def run(*words, data_dir, patience_s=PATIENCE_S):
    """Runs one command such as `doctor` to its end; a hang raises TimeoutExpired."""
    return subprocess.run(
        [*program(), *words, "--data-dir", str(data_dir)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
        timeout=patience_s, check=False)


def store_faults(data_dir, patience_s=PATIENCE_S):
    """What `doctor` finds wrong with the store. Walls that this machine's kernel refuses the
    sandbox are not its affair."""
    done = run("--json", "doctor", data_dir=data_dir, patience_s=patience_s)
    findings = json.loads(done.stdout.splitlines()[0])["findings"]
    return [found for found in findings
            if not found["ok"] and not found["check"].startswith("sandbox")]


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def reply_key(request_id):
    """Tells 1 from "1", from 1.0 and from true, which Python holds for equal."""
    return type(request_id).__name__, request_id


def wait_until(condition, patience_s=PATIENCE_S):
    """Polls until the condition holds; False when patience ends first."""
    deadline = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


class Server:
    """One server process. `messages` holds all it said, `noise` the lines that were not JSON."""

    def __init__(self, data_dir, *options, stalled=False, environment=None, before=()):
        """`options` follow `serve`; `before` is a command that starts the server itself."""
        self.messages, self.noise = [], []
        self._replies, self._ids = {}, itertools.count(1)
        self._arrived, self._write_lock = threading.Condition(), threading.Lock()
        self._may_read, self.ended = threading.Event(), False
        self._log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [*before, *program(), "serve", "--data-dir", str(data_dir), *options], cwd="/",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
            env=None if environment is None else {**os.environ, **environment})
        self._reader = threading.Thread(target=self._read_all, daemon=True)
        self._reader.start()
        if not stalled:
            self.read_on()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def read_on(self):
        """Begins to read what the server writes; until then its output piles up in the pipe."""
        self._may_read.set()

    def _read_all(self):
        self._may_read.wait()
        try:
            for line in self.process.stdout:
                self._take(line)
        except ValueError:
            pass  # a test closed this end of the pipe
        with self._arrived:
            self.ended = True
            self._arrived.notify_all()

    def _take(self, line):
        try:
            message = json.loads(line.decode("utf-8"), parse_constant=refuse_constant)
        except ValueError:
            message = None
        with self._arrived:
            if message is None or not line.endswith(b"\n"):
                self.noise.append(line)
            else:
                self.messages.append(message)
            if isinstance(message, dict) and "method" not in message:
                self._replies.setdefault(reply_key(message.get("id")), []).append(message)
            self._arrived.notify_all()

    def send_bytes(self, data):
        try:
            with self._write_lock:
                self.process.stdin.write(data)
                self.process.stdin.flush()
        except (BrokenPipeError, ValueError) as error:
            raise ServerGone("the server no longer reads") from error

    def send(self, message):
        self.send_bytes(json.dumps(message, ensure_ascii=False).encode() + b"\n")

    def wait_for(self, condition, what, patience_s=PATIENCE_S):
        """Waits until condition() holds; raises when the server ends or patience does."""
        with self._arrived:
            done = self._arrived.wait_for(lambda: condition() or self.ended, patience_s)
            if condition():
                return
        raise ServerGone(f"ended before {what}") if done else TimeoutError(f"no {what}")

    def replies(self, request_id):
        return self._replies.get(reply_key(request_id), [])

    def reply(self, request_id, patience_s=PATIENCE_S):
        self.wait_for(lambda: self.replies(request_id), f"reply to {request_id!r}", patience_s)
        return self.replies(request_id)[0]

    def call(self, method, params=None, patience_s=PATIENCE_S):
        request_id = f"call {next(self._ids)}"  # no test counts with such ids
        request = {"jsonrpc": "2.0", "id": request_id, "method": method}
        self.send(request if params is None else {**request, "params": params})
        return self.reply(request_id, patience_s)

    def tool(self, name, /, patience_s=PATIENCE_S, **arguments):
        """Calls a tool; a refusal comes back as Answer.error, never as an exception."""
        return answer_of(
            self.call("tools/call", {"name": name, "arguments": arguments}, patience_s))

    def must(self, name, /, **arguments):
        """Calls a tool that has to succeed, and returns its data."""
        answer = self.tool(name, **arguments)
        assert not answer.error, f"{name} failed: {answer.error}"
        return answer.data

    def is_alive(self):
        try:
            return self.call("ping").get("result") is not None
        except (ServerGone, TimeoutError):
            return False

    def log(self):
        """What the server wrote to stderr so far."""
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode("utf-8", "replace")

    def rss_bytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        kib = next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]
        return int(kib) * 1024

    def close(self, patience_s=PATIENCE_S):
        """Ends the input, reads the rest, and returns the exit code (negative: a signal)."""
        try:
            with self._write_lock:
                self.process.stdin.close()
        except BrokenPipeError:
            pass
        return self.wait(patience_s)

    def wait(self, patience_s=PATIENCE_S):
        """Waits for the process to end by itself; raises TimeoutExpired when it does not."""
        self.read_on()
        code = self.process.wait(patience_s)
        self._reader.join(patience_s)
        return code

    def kill(self):
        """Kills the process as a power cut would, and waits until it is gone."""
        self.process.kill()
        self.wait()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass


def answer_of(reply):
    if "error" in reply:
        return Answer({}, reply["error"], reply["error"].get("message", ""))
    result = reply["result"]
    data = result.get("structuredContent", {})
    text = "\n".join(part.get("text", "") for part in result.get("content", []))
    if result.get("isError"):
        return Answer(data, data.get("error", {"code": "unnamed", "message": text}), text)
    return Answer(data, None, text)
