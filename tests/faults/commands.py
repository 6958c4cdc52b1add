#!/usr/bin/env python3
"""The commands of the shell under bad conditions: full outputs, signals, files that are not there."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import xml.dom.minidom
from pathlib import Path

from checks import Checks
from server import Server, program, wait_until

EXIT_UNAVAILABLE, EXIT_NOT_FOUND, EXIT_CONFLICT = 6, 3, 4


def command(*words, data_dir, **options):
    return subprocess.run([program()[0], *words, "--data-dir", str(data_dir)], timeout=30,
                          stdin=subprocess.DEVNULL, capture_output="stdout" not in options,
                          text=True, **options)


def fill(data_dir, count=3):
    with Server(data_dir) as server:
        for number in range(count):
            server.must("create_episode", task_description=f"task {number}", domain="d",
                        task_type="other")
        server.close()


def full_output(checks, data_dir):
    fill(data_dir)
    for words in (["version"], ["episodes", "list"], ["--json", "episodes", "list"], ["export"]):
        with open("/dev/full", "w") as full:
            code = command(*words, data_dir=data_dir, stdout=full,
                           stderr=subprocess.DEVNULL).returncode
        checks.equal(f"{' '.join(words)} > /dev/full is a failure", code, EXIT_UNAVAILABLE)


def stop_signals(checks, data_dir):
    fifo = Path(data_dir).parent / "fifo"
    os.mkfifo(fifo)
    for number in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen([program()[0], "--config", str(fifo), "version"],
                                   stderr=subprocess.DEVNULL)
        wait_until(lambda: "S" in Path(f"/proc/{process.pid}/stat").read_text().split()[2])
        process.send_signal(number)
        checks.check(f"{number.name} ends a command that waits",
                     wait_until(lambda: process.poll() is not None, 5))
        process.kill()
        process.wait()


def missing_memory(checks, data_dir):
    for words in (["episodes", "list"], ["doctor"], ["export"]):
        checks.check(f"{' '.join(words)} of a mistyped directory fails",
                     command(*words, data_dir=data_dir).returncode in (EXIT_NOT_FOUND,
                                                                       EXIT_UNAVAILABLE))
    checks.check("and makes no memory there", not Path(data_dir).exists())


def one_bad_setting(checks, data_dir):
    fill(data_dir)
    looked = command("--json", "doctor", "--sandbox-paths", "/not/there", data_dir=data_dir)
    answer = json.loads(looked.stdout.splitlines()[0])
    findings = {found["check"]: found for found in answer["findings"]}
    checks.check("doctor finds the store well", findings["store"]["ok"])
    checks.check("and the sandbox not", not findings["sandbox"]["ok"])
    checks.check("and names the setting", "sandbox_paths[0]" in findings["sandbox"]["details"])
    beyond = command("call", "execute_agent_code", "--code", "1", "--context", '{"task": "t"}',
                     "--timeout-ms", "700000", data_dir=data_dir)
    checks.check("a limit that is too wide is refused once, with the server's own",
                 "1 to 5000" in beyond.stderr)


def exports(checks, data_dir):
    fill(data_dir)
    place = Path(data_dir).parent
    archive = place / "all.jsonl"
    checks.equal("an export", command("export", str(archive), data_dir=data_dir).returncode, 0)
    checks.equal("is private", archive.stat().st_mode & 0o777, 0o600)
    again = command("export", str(archive), data_dir=data_dir).returncode
    checks.equal("and not replaced by another", again, EXIT_CONFLICT)
    unknown = command("export", "--namespaces", "nosuch", data_dir=data_dir).returncode
    checks.equal("an unknown namespace is named, not exported as nothing", unknown, EXIT_NOT_FOUND)
    left = [path.name for path in place.iterdir() if "unfinished" in path.name]
    checks.equal("nothing unfinished is left", left, [])


def errors_as_json(checks, data_dir):
    fill(data_dir)
    answer = command("--json", "episodes", "show", "01900000-0000-7000-8000-000000000000",
                     data_dir=data_dir)
    checks.equal("--json errors have a code", json.loads(answer.stdout)["error"]["code"],
                 "not_found")


def learning_bench(checks, data_dir):
    place = Path(data_dir).parent
    words = ("bench", "learning", "--episodes", "60", "--svg", str(place / "curve.svg"),
             "--figures", str(place / "figures.json"))
    ran = command("--json", *words, data_dir=data_dir)
    figures = json.loads((place / "figures.json").read_text())
    checks.equal("bench learning prints what it writes", json.loads(ran.stdout), figures)
    checks.equal("of every arm", [arm["arm"] for arm in figures["arms"]],
                 ["no memory", "outcome-blind imitation", "success-only imitation", "memory-mcp"])
    picture = xml.dom.minidom.parse(str(place / "curve.svg"))
    checks.equal("and draws a line for each",
                 len(picture.getElementsByTagName("polyline")), len(figures["arms"]))
    checks.check("in a store of its own", not Path(data_dir).exists())
    checks.equal("a picture that is there is not replaced",
                 command(*words, data_dir=data_dir).returncode, EXIT_CONFLICT)
    noisy = command("bench", "learning", "--noise", "2", data_dir=data_dir)
    checks.check("an impossible noise is refused by its name", "noise" in noisy.stderr)


def next_tool_bench(checks, data_dir):
    traces = Path(data_dir).parent / "traces.jsonl"
    traces.write_text(json.dumps({"task": "wash the car", "tools": ["fill", "scrub"]}) + "\n")
    ran = command("--json", "bench", "next-tool", str(traces), "--train", str(traces),
                  data_dir=data_dir)
    predictors = json.loads(ran.stdout)["predictors"]
    checks.equal("bench next-tool foresees what it learnt",
                 [(one["predictions"], one["top_1"]) for one in predictors], [(3, 1.0)] * 3)
    with traces.open("a") as file:
        file.write('{"task": "wash the dog"}\n')
    refused = command("bench", "next-tool", str(traces), data_dir=data_dir)
    checks.check("and names the line that is not a trace",
                 "line 2" in refused.stderr and "tools" in refused.stderr, refused.stderr)


def tokens(checks, data_dir):
    made = command("token", "add", "ann", "--scopes", "read,execute", "--namespaces", "a,b",
                   data_dir=data_dir)
    token = made.stdout.strip()
    checks.check("token add prints a token and nothing else", made.returncode == 0 and
                 token.startswith("mmcp_") and len(token) == 48 and "\n" not in token, made)
    path = Path(data_dir) / "tokens.json"
    checks.equal("the file is its owner's alone", path.stat().st_mode & 0o777, 0o600)
    checks.check("and has only the hash", token not in path.read_text())
    listed = json.loads(command("--json", "token", "list", data_dir=data_dir).stdout)["tokens"]
    checks.equal("token list tells what it is good for",
                 [(t["name"], t["scopes"], t["namespaces"]) for t in listed],
                 [("ann", ["read", "execute"], ["a", "b"])])
    checks.check("and no hash", "sha256" not in listed[0])
    checks.equal("a name is given once", command("token", "add", "ann",
                                                 data_dir=data_dir).returncode, EXIT_CONFLICT)
    for words in (["--scopes", "all"], ["--scopes", ""], ["--namespaces", "a,"],
                  ["--namespaces", "a/b"]):
        checks.equal(f"{' '.join(words)} is refused",
                     command("token", "add", "bob", *words, data_dir=data_dir).returncode, 2)
    checks.equal("what is removed", command("token", "remove", "ann",
                                            data_dir=data_dir).returncode, 0)
    checks.equal("is gone", command("token", "remove", "ann", data_dir=data_dir).returncode,
                 EXIT_NOT_FOUND)
    events = [json.loads(line) for line in (Path(data_dir) / "audit.jsonl").open()]
    checks.equal("the audit log has both changes",
                 [(e["event"], e["change"], e["name"]) for e in events],
                 [("configuration_changed", "token_added", "ann"),
                  ("configuration_changed", "token_removed", "ann")])


def audit(checks, data_dir):
    checks.equal("there is no log before anything happened",
                 command("audit", "verify", data_dir=data_dir).returncode, EXIT_NOT_FOUND)
    with Server(data_dir) as server:
        for _ in range(3):
            server.must("execute_agent_code", code="return 1", context={"task": "t"})
        server.close()
    path = Path(data_dir) / "audit.jsonl"
    good = path.read_bytes()
    verified = command("audit", "verify", data_dir=data_dir)
    checks.check("a log that nobody touched is whole", verified.returncode == 0 and
                 json.loads(good.splitlines()[-1])["hash"] in verified.stdout, verified)
    path.write_bytes(good.replace(b'"seq":2', b'"seq":7'))
    changed = command("audit", "verify", data_dir=data_dir)
    checks.check("a changed one is not, and the line is named",
                 changed.returncode == EXIT_CONFLICT and "audit.jsonl line 2: " in changed.stderr,
                 changed)


def refused_servers(checks, data_dir):
    """What could never have an effect is said at the start, by its name."""
    http = ("--http", "localhost:0", "--http-no-auth")
    for name, words in {"http_no_auth": ["--http-no-auth"],
                        "http_hosts": [*http, "--http-hosts", "a b"],
                        "http_origins": [*http, "--http-origins", "https://a.example/path"]
                        }.items():
        refused = command("serve", *words, data_dir=data_dir)
        checks.equal(f"serve {' '.join(words)} is refused", refused.returncode, 2)
        checks.check(f"and {name} is named", name in refused.stderr, refused.stderr)


def unread_log(checks, data_dir):
    """Nobody reads stderr: answers and SIGTERM must not wait for it."""
    environment = {**os.environ, "MEMORY_MCP_DATA_DIR": str(data_dir),
                   "MEMORY_MCP_LOG_LEVEL": "debug"}
    process = subprocess.Popen([*program(), "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=environment)
    call = {"jsonrpc": "2.0", "method": "tools/call",
            "params": {"name": "get_metrics", "arguments": {}}}
    for number in range(2_000):
        process.stdin.write(json.dumps({**call, "id": number}).encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()
    checks.check("2,000 calls are answered though nobody reads the log", True)
    process.terminate()
    checks.check("and SIGTERM ends the server", wait_until(lambda: process.poll() is not None, 5))
    process.kill()
    process.wait()


def removed_under_a_server(checks, data_dir):
    with Server(data_dir) as server:
        server.must("create_episode", task_description="kept", domain="d", task_type="other")
        for path in Path(data_dir).iterdir():
            path.unlink()
        answer = server.tool("create_episode", task_description="lost", domain="d",
                             task_type="other")
        checks.check("a write into a removed database is not acknowledged", answer.code == "unavailable",
                     answer)


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for part in (full_output, stop_signals, missing_memory, one_bad_setting, exports,
                     errors_as_json, learning_bench, next_tool_bench, refused_servers, unread_log,
                     removed_under_a_server, tokens, audit):
            place = Path(scratch) / part.__name__
            place.mkdir()
            checks.group(part, checks, place / "data")
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
