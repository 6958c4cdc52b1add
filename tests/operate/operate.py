#!/usr/bin/env python3
"""What docs/operate.md tells operators to do: each of it is done here once."""
import configparser
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "http"))
from http_server import PATIENCE_S, ROOT, Checks, HttpServer, program  # noqa: E402
from mcp import ask, new_episode, tool  # noqa: E402
from wire import request  # noqa: E402

FILES = ROOT / "examples" / "operate"
METRIC = re.compile(r"\b(?:memory_mcp|process)_\w+")


def command(*words, **options):
    return subprocess.run([program()[0], *words], capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, check=False, **options)


def fill(data_dir, count=5):
    with HttpServer(data_dir) as server:
        ids = [tool(server, "create_episode", **new_episode(f"task {number}"))["episode_id"]
               for number in range(count)]
        server.terminate()
        server.wait()
    return sorted(ids)


def stored_ids(data_dir):
    listed = command("--json", "episodes", "list", "--data-dir", str(data_dir))
    return sorted(set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", listed.stdout)))


def dashboard(checks, scratch):
    """Every metric of the dashboard is one that a server has."""
    board = json.loads((FILES / "grafana_dashboard.json").read_text())
    asked = {name for panel in board["panels"] for target in panel["targets"]
             for name in METRIC.findall(target["expr"])}
    asked |= set(METRIC.findall(json.dumps(board["templating"])))
    with HttpServer(scratch / "data") as server:
        tool(server, "create_episode", **new_episode("something to count"))
        tool(server, "execute_agent_code", code="return 1", context={"task": "t"})
        page = ask(server, request("GET", "/metrics")).body.decode()
    told = {line.split("{")[0].split(" ")[0] for line in page.splitlines()
            if not line.startswith("#")}
    checks.equal("no panel asks for a metric that is not there", asked - told, set())
    checks.check("and it asks for many", len(asked) > 15, asked)
    checks.equal("panels have numbers of their own",
                 len({panel["id"] for panel in board["panels"]}), len(board["panels"]))
    documented = set(METRIC.findall((ROOT / "docs" / "operate.md").read_text()))
    checks.equal("the alarms of the page name metrics that are there", documented - told, set())


def unit(checks, scratch):
    """The command of the systemd unit serves, on another port."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(FILES / "memory-mcp.service")
    words = shlex.split(parser["Service"]["ExecStart"])
    checks.equal("it starts the program", words[:2], ["/usr/local/bin/memory-mcp", "serve"])
    options = [word.replace("127.0.0.1:8765", "127.0.0.1:0") for word in words[1:]]
    name, _, _ = parser["Service"]["Environment"].partition("=")
    process = subprocess.Popen([program()[0], *options], stderr=subprocess.PIPE, text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               env={**os.environ, name: str(scratch / "data")})
    for line in process.stderr:
        if "url=http" in line:
            break
    process.send_signal(signal.SIGTERM)
    process.stderr.read()
    checks.equal("which serves, and ends well at SIGTERM", process.wait(PATIENCE_S), 0)
    checks.check("in the folder of its Environment", (scratch / "data" / "memory.db").exists())
    analyze = shutil.which("systemd-analyze")
    if analyze:
        copy = scratch / "memory-mcp.service"
        copy.write_text((FILES / "memory-mcp.service").read_text().replace(words[0], program()[0]))
        said = subprocess.run([analyze, "verify", str(copy)], capture_output=True, text=True,
                              timeout=60, check=False)
        ours = [line for line in said.stderr.splitlines() if "memory-mcp.service" in line]
        checks.equal("systemd finds nothing wrong with the unit", ours, [])


def backup_drill(checks, scratch):
    fill(scratch / "data")
    drill = subprocess.run([FILES / "backup_drill.sh", scratch / "data", scratch / "drill"],
                           env={**os.environ, "MEMORY_MCP_PROGRAM": program()[0]},
                           capture_output=True, text=True, timeout=120, check=False)
    checks.check("the drill restores what was backed up", drill.returncode == 0 and
                 "restored 5 episodes" in drill.stdout, drill)


def restore(checks, scratch):
    data, copy = scratch / "data", scratch / "backup.db"
    ids = fill(data)
    checks.equal("a backup", command("backup", str(copy), "--data-dir", str(data)).returncode, 0)
    with HttpServer(data) as server:  # Work goes on after it, and the disk breaks.
        tool(server, "create_episode", **new_episode("lost"))
        server.process.kill()
        server.wait()
    damaged = bytearray((data / "memory.db").read_bytes())
    damaged[4096:8192] = os.urandom(4096)
    (data / "memory.db").write_bytes(damaged)
    checks.check("the damage is found",
                 command("doctor", "--data-dir", str(data)).returncode != 0)
    for name in ("memory.db", "memory.db-wal", "memory.db-shm"):
        (data / name).unlink(missing_ok=True)
    shutil.copy(copy, data / "memory.db")
    checks.equal("what was backed up is back", stored_ids(data), ids)
    with HttpServer(data) as server:
        tool(server, "create_episode", **new_episode("and goes on"))
    checks.equal("and is written to", len(stored_ids(data)), len(ids) + 1)


def export_elsewhere(checks, scratch):
    ids = fill(scratch / "data")
    archive = scratch / "all.jsonl"
    command("export", str(archive), "--data-dir", str(scratch / "data"))
    taken = command("import", str(archive), "--data-dir", str(scratch / "other"))
    checks.equal("an export is taken in by another store", taken.returncode, 0)
    checks.equal("with all of it", stored_ids(scratch / "other"), ids)


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for part in (dashboard, unit, backup_drill, restore, export_elsewhere):
            place = Path(scratch) / part.__name__
            place.mkdir()
            checks.group(part, checks, place)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
