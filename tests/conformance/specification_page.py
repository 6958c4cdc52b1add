#!/usr/bin/env python3
"""Whether docs/specification.md names tests that exist: each proof in its tables is looked up among
the tests of ctest, and in the sources for the case. Its own counts are checked as well.

Each run also spells every proof wrong, and fails unless that is noticed.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests/faults")]

from checks import Checks  # noqa: E402

PAGE = ROOT / "docs/specification.md"
SCENARIOS = ROOT / "docs/conformance.md"
CMAKE = ROOT / "tests/CMakeLists.txt"

ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \|$")
PROOF = re.compile(r"`([a-z0-9_]+): ([^`]+)`")
COUNTS = "There are {} demands: {} with tests and {} with a sentence."
UNKEPT = "**Not kept yet**: "
WORDS_MAX = 20


# --- The tests there are ------------------------------------------------------------------------

def scripts():
    """{name in ctest: what it runs}, of tests/CMakeLists.txt; loops are written out."""
    found, words = {}, {}
    for loop, items, line in re.findall(
            r"foreach\((\w+) ([^)]+)\)|^ *(memory_mcp_script_test\([^)]+\))",
            CMAKE.read_text(encoding="utf-8"), re.M):
        if loop:
            words = {f"${{{loop}}}": items.split()}
            continue
        for variable, values in words.items() if "${" in line.split()[0] else [("", [""])]:
            for value in values:
                name, command = line.replace(variable, value).split("(", 1)[1].split(None, 1)
                found[name] = command
    return found


def layers():
    """The folders of src/, each of which has a test program of its name."""
    return {path.name for path in (ROOT / "src").iterdir() if any(path.rglob("*_test.cpp"))}


def text_of(paths):
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


class Tests:
    """Knows whether a test of ctest has a case."""

    def __init__(self):
        self.scripts, self.layers, self._texts = scripts(), layers(), {}

    def problem(self, test, case):
        """What is wrong with naming that case of that test; None when it is there."""
        if test in self.layers:
            return self._of_googletest(test, case)
        if test not in self.scripts:
            return f"ctest has no {test}"
        if test == "transcripts":
            is_there = (ROOT / f"tests/protocol/{case}.mcp").exists()
        elif test == "conformance":
            # In which something was checked, and nothing found.
            is_there = re.search(rf"^\| {re.escape(case)} \| [1-9]\d* \| 0 \|",
                                 self._text(test, [SCENARIOS]), re.M)
        elif test == "clients":
            # A sentence in quotes: the name of a test, or of a rule.
            text = self._text(test, sorted((ROOT / "tests/clients").glob("*.mjs")))
            is_there = re.search(rf"['`]{re.escape(case)}['`][,:]", text)
        else:
            return self._of_python(test, case)
        return None if is_there else f"{test} has no {case!r}"

    def _text(self, test, paths):
        if test not in self._texts:
            self._texts[test] = text_of(paths)
        return self._texts[test]

    def _of_googletest(self, test, case):
        suite, dot, name = case.partition(".")
        text = self._text(test, sorted((ROOT / "src" / test).rglob("*_test.cpp")))
        named = rf"^(TEST|TEST_F|TEST_P|RC_GTEST_PROP)\({suite}, {name}[,)]"
        return None if dot and re.search(named, text, re.M) else f"src/{test} has no test {case}"

    def _of_python(self, test, case):
        path = re.search(r"\S+\.py", self.scripts[test])
        if not path:
            return f"{test} is no script of Python"
        text = self._text(test, [ROOT / path[0]])
        # What checks something takes who counts the checks.
        is_there = re.search(rf"^def {case}\((checks|limits)\b", text, re.M)
        is_run = re.search(rf"\b{case}\b", re.sub(rf"^def {case}\(.*", "", text, flags=re.M))
        return None if is_there and is_run else f"{path[0]} runs no {case}"


# --- The page -----------------------------------------------------------------------------------

def rows_of(text):
    """(heading, number, demand, proof) of every row, in order."""
    heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif row := ROW.match(line):
            yield heading, int(row[1]), row[2], row[3]


def check_rows(checks, rows, tests):
    for heading, number, demand, proof in rows:
        name = f"{heading}, {number}"
        checks.check(f"{name}: has at most {WORDS_MAX} words", len(demand.split()) <= WORDS_MAX)
        named = PROOF.findall(proof)
        problems = [tests.problem(*one) for one in named]
        checks.check(f"{name}: its tests are there", not any(problems),
                     "; ".join(filter(None, problems)))
        checks.check(f"{name}: has tests or a sentence", named or proof.endswith("."), proof)


def check_numbers(checks, rows):
    for heading in dict.fromkeys(row[0] for row in rows):
        numbers = [row[1] for row in rows if row[0] == heading]
        checks.equal(f"{heading}: is counted", numbers, list(range(1, len(numbers) + 1)))


def check_counts(checks, rows, text):
    with_tests = sum(1 for row in rows if PROOF.search(row[3]))
    unkept = sum(1 for row in rows if UNKEPT in row[3])
    said = COUNTS.format(len(rows), with_tests, len(rows) - with_tests)
    if unkept:
        said += f" {unkept} are not wholly kept yet."
    checks.check("the page says how many demands there are", f"\n{said}\n" in text, said)


def check_spelling(checks, rows, tests):
    """Without this, a look-up that finds everything would pass for a good page."""
    named = {proof for row in rows for proof in PROOF.findall(row[3])}
    for test, case in sorted(named):
        wrong = [(test, case + "x"), (test, case[1:]), (test + "x", case)]
        missed = [one for one in wrong if not tests.problem(*one)]
        checks.check(f"{test}: {case}, spelt wrong, is not found", not missed, missed)


def main():
    checks, tests = Checks(), Tests()
    text = PAGE.read_text(encoding="utf-8")
    rows = list(rows_of(text))
    lines = [line for line in text.splitlines() if re.match(r"\| *\d", line)]
    checks.equal("every row is read", len(rows), len(lines))
    checks.check("there are many", len(rows) > 100, len(rows))
    check_numbers(checks, rows)
    check_rows(checks, rows, tests)
    check_counts(checks, rows, text)
    check_spelling(checks, rows, tests)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
