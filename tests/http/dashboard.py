#!/usr/bin/env python3
"""The files of the dashboard as any client gets them, and the command that serves them to one user of
this machine with a token of its own. What the pages show is tests/dashboard's business."""
import gzip
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from http_server import PATIENCE_S, program, wait_until
from mcp import ask, call, modern_post
from scripts import run
from tokens import bearer
from wire import Connection, request

# Says with which file it was called, and what was in it.
BROWSER = """#!/bin/sh
cat "$1" > "$(dirname "$0")/contents.unfinished"
stat -c %a "$1" > "$(dirname "$0")/mode"
printf %s "$1" > "$(dirname "$0")/opened"
mv "$(dirname "$0")/contents.unfinished" "$(dirname "$0")/contents"
"""


def get(server, path, **fields):
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return ask(server, request("GET", path, named))


def files(checks, server):
    page = get(server, "/dashboard/")
    checks.equal("the page is for anybody", page.status, 200)
    checks.equal("as HTML", page.fields["content-type"], "text/html; charset=utf-8")
    names = re.findall(r'(?:src|href)="([^"]+)"', page.body.decode())
    checks.equal("it names an icon, a script and a style sheet", len(names), 3)
    for name in ["/dashboard/", *names]:
        plain, small = get(server, name), get(server, name, Accept_Encoding="br, gzip")
        checks.equal(f"{name}: compressed for those who take it",
                     small.fields.get("content-encoding"), "gzip")
        checks.equal(f"{name}: the same, then", gzip.decompress(small.body), plain.body)
        policy = plain.fields["content-security-policy"]
        checks.check(f"{name}: only what is of this server",
                     policy.startswith("default-src 'none'; script-src 'self';"), policy)
        again = get(server, name, If_None_Match=plain.fields["etag"])
        checks.equal(f"{name}: not sent again, and no length told",
                     (again.status, again.body, again.fields.get("content-length")),
                     (304, b"", None))
    checks.equal("nothing else is there", get(server, "/dashboard/other").status, 404)


def a_connection_goes_on(checks, server):
    with Connection(server) as connection:
        etag = connection.ask("GET", "/dashboard/").fields["etag"]
        checks.equal("304 ends nothing", connection.ask(
            "GET", "/dashboard/", {"If-None-Match": etag}).status, 304)
        head = connection.ask("HEAD", "/dashboard/")
        checks.check("HEAD tells the length alone",
                     head.body == b"" and int(head.fields["content-length"]) > 0, head)
        checks.equal("POST is refused", connection.ask("POST", "/dashboard/", body=b"").status, 405)


def start(data_dir, environment, *flags):
    return subprocess.Popen(
        [program()[0], "dashboard", "--json", "--data-dir", str(data_dir), *flags], cwd="/",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "DISPLAY": "", "WAYLAND_DISPLAY": "", **environment})


def served_by(process):
    url = json.loads(process.stdout.readline())["url"]
    port, token = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/dashboard/#token=(mmcp_\S+)", url).groups()
    return SimpleNamespace(port=int(port), token=token, url=url)


def ended(process):
    """Its exit code after SIGTERM, and its log."""
    process.terminate()
    _, log = process.communicate(timeout=PATIENCE_S)
    return process.returncode, log


def command(checks, data_dir):
    process = start(data_dir, {}, "--no-browser")
    try:
        server = served_by(process)
        checks.equal("no data without the token",
                     ask(server, modern_post("tools/call", call("get_metrics"))).status, 401)
        good = bearer(server.token)
        told = ask(server, modern_post("tools/call", call("get_metrics"), **good))
        checks.equal("with it there is",
                     told.json()["result"]["structuredContent"]["episodes"]["total"], 0)
        code = call("execute_agent_code", code="return 6 * 7", context={"task": "t"})
        checks.equal("it may run code", ask(server, modern_post("tools/call", code, **good))
                     .json()["result"]["structuredContent"].get("output"), "42")
        task = {"task_description": "t", "domain": "d", "task_type": "other"}
        for name, arguments in (("create_episode", task),
                                ("configure_embeddings", {"provider": "builtin"})):
            answer = ask(server, modern_post("tools/call", call(name, **arguments), **good))
            checks.equal(f"it may not call {name}", answer.status, 403)
        foreign = {**good, "Host": "example.org"}
        checks.equal("it goes by no other name",
                     ask(server, modern_post("tools/call", call("get_metrics"), **foreign)).status,
                     403)
    finally:
        exit_code, log = ended(process)
    checks.equal("SIGTERM ends it well", exit_code, 0)
    checks.check("the token is not in the log", server.token not in log, log)
    kept = [path for path in Path(data_dir).rglob("*")
            if path.is_file() and server.token.encode() in path.read_bytes()]
    checks.equal("nor in any file", kept, [])


def browser(checks, data_dir):
    """A desktop that has a browser."""
    programs = data_dir / "bin"
    programs.mkdir(parents=True)
    (programs / "xdg-open").write_text(BROWSER)
    (programs / "xdg-open").chmod(0o700)
    process = start(data_dir, {"DISPLAY": ":7", "PATH": f"{programs}:{os.environ['PATH']}"})
    try:
        server = served_by(process)
        wait_until(lambda: (programs / "contents").exists())
        opened = Path((programs / "opened").read_text())
        checks.check("the browser is told of a file, not of the token",
                     opened.is_file() and server.token not in str(opened), opened)
        checks.check("which leads to the page", server.url in (programs / "contents").read_text())
        checks.equal("and is the user's own", (programs / "mode").read_text().strip(), "600")
        checks.equal("still", stat.S_IMODE(opened.stat().st_mode), 0o600)
    finally:
        exit_code, _ = ended(process)
    checks.equal("SIGTERM ends it well", exit_code, 0)
    checks.check("the file went with it", not opened.exists())


def no_browser(checks, data_dir):
    """A desktop without one."""
    process = start(data_dir, {"DISPLAY": ":7", "PATH": "/nowhere"})
    server = served_by(process)
    checks.equal("it serves all the same", get(server, "/dashboard/").status, 200)
    exit_code, log = ended(process)
    checks.equal("SIGTERM ends it well", exit_code, 0)
    checks.check("it says why none was opened", "No browser was opened: cannot start xdg-open" in log,
                 log)


if __name__ == "__main__":
    sys.exit(run(shared=(files, a_connection_goes_on), alone=(command, browser, no_browser)))
