#!/usr/bin/env python3
"""Fails when a source file includes a folder that is not below its own in src/layers.txt."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src"
PUBLIC = "memory_mcp"  # include/memory_mcp: what users of the library see lies below everything.


def read_ranks():
    lines = [line.split("#")[0].split() for line in (SOURCES / "layers.txt").open()]
    levels = [folders for folders in lines if folders]
    return {folder: level for level, folders in enumerate(levels) for folder in folders}


def check_file(path, ranks):
    here = path.relative_to(SOURCES).parts[0]
    for number, line in enumerate(path.open(), 1):
        included = re.match(r'#include "([a-z_]+)/', line)
        if not included or included[1] == here:
            continue
        there = included[1]
        if there == "tests" and path.name.endswith("_test.cpp"):
            continue
        if there == PUBLIC:
            continue
        if there not in ranks or ranks[there] >= ranks[here]:
            yield f"{path.relative_to(ROOT)}:{number}: {here} may not include {there}"


def main():
    ranks = read_ranks()
    problems = [f"src/{folder.name} is not in src/layers.txt" for folder in SOURCES.iterdir()
                if folder.is_dir() and folder.name not in ranks]
    for path in sorted([*SOURCES.rglob("*.h"), *SOURCES.rglob("*.cpp")]):
        problems += check_file(path, ranks)
    print("\n".join(problems) or f"{len(ranks)} layers hold")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
