#!/usr/bin/env python3
"""Proof that the wall tests see: plants holes into a copy of the source, one after the other, and
expects the matching check to fail, which holds in the unharmed copy.

planted_holes.py [--keep DIR] [NAME…]: a copy and a build that are kept make the next run quicker.
Takes some minutes and is not part of the ordinary tests.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent / "faults")]

from add_a_tool import copy_of_tree  # noqa: E402

PATIENCE_S = 300


class Hole(NamedTuple):
    """What is changed, and which check must see it."""

    name: str
    file: str  # By its name alone: files move between folders.
    edits: tuple  # (text, what stands there instead)…
    test: tuple  # A command, in the copy.
    check: str  # Part of the line of the check that must fail.


def script(name, *options):
    return (sys.executable, f"tests/sandbox/{name}.py", *options)


def cases(name):
    return ("build/holes/system_calls_test", f"--gtest_filter=SystemCalls.{name}")


def fuzz(target):
    return (sys.executable, "scripts/fuzz", "--seconds", "20", target)


def attack(name):
    return (sys.executable, "tests/run_attacks.py", f"tests/attacks/{name}")


HOLES = [
    Hole("no filter of its own in the child", "child.cpp",
         (("if (birth.order.without_seccomp == 0 && !filter.enter()) "
           "die(\"no system call filter\");",
           "static_cast<void>(birth), static_cast<void>(filter);"),),
         cases("with_zeros_only_clocks_and_the_alarm_come_back"), "[  FAILED  ] SystemCalls."),
    Hole("memory may be made executable", "system_call_filter.cpp",
         (("        Argument{.index = 2, .value = PROT_READ | PROT_WRITE},\n", ""),),
         cases("linear_memory_can_be_made_usable_and_nothing_else"), "[  FAILED  ] SystemCalls."),
    Hole("any descriptor may be written to", "system_call_filter.cpp",
         (("filter.allow(SYS_write, on_socket);", "filter.allow(SYS_write);"),),
         cases("only_the_socket_can_be_read_and_written"), "[  FAILED  ] SystemCalls."),
    Hole("numbers of the x32 entry are taken for others", "system_call_filter.cpp",
         (("add(jump_if_at_least, x32_numbers, 0, 1);", "add(jump_if_at_least, ~0U, 0, 1);"),
          ("add(load_word, offsetof(seccomp_data, nr));\n  add(jump",
           "add(load_word, offsetof(seccomp_data, nr));\n  add(mask_word, ~x32_numbers);\n"
           "  add(jump")),
         cases("numbers_of_the_x32_entry_do_not_come_back"), "[  FAILED  ] SystemCalls."),
    Hole("a descriptor is left open", "child.cpp",
         (("  ::syscall(SYS_close_range, 0, child_socket - 1, 0);\n", ""),),
         script("confinement"), "waiting child 1: descriptors"),
    Hole("secrets in the environment", "zygote_process.cpp",
         (("std::array<char*, 1> environment{nullptr};", "char** const environment = ::environ;"),
          ("environment.data());", "environment);")),
         script("confinement"), "environment"),
    Hole("root stays root", "confine.cpp",
         (("if (::geteuid() != 0) return;", "if (::geteuid() != 1) return;"),),
         script("confinement"), "no part of Uid is root's"),
    Hole("the network of the machine", "confine.cpp",
         (("CLONE_NEWNET | ", ""),),
         script("confinement"), "net namespace of its own"),
    Hole("capabilities are kept", "confine.cpp",
         (("  if (!set_capabilities({})) return refuse(\"no_capabilities\", errno);\n", ""),),
         script("confinement"), "waiting child 1: CapEff"),
    Hole("no deadline in the server", "execution.cpp",
         (("if (Clock::now() >= deadline() + grace) return Facts::End::deadline;", ""),),
         script("sandbox_faults", "--only", "stopped_child"), "stopped_child"),
    Hole("no end when the caller gives up", "execution.cpp",
         (("[this] { lease_.child.kill(); }", "[] {}"),),
         script("sandbox_faults", "--only", "cancelled", "--rounds", "5"),
         "callers give up: the child is gone"),
    Hole("no share of the processor", "cpu_share.h",
         (("return used > burst && (used", "return used > 1'000 * burst && (used"),),
         script("bounds", "--only", "processor"), "never more than"),
    Hole("no limit on memory", "wasm_runtime.cpp",
         (("std::uint64_t{runtime.pages_used} + more <= runtime.pages_max;",
           "runtime.pages_max > 0;"),),
         script("bounds", "--only", "memory"), "its process is at most 16 MiB larger"),
    Hole("no cap on what is printed", "slot_view.cpp",
         (("wire::output_bytes_max - used", "wire::result_bytes_max - used"),),
         script("bounds", "--only", "printed_bytes"), "of 256 KiB + 1 is cut"),
    Hole("children with the same random key", "child.cpp",
         (("  take_random_key();\n", ""),),
         script("realm", "--only", "randomness", "--random", "200"), "never says the same twice"),
    Hole("memory shared from run to run", "slot.cpp",
         (("::memfd_create(\"memory-mcp-slot\", MFD_CLOEXEC | MFD_ALLOW_SEALING)",
           "::dup([] {\n    static const int one ="
           " ::memfd_create(\"memory-mcp-slot\", MFD_ALLOW_SEALING);\n    return one;\n  }())"),
          ("F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0", "0) > 0")),
         script("realm", "--only", "nothing_is_left_behind", "--rounds", "20"),
         "holds the marker anywhere"),
    Hole("classes by what a message says", "outcome.cpp",
         (("  if (!words.report.member(&Report::memory_refused).is_set()) return false;\n",
           "  static_cast<void>(words);\n"),),
         script("realm", "--only", "classes_come_from_facts"),
         "error/runtime: throw new Error('out of memory')"),
    Hole("the screen alone keeps files away", "sandbox.cpp",
         (("(grants.files ? wire::grant_file_system : 0U)", "wire::grant_file_system"),),
         script("realm", "--only", "exact_globals"), "the globals with no grant"),
    Hole("a module that was asked for is not told", "script_run.cpp",
         (("  name.copy(place.data(), place.size());\n", "  static_cast<void>(name);\n"),),
         attack("file_system_import_call.js"), "with the screen off"),
    Hole("a child asks without end", "host_link.cpp",
         (("return outstanding_ >= wire::outstanding_calls_max ||", "return"),),
         attack("exhaustion_of_calls.js"), "with the screen off"),
    Hole("the server takes calls without end", "frame_reader.cpp",
         (("outstanding_ < wire::outstanding_calls_max &&", ""),),
         fuzz("frame_reader"), "crashed"),
    Hole("a length in a report is believed", "outcome.cpp",
         (("return length ? slot.copy(wire::result_offset, *length) : \"\";",
           "return std::string(length ? *length : 0x7FFFFFF, 'x');"),),
         fuzz("outcome"), "crashed"),
    Hole("a length from linear memory is believed", "engine_imports.cpp",
         (("if (address + bytes >", "if (address >"),),
         fuzz("engine_imports"), "crashed"),
    Hole("a count in the slot is believed", "slot_view.cpp",
         (("whole_characters(text, wire::output_bytes_max - used)",
           "whole_characters(text, ~std::size_t{0})"),),
         fuzz("slot_view"), "crashed"),
]


def run(command, tree, **more):
    return subprocess.run(command, cwd=tree, stdin=subprocess.DEVNULL, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **more)


def configure(tree):
    copy_of_tree(tree)
    modules = tree / "node_modules"
    if not modules.exists():
        modules.symlink_to(ROOT / "node_modules")
    done = run(["cmake", "--preset", "release", "-S", str(tree), "-B", "build/holes"], tree)
    if done.returncode != 0:
        sys.exit(f"the copy cannot be configured:\n{done.stdout[-3000:]}")


def build(tree):
    done = run(["cmake", "--build", "build/holes", "--target", "memory-mcp", "memory-mcp-sandbox",
                "system_calls_test"], tree)
    return None if done.returncode == 0 else done.stdout[-2000:]


def check_lines(hole, tree):
    """Which lines of the test speak of the check, and whether the test as a whole passed."""
    environment = {**os.environ, "MEMORY_MCP": "build/holes/memory-mcp serve",
                   "MEMORY_MCP_PATIENCE_S": "6"}
    done = run(hole.test, tree, env=environment, timeout=PATIENCE_S)
    lines = [line for line in done.stdout.splitlines() if hole.check in line]
    return lines, done


def fails(lines):
    return any(line.startswith(("FAIL", "[  FAILED  ]")) or "crashed" in line for line in lines)


def find(tree, name):
    found = [path for path in (tree / "src").rglob(name)]
    if name == "child.cpp":  # The server's side has one as well.
        found = [path for path in found if "zygote" in path.parts]
    if len(found) != 1:
        sys.exit(f"{name}: {len(found)} files of that name")
    return found[0]


def plant(hole, tree):
    """Returns the file and its text before."""
    path = find(tree, hole.file)
    before = after = path.read_text(encoding="utf-8")
    for text, instead in hole.edits:
        if after.count(text) != 1:
            sys.exit(f"{hole.name}: {hole.file} holds {after.count(text)} times: {text}")
        after = after.replace(text, instead)
    path.write_text(after, encoding="utf-8")
    return path, before


def try_hole(hole, tree):
    """What came of it, in a word; only "seen" is well."""
    path, before = plant(hole, tree)
    try:
        problem = build(tree)
        if problem:
            return f"does not compile: {problem[-600:]}"
        try:
            lines, _ = check_lines(hole, tree)
        except subprocess.TimeoutExpired:
            return "the test hangs"
        return "seen" if fails(lines) else "NOT SEEN"
    finally:
        path.write_text(before, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", help="where the copy and its build stay")
    parser.add_argument("names", nargs="*", help="parts of the names of the holes to plant")
    options = parser.parse_args()
    holes = [hole for hole in HOLES
             if not options.names or any(name in hole.name for name in options.names)]
    with tempfile.TemporaryDirectory(prefix="memory-mcp-holes-") as scratch:
        tree = Path(options.keep).absolute() if options.keep else Path(scratch)
        tree.mkdir(parents=True, exist_ok=True)
        configure(tree)
        problem = build(tree)
        if problem:
            sys.exit(f"the copy does not build:\n{problem}")
        results, wholes = [], {}
        for hole in holes:
            start = time.monotonic()
            if hole.test not in wholes:
                wholes[hole.test] = check_lines(hole, tree)[1].stdout
            lines = [line for line in wholes[hole.test].splitlines() if hole.check in line]
            result = "fails without it" if fails(lines) else try_hole(hole, tree)
            results.append(result)
            print(f"{'ok  ' if result == 'seen' else 'FAIL'}  {hole.name:<48} "
                  f"{' '.join(hole.test[1:])[-60:]:<60} {result} "
                  f"({time.monotonic() - start:.0f} s)", flush=True)
    seen = results.count("seen")
    print(f"{seen} of {len(results)} planted holes are seen")
    return 0 if seen == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
