#!/usr/bin/env python3
"""On kernels that refuse a wall: without seccomp nothing runs unless the operator says so, and what
is missing is named; without the others the rest of the walls stand.

missing_walls.py [--long]: also waits until threads that have nothing to do have ended.
"""
import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "faults")]

from checks import Checks  # noqa: E402
from executions import execute, kind_of, output_of  # noqa: E402
from process_tree import idle_children, is_gone, status_of, wait_for, zygote  # noqa: E402
from refusing_kernel import command_under  # noqa: E402
from server import Server  # noqa: E402


def audit_lines(data_dir):
    text = (Path(data_dir) / "audit.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def sandbox_health(server):
    return server.must("health_check")["components"].get("sandbox", {})


def no_seccomp(checks, scratch):
    for error in ("EINVAL", "ENOSYS", "EPERM"):
        with Server(scratch / "refused", before=command_under(f"seccomp={error}")) as server:
            answer = execute(server, "return 1")
            checks.check(f"seccomp gives {error}: nothing runs, and the remedy is named",
                         answer["status"] == "refused" and answer.get("code") == "unavailable" and
                         "--sandbox-degraded" in answer["message"], answer)
            checks.check("the server's other tools work", not server.tool("get_metrics").error)
            health = sandbox_health(server)
            checks.check("health_check says that the sandbox does not work",
                         health and health["status"] != "healthy" and
                         "seccomp" in health["details"], health)
            checks.equal("the server ends cleanly", server.close(), 0)


def degraded(checks, scratch):
    with Server(scratch / "degraded", "--sandbox-degraded=true",
                before=command_under("seccomp=EINVAL")) as server:
        checks.equal("with --sandbox-degraded a script runs",
                     output_of(execute(server, "return 1")), 1)
        health = sandbox_health(server)
        checks.check("health_check warns, and says of what",
                     health.get("status") == "warning" and "missing: seccomp" in health["details"],
                     health)
        checks.equal("a limit still holds",
                     execute(server, "for (;;) if (0) break", timeout_ms=200)["status"], "timeout")
        if os.geteuid() == 0:
            child = (idle_children(server) or [None])[0]
            # One filter is the one that plays the kernel.
            checks.check("a child has the walls that are left", child and
                         status_of(child)["NoNewPrivs"] == "1" and
                         int(status_of(child)["CapEff"], 16) == 0)
        checks.equal("the server ends cleanly", server.close(), 0)
    lines = audit_lines(scratch / "degraded")
    checks.check("the audit log says so in every line",
                 lines and all("seccomp" in line.get("degraded", "") for line in lines), lines[:1])


def no_namespaces(checks, scratch):
    """Refused namespaces are reported, and seccomp and the rest stand alone."""
    for refusal, missing in (("unshare=EPERM", "namespace"), ("pivot_root=EPERM", "mount"),
                             ("landlock_create_ruleset=ENOSYS", "landlock")):
        with Server(scratch / "partly", before=command_under(refusal)) as server:
            checks.equal(f"{refusal}: a script runs", output_of(execute(server, "return 1")), 1)
            health = sandbox_health(server)
            checks.check("health_check names what is missing",
                         missing in health.get("details", "").lower(), health)
            checks.equal("the module loader still refuses", kind_of(execute(
                server, "const n = 'node:f' + 's'; return await import(n)")).split("/")[0],
                "security_violation")
            children = idle_children(server)
            checks.equal("children wait", len(children), 4)
            if os.geteuid() == 0:
                status = status_of(children[0])
                checks.check("a child has filter, no privileges and no root",
                             status["Seccomp"] == "2" and status["NoNewPrivs"] == "1" and
                             int(status["CapEff"], 16) == 0 and "0" not in status["Uid"].split(),
                             status)
            checks.equal("the server ends cleanly", server.close(), 0)
            checks.check("no process is left", wait_for(lambda: all(map(is_gone, children)), 2))


def outlives_its_thread(checks, scratch):
    """Without namespaces the zygote is a child of the thread that started it, and outlives it."""
    before = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    os.chmod(scratch, 0o777)
    with Server(scratch / "ordinary", before=[*before, *command_under("unshare=EPERM")]) as server:
        checks.equal("a script runs", output_of(execute(server, "return 1")), 1)
        made = zygote(server)
        checks.check("the zygote is there after 14 s in which nothing was asked",
                     not wait_for(lambda: is_gone(made), 14, 0.05))
        checks.equal("a script runs", output_of(execute(server, "return 1")), 1)
        checks.equal("it is the same zygote", zygote(server), made)
        checks.equal("the server ends cleanly", server.close(), 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for part in (no_seccomp, degraded, no_namespaces,
                     *([outlives_its_thread] if options.long else [])):
            checks.group(part, checks, Path(scratch))
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
