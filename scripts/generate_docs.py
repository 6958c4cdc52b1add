#!/usr/bin/env python3
"""Writes the generated pages of docs/, or with --check fails when one is out of date."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# $MEMORY_MCP names another build, as in the tests: "build/tsan/memory-mcp serve".
PROGRAM = os.environ.get("MEMORY_MCP", f"{ROOT}/build/release/memory-mcp serve").split()[0]
PAGES = ["tools", "configuration", "commands"]


def main():
    check = "--check" in sys.argv[1:]
    stale = []
    for page in PAGES:
        path = ROOT / "docs" / f"{page}.md"
        text = subprocess.run([PROGRAM, "manual", page], check=True, capture_output=True,
                              text=True).stdout
        if path.exists() and path.read_text() == text:
            continue
        stale.append(str(path.relative_to(ROOT)))
        if not check:
            path.write_text(text)
    if check and stale:
        print("out of date, run scripts/generate_docs.py:", ", ".join(stale))
        return 1
    print("generated pages are up to date" if not stale else "wrote " + ", ".join(stale))
    return 0


if __name__ == "__main__":
    sys.exit(main())
