#!/usr/bin/env python3
"""`memory-mcp install` in a home directory of its own: what it writes for each client is read as the
client would, and the command that is found there is started and spoken with."""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from checks import Checks
from server import PATIENCE_S, program

EXIT_INVALID, EXIT_CONFLICT = 2, 4
CLIENTS = {"claude-desktop": (".config/Claude/claude_desktop_config.json", "mcpServers"),
           "claude-code": (".claude.json", "mcpServers"),
           "vscode": (".config/Code/User/mcp.json", "servers"),
           "cursor": (".cursor/mcp.json", "mcpServers")}
PROJECT_FILES = {"claude-code": ".mcp.json", "vscode": ".vscode/mcp.json",
                 "cursor": ".cursor/mcp.json"}


def environment(home):
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("MEMORY_MCP_", "XDG_", "CLAUDE_"))}
    return {**kept, "HOME": str(home)}


def install(home, *words, where=None):
    return subprocess.run([program()[0], "install", *words], cwd=where or home, text=True,
                          env=environment(home), stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=PATIENCE_S, check=False)


def entry_in(path, servers):
    return json.loads(Path(path).read_text(encoding="utf-8"))[servers]["memory"]


def server_info(entry, home):
    """Starts what the entry says, as a client does, and returns what `initialize` tells."""
    request = {"jsonrpc": "2.0", "id": 1, "method": "initialize",
               "params": {"protocolVersion": "2025-11-25", "capabilities": {},
                          "clientInfo": {"name": "test", "version": "1"}}}
    done = subprocess.run([entry["command"], *entry["args"]], cwd="/", text=True,
                          env=environment(home), input=json.dumps(request) + "\n",
                          capture_output=True, timeout=PATIENCE_S, check=False)
    return json.loads(done.stdout.splitlines()[0])["result"]["serverInfo"]


def each_client(checks, home):
    for client, (file, servers) in CLIENTS.items():
        done = install(home, client)
        checks.equal(f"install {client}", done.returncode, 0)
        entry = entry_in(home / file, servers)
        checks.equal(f"{client}: what it starts is memory-mcp", server_info(entry, home)["name"],
                     "memory-mcp")
        before = (home / file).read_bytes()
        again = install(home, client)
        checks.check(f"{client}: a second time changes nothing",
                     again.returncode == 0 and "nothing changed" in again.stdout, again.stdout)
        checks.equal(f"{client}: not one byte", (home / file).read_bytes(), before)
        printed = json.loads(install(home, client, "--print").stdout)
        checks.equal(f"{client}: --print prints the same", printed[servers]["memory"], entry)
        removed = install(home, client, "--remove")
        checks.equal(f"{client}: --remove", removed.returncode, 0)
        left = json.loads((home / file).read_text(encoding="utf-8"))
        checks.equal(f"{client}: nothing is left", left, {servers: {}})


def projects(checks, home):
    project = home / "project"
    project.mkdir()
    for client, file in PROJECT_FILES.items():
        done = install(home, client, "--scope", "project", where=project)
        checks.equal(f"install {client} for a project", done.returncode, 0)
        entry = entry_in(project / file, CLIENTS[client][1])
        checks.equal(f"{client}: it starts", server_info(entry, home)["name"], "memory-mcp")
    refused = install(home, "claude-desktop", "--scope", "project", where=project)
    checks.equal("Claude Desktop has no projects", refused.returncode, EXIT_INVALID)


def settings_go_along(checks, home):
    (home / "settings.toml").write_text("")
    done = install(home, "cursor", "--data-dir", "my data", "--tools", "all", "--sandbox-paths",
                   "a", "--sandbox-paths", "b", "--sandbox-write-files", "--config",
                   "settings.toml", "--store", "sqlite:other.db")
    checks.equal("settings are flags beside install", done.returncode, 0)
    entry = entry_in(home / ".cursor/mcp.json", "mcpServers")
    checks.equal("and go along, with absolute paths", entry["args"],
                 ["serve", "--config", f"{home}/settings.toml", "--data-dir", f"{home}/my data",
                  "--store", f"sqlite:{home}/other.db", "--tools", "all", "--sandbox-paths",
                  f"{home}/a", "--sandbox-paths", f"{home}/b", "--sandbox-write-files=true"])
    (home / "a").mkdir()
    (home / "b").mkdir()
    checks.equal("the server understands them", server_info(entry, home)["name"], "memory-mcp")
    checks.check("and keeps its memory there", (home / "other.db").exists())


def what_is_there_stays(checks, home):
    path = home / ".cursor/mcp.json"
    path.parent.mkdir()
    written = ('{\n\t"mcpServers": {\n\t\t"z": {"command": "z"},\n\t\t"a": {"url": "u"}\n\t},\n'
               '\t"odd":1.50\n}')
    path.write_text(written, encoding="utf-8")
    path.chmod(0o640)
    shown = install(home, "cursor", "--dry-run")
    checks.check("--dry-run shows the change", '+ \t\t"memory": {' in shown.stdout, shown.stdout)
    checks.equal("and makes none", path.read_text(encoding="utf-8"), written)
    checks.equal("install beside others", install(home, "cursor").returncode, 0)
    text = path.read_text(encoding="utf-8")
    checks.equal("every other byte stays", text.split(',\n\t\t"memory"')[0],
                 written.split("\n\t},")[0])
    checks.check("after it too", text.endswith('\n\t},\n\t"odd":1.50\n}'), text)
    checks.equal("the mode stays", path.stat().st_mode & 0o777, 0o640)
    checks.equal("a copy tells what was there",
                 Path(f"{path}.bak").read_text(encoding="utf-8"), written)
    install(home, "cursor", "--remove")
    checks.equal("removing it gives it back", path.read_text(encoding="utf-8"), written)


def another_of_the_name(checks, home):
    path = home / ".claude.json"
    path.write_text('{"mcpServers": {"memory": {"command": "other"}}}')
    before = path.read_bytes()
    refused = install(home, "claude-code")
    checks.equal("another server of the name is a conflict", refused.returncode, EXIT_CONFLICT)
    checks.check("and says how to go on", "--force" in refused.stderr, refused.stderr)
    checks.equal("nothing is written", path.read_bytes(), before)
    checks.equal("--name adds beside it", install(home, "claude-code", "--name", "mine").returncode,
                 0)
    checks.equal("--force replaces it", install(home, "claude-code", "--force").returncode, 0)
    document = json.loads(path.read_text())
    checks.equal("both are there", list(document["mcpServers"]), ["memory", "mine"])


def files_left_alone(checks, home):
    path = home / ".config/Code/User/mcp.json"
    path.parent.mkdir(parents=True)
    for what, text in {"comments": '{\n  // mine\n  "servers": {},\n}', "damage": '{"servers":'}.items():
        path.write_text(text)
        refused = install(home, "vscode")
        checks.equal(f"{what} are left alone", refused.returncode, EXIT_CONFLICT)
        checks.check(f"{what}: what to paste is said", '"servers": {' in refused.stderr
                     and '"memory": {' in refused.stderr, refused.stderr)
        checks.equal(f"{what}: not a byte changed", path.read_text(), text)
    checks.equal("and no other file is made", [one.name for one in path.parent.iterdir()],
                 ["mcp.json"])
    path.write_text("")
    checks.equal("an empty file is none of these", install(home, "vscode").returncode, 0)


def links(checks, home):
    real = home / "dotfiles"
    real.mkdir()
    (real / "claude.json").write_text("{}")
    (home / ".claude.json").symlink_to("dotfiles/claude.json")
    checks.equal("a link is followed", install(home, "claude-code").returncode, 0)
    checks.check("and stays one", (home / ".claude.json").is_symlink())
    checks.equal("the file it leads to is written",
                 server_info(entry_in(real / "claude.json", "mcpServers"), home)["name"],
                 "memory-mcp")


def remote(checks, home):
    url = "http://127.0.0.1:8080/mcp"
    done = install(home, "claude-code", "--url", url, "--token-env", "MEMORY_TOKEN")
    checks.check("a variable that is missing here is told", "MEMORY_TOKEN" in done.stderr,
                 done.stderr)
    checks.equal("a running server has a URL", entry_in(home / ".claude.json", "mcpServers"),
                 {"type": "http", "url": url, "headers": {"Authorization": "Bearer ${MEMORY_TOKEN}"}})
    install(home, "vscode", "--url", url, "--token-prompt")
    document = json.loads((home / ".config/Code/User/mcp.json").read_text())
    checks.equal("VS Code asks for the token", [one["id"] for one in document["inputs"]],
                 ["memory-token"])
    for words in (["claude-desktop", "--url", url], ["cursor", "--url", "127.0.0.1:80"],
                  ["cursor", "--url", url, "--token-env", "not-a-name"],
                  ["cursor", "--url", url, "--data-dir", "x"], ["cursor", "--name", "a b"],
                  ["cursor", "--remove", "--print"], ["cursor", "--http", "localhost:80"],
                  ["nosuch"]):
        refused = install(home, *words)
        checks.equal(f"refused: {' '.join(words)}", refused.returncode, EXIT_INVALID)
    checks.check("and nothing written", not (home / ".cursor").exists())


def as_json(checks, home):
    done = subprocess.run([program()[0], "--json", "install", "cursor"], env=environment(home),
                          cwd=home, text=True, capture_output=True, timeout=PATIENCE_S, check=False)
    answer = json.loads(done.stdout)
    checks.equal("--json tells what was done", answer,
                 {"client": "cursor", "file": f"{home}/.cursor/mcp.json", "name": "memory",
                  "changed": True})


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for part in (each_client, projects, settings_go_along, what_is_there_stays,
                     another_of_the_name, files_left_alone, links, remote, as_json):
            home = Path(scratch).resolve() / part.__name__
            home.mkdir()
            checks.group(part, checks, home)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
