#!/usr/bin/env python3
"""Reads the Dockerfile and compares it with the tree and the program. It is not built here: that needs
Docker and a network."""
import fnmatch
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/faults"))
from checks import Checks  # noqa: E402
from server import program  # noqa: E402

# What every Debian has, and what is loaded only when it is needed and so not seen by ldd.
IN_EVERY_IMAGE, LOADED_LATER = {"libc6", "libgcc-s1"}, {"ca-certificates", "libcurl4", "libpq5"}


def instructions():
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines()
            if line and not line.startswith("#")]


def stages():
    found = []
    for instruction in instructions():
        if instruction[0] == "FROM":
            found.append([])
        found[-1].append(instruction)
    return found


def of(stage, word):
    return [rest for name, rest in stage if name == word]


def sources_exist(checks):
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for stage in stages():
        for copied in of(stage, "COPY"):
            if copied.startswith("--from="):
                continue
            for source in copied.split()[:-1]:
                checks.check(f"COPY {source}: it exists", (ROOT / source).exists())
                checks.check(f"COPY {source}: it is not ignored",
                             not any(fnmatch.fnmatch(source, rule) for rule in ignored))
        for commands in of(stage, "RUN"):
            for script in re.findall(r"\bscripts/\w+", commands):
                checks.check(f"RUN {script}: it can be run", os.access(ROOT / script, os.X_OK))


def runs_without_rights(checks):
    last = stages()[-1]
    user = of(last, "USER")
    checks.check("the server is not root", user and user[-1] not in ("root", "0"), user)
    created = any(f" {user[-1]} " in f"{commands} " and "useradd" in commands
                  for commands in of(last, "RUN"))
    checks.check("its user is made", created)
    checks.equal("its memory is a volume", of(last, "VOLUME"), ["/data"])
    checks.check("and it is kept there", "MEMORY_MCP_DATA_DIR=/data" in of(last, "ENV"))
    checks.equal("it starts the program", json.loads(of(last, "ENTRYPOINT")[0]), ["memory-mcp"])
    checks.equal("which serves", json.loads(of(last, "CMD")[0]), ["serve"])
    name = json.loads((ROOT / "packaging/server.json").read_text(encoding="utf-8"))["name"]
    checks.equal("the label is the registry's name", of(last, "LABEL"),
                 [f'io.modelcontextprotocol.server.name="{name}"'])


def package_of(path):
    """dpkg knows a file by the path it was packed with, from before /lib became /usr/lib."""
    real = os.path.realpath(path)
    found = subprocess.run(["dpkg", "-S", real, real.removeprefix("/usr")], capture_output=True,
                           text=True, check=False).stdout
    return found.split(":")[0]


def has_the_libraries(checks):
    listing = subprocess.run(["ldd", program()[0]], capture_output=True, text=True, check=True).stdout
    if "lib/x86_64-linux-gnu/libasan" in listing or "libtsan" in listing:
        return  # A sanitizer's own libraries are no part of the image.
    needed = set()
    for path in re.findall(r"=> (/\S+)", listing):
        needed.add(package_of(path))
    installed = re.search(r"--no-install-recommends(.*?)&&", of(stages()[-1], "RUN")[0])[1].split()
    checks.equal("the image has what the program is linked with", set(installed) - LOADED_LATER,
                 needed - IN_EVERY_IMAGE)


def main():
    checks = Checks()
    for part in (sources_exist, runs_without_rights, has_the_libraries):
        checks.group(part, checks)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
