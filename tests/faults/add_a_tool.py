#!/usr/bin/env python3
"""A new tool is one file and one line: adds one to a copy of the source tree, builds and calls it.

add_a_tool.py [--keep DIR]   (a copy and a build that are kept make the next run much faster)
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from checks import Checks
from server import Server

ROOT = Path(__file__).resolve().parents[2]
NEW_TOOL = "scratch_tool"
LIST = Path("src/tools/tool_list.def")


def copy_of_tree(destination):
    """What version control knows, and what is new but not ignored: no build output."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True).stdout
    for name in listed.decode().split("\0"):
        source, target = ROOT / name, destination / name
        if name and source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    # What is installed and not kept: the sandbox is built from it.
    installed = destination / "node_modules"
    if not installed.exists():
        installed.symlink_to(ROOT / "node_modules")


def add_tool(tree):
    """Writes the one file and the one line; returns the name of the tool it is modelled on."""
    listed = re.findall(r"^TOOL\((\w+)\)", (tree / LIST).read_text(encoding="utf-8"), re.M)
    files = {path.stem: path for path in (tree / "src/tools").rglob("*.cpp")}
    model = min(listed, key=lambda name: files[name].stat().st_size)
    text = files[model].read_text(encoding="utf-8").replace(model, NEW_TOOL)
    files[model].with_name(f"{NEW_TOOL}.cpp").write_text(text, encoding="utf-8")
    with open(tree / LIST, "a", encoding="utf-8") as tool_list:
        tool_list.write(f"TOOL({NEW_TOOL})\n")
    return model


def build(tree, build_dir):
    """Builds the program alone; the compiler cache makes all but the new file quick."""
    launcher = shutil.which("ccache")
    environment = {**os.environ, "CCACHE_BASEDIR": str(tree), "CCACHE_NOHASHDIR": "1"}
    configure = ["cmake", "--preset", "release", "-S", str(tree), "-B", str(build_dir)]
    if launcher:
        configure.append(f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}")
    for command in (configure, ["cmake", "--build", str(build_dir), "--target", "memory-mcp"]):
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True,
                              check=False)
        if done.returncode:
            return (done.stdout + done.stderr)[-3000:]
    return ""


def calls(checks, data_dir, model):
    with Server(data_dir) as server:
        tools = server.call("tools/list")["result"]["tools"]
        named = {tool["name"]: tool for tool in tools}
        if not checks.check("tools/list shows the new tool", NEW_TOOL in named, list(named)):
            return
        checks.equal("with the schema it was given", named[NEW_TOOL]["inputSchema"],
                     named[model]["inputSchema"])
        answers = [server.call("tools/call", {"name": name, "arguments": {}})
                   for name in (model, NEW_TOOL)]
        checks.check("a call answers as that of its model does",
                     "result" in answers[1] and answers[0]["result"].get("isError")
                     == answers[1]["result"].get("isError"), json.dumps(answers)[:500])
        metrics = server.must("get_metrics", metric_type="performance")
        checks.check("it is measured", NEW_TOOL in json.dumps(metrics), metrics)
        checks.equal("the server ends cleanly", server.close(), 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where to copy and build")
    options = parser.parse_args()
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        place = (options.keep or Path(scratch)).resolve()
        tree = place / "tree"
        # As in a checkout, so that ccache finds what the checkout built.
        build_dir = tree / "build" / "release"
        shutil.rmtree(tree, ignore_errors=True)
        copy_of_tree(tree)
        model = add_tool(tree)
        print(f"      (modelled on {model})", flush=True)
        problem = build(tree, build_dir)
        if checks.check("one file and one line more still builds", not problem, problem):
            program = next(path for path in build_dir.rglob("memory-mcp") if path.is_file())
            os.environ["MEMORY_MCP"] = f"{program} serve"
            checks.group(calls, checks, Path(scratch) / "data", model)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
