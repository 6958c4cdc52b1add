#!/usr/bin/env python3
"""Runs the programs of tests/attacks through the real server, with the screen and without it.

run_attacks.py [FILE…]. The first comments of a program say what it tries, what stops it, and how
it may end; tests/attacks/README.md describes them. After every program: exactly one answer, in
form; no secret in anything that the server said or the canary heard; and a server that lives.
"""
import json
import re
import secrets
import socket
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "faults"), str(HERE / "sandbox")]

from checks import Checks  # noqa: E402
from executions import arguments_of, data_of, fault_in, kind_of  # noqa: E402
from process_tree import descendants, is_gone, wait_for  # noqa: E402
from server import Server  # noqa: E402

ATTACKS = HERE / "attacks"
# How many of each kind there must be at least.
COUNTS = {"file_system": 12, "network": 4, "process": 3, "loop": 2, "injection": 2,
          "exhaustion": 2, "traversal": 3, "legitimate": 4, "trap": 30}
HEADER = re.compile(r"^// (Tries|Stopped by|Screened|Unscreened|Limit): (.*)$")
# What no answer may hold: paths and addresses of the machine, and words of what is below us.
INSIDES = re.compile(r"/home/|/usr/|/work/|/root/|/tmp/|/proc/|0x[0-9a-f]{8}|SQLITE|pq:", re.I)


class Program:
    """One file, with what its first comments say."""

    def __init__(self, path):
        self.path, self.code = path, path.read_text(encoding="utf-8")
        self.header = {}
        for line in self.code.splitlines():
            found = HEADER.match(line)
            if not found:
                break
            self.header[found[1]] = found[2]
        missing = {"Tries", "Stopped by", "Screened", "Unscreened"} - set(self.header)
        if missing:
            raise ValueError(f"{path.name} does not say: {', '.join(sorted(missing))}")

    @property
    def timeout_ms(self):
        """What is to succeed has time to, on a busy machine too."""
        usual = "5000 ms" if self.header["Screened"].startswith("success ") else "2000 ms"
        return int(self.header.get("Limit", usual).split()[0])

    def may_end_as(self, answer, screen):
        allowed = self.header["Screened" if screen == "on" else "Unscreened"]
        return any(is_like(answer, ending) for ending in allowed.split(" or "))


def is_like(answer, ending):
    """Whether an answer is `success JSON`, `status`, `status/type` or `status/*`."""
    if ending.startswith("success "):
        return answer["status"] == "success" and \
            json.loads(answer["output"]) == json.loads(ending.removeprefix("success "))
    status, _, kind = ending.partition("/")
    return answer["status"] == status and (kind in ("", "*") or kind_of(answer) == ending)


class Canaries:
    """Secrets where an attack would find them, and a listener that nobody may reach."""

    def __init__(self, folder):
        self.secret = "canary-" + secrets.token_hex(16)
        self.file = Path(folder) / "secret.txt"
        self.file.write_text(self.secret, encoding="utf-8")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)

    def environment(self):
        return {"CANARY_SECRET": self.secret, "CANARY_FILE": str(self.file)}

    def input(self):
        return {"secret_file": str(self.file), "secret_start": "canary-",
                "secret_url": f"http://127.0.0.1:{self.listener.getsockname()[1]}/"}

    def was_reached(self):
        try:
            self.listener.accept()
        except BlockingIOError:
            return False
        return True

    def is_in(self, text):
        return self.secret in text

    def is_whole(self):
        return self.file.read_text(encoding="utf-8") == self.secret


def attack(checks, server, program, canaries, screen):
    name = f"{program.path.name} with the screen {screen}"
    said = len(server.messages)
    language = "typescript" if program.path.suffix == ".ts" else "auto"
    reply = server.call("tools/call", {
        "name": "execute_agent_code",
        "arguments": arguments_of(program.code, canaries.input(), language=language,
                                  timeout_ms=program.timeout_ms)})
    answer = data_of(reply)
    fault = fault_in(answer)
    alive = server.is_alive()
    extra = len(server.messages) - said - 2  # The answer, and the pong.
    text = json.dumps(reply, ensure_ascii=False)
    # What it was given itself it may say again.
    own = text.replace(canaries.input()["secret_file"], "").replace(str(canaries.file), "")
    problems = [
        fault and f"the answer is not in form: {fault}",
        not fault and not program.may_end_as(answer, screen) and f"it ended as {text[:400]}",
        extra and f"{extra} messages too many",
        server.noise and f"stdout carried {server.noise[:1]}",
        not alive and "the server is dead",
        canaries.is_in(text) and "a secret is in the answer",
        canaries.was_reached() and "the listener was reached",
        not canaries.is_whole() and "the file was changed",
        answer["status"] != "success" and INSIDES.search(own) and
        f"the answer tells of the machine: {INSIDES.search(own)[0]}",
    ]
    checks.check(name, not any(problems), "; ".join(problem for problem in problems if problem))


def attack_all(checks, programs, screen):
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        canaries = Canaries(scratch)
        with Server(Path(scratch) / "data", f"--sandbox-screen={screen}",
                    environment=canaries.environment()) as server:
            for program in programs:
                checks.group(attack, checks, server, program, canaries, screen)
            below = descendants(server.process.pid)
            checks.check(f"there are processes of the sandbox (screen {screen})", below)
            checks.equal(f"the server ends cleanly (screen {screen})", server.close(), 0)
            checks.check(f"no process of the sandbox is left (screen {screen})",
                         wait_for(lambda: all(is_gone(pid) for pid in below)))
            checks.check(f"no secret in the server's log (screen {screen})",
                         not canaries.is_in(server.log()))


def counted(checks, programs):
    for kind, least in COUNTS.items():
        there = sum(program.path.name.startswith(kind + "_") for program in programs)
        checks.check(f"at least {least} programs called {kind}_…", there >= least, there)


def main():
    checks = Checks()
    names = sys.argv[1:] or [path for path in ATTACKS.iterdir() if path.suffix in (".js", ".ts")]
    programs = [Program(Path(name)) for name in sorted(names)]
    if not sys.argv[1:]:
        counted(checks, programs)
    for screen in ("on", "off"):
        attack_all(checks, programs, screen)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
