#!/usr/bin/env python3
"""The library as others use it: installed to a folder, found there, linked, run.
usage: test_install.py BUILD_FOLDER C++_COMPILER [FLAGS for programs that use the library]"""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/faults"))
from checks import Checks  # noqa: E402

BUILD, COMPILER, FLAGS = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]
# A build of somebody who has memory-mcp nowhere but in the folder that is named.
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8"}
EXPORTED = re.compile(r"memory_mcp::(MemoryMCPServer::|SandboxConfig::(restrictive|permissive)\(|"
                      r"check\(|name_of\(|execution::(to_string\b|operator<<))")


def run(*command, **environment):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=300, env={**ENVIRONMENT, **environment})


def must(*command, **environment):
    done = run(*command, **environment)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def find(prefix, name):
    found = sorted(prefix.rglob(name))
    if not found:
        raise RuntimeError(f"{name} was not installed")
    return found[0]


def installed_files(checks, prefix):
    must("cmake", "--install", BUILD, "--prefix", prefix)
    for path in ("bin/memory-mcp", "libexec/memory-mcp/memory-mcp-sandbox",
                 "include/memory_mcp/memory_mcp.h"):
        checks.check(f"{path} is installed", (prefix / path).is_file())
    headers = sorted(path.name for path in (ROOT / "include/memory_mcp").iterdir())
    checks.equal("every public header is installed and no other",
                 sorted(path.name for path in (prefix / "include/memory_mcp").iterdir()), headers)
    for name in headers:
        done = run(COMPILER, "-std=c++20", *WARNINGS, "-fsyntax-only", "-I", prefix / "include",
                   "-include", f"memory_mcp/{name}", "-x", "c++", "/dev/null")
        checks.check(f"{name} compiles alone", done.returncode == 0, done.stderr)
    macros = re.findall(r"^ *# *define +(\w+)", "".join(
        path.read_text() for path in (prefix / "include").rglob("*.h")), re.M)
    checks.equal("the headers define one macro", macros, ["MEMORY_MCP_API"])
    package = "".join(path.read_text() for path in prefix.rglob("memory_mcp-*.cmake"))
    checks.check("the package needs no other package",
                 package and not re.search("find_dependency|spdlog|SQLite|nlohmann|fmt::", package))
    checks.check("nothing that is installed knows where it was built",
                 str(ROOT) not in package + find(prefix, "memory_mcp.pc").read_text())


def exported_names(checks, prefix):
    library = find(prefix, "libmemory_mcp.so")
    names = [line.split(" ", 2)[2]
             for line in must("nm", "-DC", "--defined-only", library).splitlines()]
    names = [name for name in names if name != "MEMORY_MCP"]
    checks.check("the interface is exported", len(names) > 10, names)
    checks.equal("and nothing else", [name for name in names if not EXPORTED.match(name)], [])
    checks.check("the library has a name that tells incompatible ones apart",
                 "libmemory_mcp.so.0.1]" in must("readelf", "-d", library))


def examples(checks, prefix, folder):
    build = folder / "examples"
    must("cmake", "-G", "Ninja", "-S", ROOT / "examples/library", "-B", build,
         f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_COMPILER={COMPILER}",
         f"-DCMAKE_CXX_FLAGS={' '.join([*WARNINGS, *FLAGS])}")
    cache = (build / "CMakeCache.txt").read_text()
    checks.check("find_package takes the one that is installed",
                 f"memory_mcp_DIR:PATH={prefix}" in cache)
    must("cmake", "--build", build)

    checks.check("basic prints its result", re.fullmatch(
        r'Result: Success\{output: \{"sum":2,"message":"Hello from sandbox"\}, '
        r'stdout: "Calculating sum\.\.\.\\n", stderr: "", execution_time_ms: \d+\}\n',
        output := must(build / "basic")), output)
    error_handling(checks, must(build / "error_handling"))
    custom_config(checks, build / "custom_config", folder)
    return build


def error_handling(checks, output):
    expected = [r"Success: 42", r"Syntax error: SyntaxError: .+",
                r"Error \(runtime\) in line 2: TypeError: .+", r"Error \(resource\) .*out of memory.+",
                r"Timeout after \d+ ms; it had printed counting",
                r"Security violation \(file_system_access\): .+",
                r"Not run \(invalid_argument\): context\.input: .+",
                r"Not opened \(invalid_argument\): allow_subprocesses: .+"]
    lines = output.splitlines()
    checks.equal("error_handling prints a line for each end", len(lines), len(expected))
    for line, pattern in zip(lines, expected):
        checks.check(pattern, re.fullmatch(pattern, line), line)


def custom_config(checks, program, folder):
    data = folder / "data"
    data.mkdir()
    (data / "builds.json").write_text(json.dumps(
        [{"target": "server"}, {"target": "docs", "error": "no such file"}]))
    lines = must(program, data).splitlines()
    checks.equal("custom_config finds the failure", lines[0], 'Failed builds: '
                 '[{"task":"Build docs","reason":"no such file"}]')
    metrics = json.loads(lines[1].removeprefix("Metrics: "))
    checks.equal("and counts the episodes", metrics["episodes"]["total"], 2)
    checks.equal("and the executions", lines[2], "Executions: 2")
    checks.check("and keeps them", (data / "memory.db").stat().st_size > 0)


def program_finds_its_sandbox(checks, prefix):
    answer = must(prefix / "bin/memory-mcp", "--json", "--store", "in_memory:", "call",
                  "execute_agent_code", "--code", "return 6 * 7", "--context", '{"task":"t"}')
    checks.equal("the installed program runs code", json.loads(answer).get("output"), "42")


def moved(checks, prefix, folder):
    """Without CMake, and after the whole installation has moved to another place."""
    there = prefix.rename(folder / "elsewhere")
    packages = find(there, "memory_mcp.pc").parent
    flags = must("pkg-config", "--cflags", "--libs", "memory_mcp",
                 PKG_CONFIG_LIBDIR=str(packages)).split()
    program = folder / "basic"
    must(COMPILER, "-std=c++20", *FLAGS, ROOT / "examples/library/basic.cpp", "-o", program, *flags)
    output = must(program, LD_LIBRARY_PATH=str(packages.parent))
    checks.check("a moved installation works, by pkg-config too",
                 output.startswith("Result: Success{"), output)
    program_finds_its_sandbox(checks, there)
    find(there, "memory-mcp-sandbox").unlink()
    done = run(program, LD_LIBRARY_PATH=str(packages.parent))
    checks.check("without memory-mcp-sandbox the error says what to do",
                 done.returncode == 1 and "sandbox_program: " in done.stderr
                 and "install memory-mcp" in done.stderr, done.stdout + done.stderr)


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prefix = folder / "prefix"
        checks.group(installed_files, checks, prefix)
        checks.group(exported_names, checks, prefix)
        checks.group(program_finds_its_sandbox, checks, prefix)
        checks.group(examples, checks, prefix, folder)
        checks.group(moved, checks, prefix, folder)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
