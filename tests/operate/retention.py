#!/usr/bin/env python3
"""Retention and vacuum on the store that $MEMORY_MCP_STORE names, otherwise on SQLite."""
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "http"))
from http_server import PATIENCE_S, Checks, HttpServer, program, wait_until  # noqa: E402
from mcp import ask, tool  # noqa: E402
from wire import request  # noqa: E402

DAY_S = 86_400
ON_POSTGRES = os.environ.get("MEMORY_MCP_STORE", "").startswith("postgres")


def command(*words, data_dir):
    return subprocess.run([program()[0], "--json", *words, "--data-dir", str(data_dir)],
                          capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
                          check=False)


def fill(data_dir, namespace, ages, text="x"):
    """An episode for each age in days, by way of an import, which may bring its own times."""
    lines = []
    for number, age in enumerate(ages):
        lines.append(json.dumps({"created": int(time.time() - age * DAY_S), "messages": [
            {"role": "user", "content": f"task {number} of {namespace}"},
            {"role": "assistant", "tool_calls": [{"id": "c", "function": {
                "name": f"tool_{number}", "arguments": "{}"}}]},
            {"role": "tool", "tool_call_id": "c", "content": text},
            {"role": "assistant", "content": "done"}]}))
    file = data_dir.parent / f"{namespace}.jsonl"
    file.write_text("\n".join(lines) + "\n")
    done = command("import", "--from", "openai", str(file), "--namespace", namespace,
                   data_dir=data_dir)
    assert json.loads(done.stdout)["imported"] == len(lines), done


def retained(*words, data_dir):
    done = command("retain", *words, data_dir=data_dir)
    return {one["namespace"]: one for one in json.loads(done.stdout)["namespaces"]}


def audited(data_dir):
    log = data_dir / "audit.jsonl"
    lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    return [(line["principal"], line["namespace"], line["reason"]) for line in lines
            if line["event"] == "episode_deleted"]


def by_command(checks, data_dir):
    fill(data_dir, "aged", [800, 300, 20, 10])
    fill(data_dir, "kept", [400, 300])
    policy = ("--retention", '["aged: max_age_days=365 max_episodes=2"]')
    dry = retained("--dry-run", *policy, data_dir=data_dir)
    checks.equal("a dry run says what would go, and of which namespaces",
                 {name: (one["removed_by_age"], one["removed_by_episodes"])
                  for name, one in dry.items()}, {"aged": (1, 1)})
    checks.equal("and removes nothing", audited(data_dir), [])
    done = retained(*policy, data_dir=data_dir)
    checks.equal("the command removes just that", done, dry)
    checks.equal("each removal is in the audit log", audited(data_dir),
                 [("retention", "aged", "age"), ("retention", "aged", "episodes")])
    again = retained(*policy, data_dir=data_dir)
    checks.equal("nothing is left to remove", (again["aged"]["episodes_before"],
                                               again["aged"]["removed_by_episodes"]), (2, 0))


def refusals(checks, data_dir):
    fill(data_dir, "some", [1])
    none = command("retain", data_dir=data_dir)
    checks.check("without a policy it says how to set one", none.returncode == 2 and
                 "max_age_days" in none.stdout + none.stderr, none)
    bad = command("retain", "--retention", '["some: max_days=1"]', data_dir=data_dir)
    checks.check("a bad policy is named", bad.returncode == 2 and
                 "retention[0]" in bad.stdout + bad.stderr, bad)


def by_a_server(checks, data_dir):
    fill(data_dir, "served", [40, 20, 10])
    options = ("--retention", '["served: max_age_days=30"]')
    with HttpServer(data_dir, *options) as server, HttpServer(data_dir, *options) as other:
        metrics = lambda one: ask(one, request("GET", "/metrics")).body.decode()  # noqa: E731
        gone = 'memory_mcp_namespace_episodes{namespace="served"} 2'
        checks.check("a server removes by itself what is too old",
                     wait_until(lambda: gone in metrics(server), PATIENCE_S), metrics(server))
        removed = [int(line.split()[1]) for one in (server, other)
                   for line in metrics(one).splitlines()
                   if line.startswith("memory_mcp_retention_removed_total")]
        checks.equal("of two on a store one does", sorted(removed), [0, 1])
        held = tool(server, "get_metrics", metric_type="storage", namespace="served")
        checks.equal("get_metrics tells what a namespace holds",
                     held["storage"]["of_namespace"]["episodes"], 2)
        health = tool(server, "health_check")["components"]["storage"]["details"]
        checks.check("and health_check which are the largest", "served (" in health, health)


def vacuum(checks, data_dir):
    fill(data_dir, "large", [400] * 60, "y" * 9_000)
    retained("--retention", '["large: max_age_days=1"]', data_dir=data_dir)
    told = json.loads(command("vacuum", data_dir=data_dir).stdout)
    if ON_POSTGRES:
        checks.check("vacuum leaves a database that is no larger",
                     told["bytes_after"] <= told["bytes_before"] + 100_000, told)
    else:
        checks.check("vacuum gives back what was removed",
                     told["bytes_after"] < told["bytes_before"] / 2, told)
    doctor = command("doctor", data_dir=data_dir)
    store = [one for one in json.loads(doctor.stdout.splitlines()[0])["findings"]
             if one["check"] == "store"]
    checks.check("and the store is whole", store and store[0]["ok"], doctor)


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for part in (by_command, refusals, by_a_server, vacuum):
            place = Path(scratch) / part.__name__
            place.mkdir()
            checks.group(part, checks, place / "data")
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
