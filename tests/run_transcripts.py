#!/usr/bin/env python3
"""Plays the transcripts of tests/protocol against the real server, each on a fresh data directory.

run_transcripts.py [FILE.mcp…]; the format is described in docs/formats/transcript.md.
"""
import itertools
import json
import re
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "faults"), str(HERE / "protocol")]

from checks import Checks  # noqa: E402
from match import mismatch, shown  # noqa: E402
from server import Server, ServerGone  # noqa: E402

REPEATED = re.compile(r"<<(.*?)\*(\d+)>>")
BOUND = re.compile(r'"\$(\w+)"')


class Mismatch(Exception):
    """The server did not say what the transcript expects."""


def parse(text):
    """Yields (line number, mark, rest) of every instruction, continuation lines joined."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1].isspace() and line.strip():
            found[-1][2] += " " + line.strip()
        elif line.strip() and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            found.append([number, word, rest])
    return found


def expand(text):
    return REPEATED.sub(lambda found: found[1] * int(found[2]), text)


class Player:
    """Plays one transcript; holds the bound names and the messages not yet claimed."""

    def __init__(self, data_dir):
        self.data_dir, self.names, self.pings = data_dir, {}, itertools.count(1)
        self.server, self.claimed = Server(data_dir), set()

    def play(self, instructions):
        actions = {">": self.send, "<": self.expect, "!let": self.let, "!raw": self.send_raw,
                   "!alive": self.expect_alive, "!restart": self.restart}
        for number, mark, rest in instructions:
            try:
                if mark not in actions:
                    raise Mismatch(f"unknown instruction {mark!r}")
                actions[mark](rest)
            except (Mismatch, ServerGone, TimeoutError, ValueError) as problem:
                raise Mismatch(f"line {number}: {problem}") from problem
        self.finish()

    def send(self, text):
        self.server.send_bytes(self.filled_in(expand(text)).encode() + b"\n")

    def filled_in(self, text):
        def value_of(found):
            if found[1] not in self.names:
                raise Mismatch(f"${found[1]} is not bound yet")
            return json.dumps(self.names[found[1]], ensure_ascii=False)
        return BOUND.sub(value_of, text)

    def send_raw(self, text):
        data = re.sub(rb"\\x([0-9a-fA-F]{2})", lambda found: bytes.fromhex(found[1].decode()),
                      expand(text).encode())
        self.server.send_bytes(data + b"\n")

    def let(self, rest):
        name, _, value = rest.partition(" ")
        self.names[name] = json.loads(self.filled_in(value))

    def expect(self, text):
        expected = json.loads(expand(text))
        try:
            self.server.wait_for(lambda: self.candidates(expected), "such a message")
        except (TimeoutError, ServerGone) as problem:
            left = shown(list(self.unclaimed().values()))
            raise Mismatch(f"{problem}: {shown(expected)}; unclaimed: {left}") from problem
        self.claim(expected)

    def unclaimed(self):
        return {index: message for index, message in enumerate(self.server.messages)
                if index not in self.claimed}

    def candidates(self, expected):
        return {index: message for index, message in self.unclaimed().items()
                if answers(message, expected)}

    def claim(self, expected):
        problem = None
        for index, message in self.candidates(expected).items():
            tried = dict(self.names)
            problem = compare(expected, message, tried)
            if not problem:
                self.claimed.add(index)
                self.names = tried
                return
        raise Mismatch(problem)

    def expect_alive(self, _rest):
        name = f"still alive? {next(self.pings)}"
        self.send(json.dumps({"jsonrpc": "2.0", "id": name, "method": "ping"}))
        self.expect(json.dumps({"id": name, "result": {}}))

    def restart(self, _rest):
        self.finish()
        self.server, self.claimed = Server(self.data_dir), set()

    def finish(self):
        """Ends the input: all that is still to come arrives, and must have been expected."""
        code = self.server.close()
        left = list(self.unclaimed().values()) + [str(line) for line in self.server.noise]
        if left:
            raise Mismatch(f"messages nobody expected: {shown(left)}")
        if code != 0:
            raise Mismatch(f"exit code {code}: {self.server.log()[-400:]}")
        for message in self.server.messages:
            check_invariants(message)


def answers(message, expected):
    """Whether the message is one that the expected line speaks of: a batch, an id, or neither."""
    if isinstance(expected, list) or isinstance(message, list):
        return isinstance(expected, list) and isinstance(message, list)
    wanted, given = expected.get("id"), message.get("id")
    return type(wanted) is type(given) and wanted == given


def compare(expected, message, names):
    if isinstance(expected, dict):
        without_null_id = {k: v for k, v in expected.items() if k != "id" or v is not None}
        return mismatch(without_null_id, message, names)
    if len(expected) != len(message):
        return f"expected a batch of {len(expected)}, got {shown(message)}"
    rest = list(message)
    for element in expected:
        found = next((m for m in rest if answers(m, element)), None)
        problem = mismatch(element, found, names) if found else f"no {shown(element)}"
        if problem:
            return problem
        rest.remove(found)
    return None


def check_invariants(message):
    """What holds for every message of the server, written in a transcript or not."""
    if isinstance(message, list):
        for element in message:
            check_invariants(element)
        return
    if message.get("jsonrpc") != "2.0":
        raise Mismatch(f"no jsonrpc 2.0 in {shown(message)}")
    result = message.get("result", {})
    for part in result.get("content", []):
        text = part.get("text", "")
        if text.startswith("{") and json.loads(text) != result.get("structuredContent"):
            raise Mismatch(f"text and structuredContent differ in {shown(message)}")


def play_file(checks, path):
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        player = None
        try:
            player = Player(Path(scratch) / "data")
            player.play(parse(path.read_text(encoding="utf-8")))
            checks.check(path.stem, True)
        except Exception as problem:  # one transcript that fails must not hide the next
            checks.check(path.stem, False, problem)
        finally:
            if player:
                player.server.kill()


def main():
    files = [Path(name) for name in sys.argv[1:]] or sorted((HERE / "protocol").glob("*.mcp"))
    checks = Checks()
    for path in files:
        play_file(checks, path)
    checks.check("there are transcripts", files)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
