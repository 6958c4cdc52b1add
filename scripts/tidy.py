#!/usr/bin/env python3
"""The house rules that a machine can check (docs/style.md). Prints what breaks them; fails if any do."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

FILE_LINES_MAX = 400
TEST_LINES_MAX = 800
HEADER_LINES_MAX = 220
FUNCTION_LINES_MAX = 70
LINE_WIDTH_MAX = 100
FOLDER_FILES_MAX = 60
README_LINES_MAX = 15

BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base_impl", "misc"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

# What only some folders may do: (pattern, folders, what it is).
DOORS = [
    (re.compile(r"\bstd::(jthread|thread)\s+\w+|\bpthread_create\b"),
     ("base", "transport", "storage", "sandbox", "recall", "advice"), "starting threads"),
    (re.compile(r"\bstd::cout\b|\bprintf\("), ("apps",), "writing to stdout"),
    (re.compile(r"#include <(SQLiteCpp|sqlite3|libpq)"), ("storage",), "SQL"),
    (re.compile(r"#include <toml|#include <CLI/"), ("apps",), "configuration and flags"),
    (re.compile(r"\bfork\(|\bvfork\(|\bposix_spawn\("), ("base", "sandbox", "zygote"),
     "starting processes"),
    (re.compile(r"\bthrow\b(?!\")"), ("base",), "throwing"),
    (re.compile(r"\bsystem_clock::now\("), ("base",), "asking for the time"),
]


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
                         cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in out.splitlines() if (ROOT / line).exists()]


def functions(lines):
    """Yields (first line, length) of blocks that start at the margin and look like functions."""
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and re.match(r"^(?!namespace|class|struct|enum|constexpr auto names_of)"
                                      r"[A-Za-z].*\{$", line):
            start = number
        elif start is not None and line.startswith("}"):
            yield start, number - start + 1
            start = None


def check_source(path):
    name = path.relative_to(ROOT)
    text = path.read_text()
    lines = text.splitlines()
    is_test = path.name.endswith("_test.cpp") or "tests" in name.parts
    limit = TEST_LINES_MAX if is_test else HEADER_LINES_MAX if path.suffix == ".h" else FILE_LINES_MAX
    if len(lines) > limit:
        yield f"{name}: {len(lines)} lines; {limit} at most"
    if path.stem in BANNED_NAMES:
        yield f"{name}: the name does not say what it is"
    if path.suffix == ".h" and "#pragma once" not in text:
        yield f"{name}: no #pragma once"
    if path.suffix == ".h" and not text.startswith("//"):
        yield f"{name}: a header opens with what it is and why"
    if not is_test:
        for first, length in functions(lines):
            if length > FUNCTION_LINES_MAX:
                yield f"{name}:{first}: a function of {length} lines; {FUNCTION_LINES_MAX} at most"
    for number, line in enumerate(lines, 1):
        yield from check_line(name, number, line, is_test)


def check_line(name, number, line, is_test):
    # The name of a test is a sentence and cannot be wrapped.
    if len(line) > LINE_WIDTH_MAX and not line.startswith(("TEST(", "RC_GTEST_PROP(")):
        yield f"{name}:{number}: {len(line)} characters; {LINE_WIDTH_MAX} at most"
    if UNFINISHED.search(line):
        yield f"{name}:{number}: unfinished work"
    if re.search(r"#define (?!TRY|CHECK|STORE|TOOL|COMMAND|EMBEDDER|IMPORTER|SIGNAL)", line) and name.suffix != ".def":
        yield f"{name}:{number}: a macro"
    if is_test or name.parts[0] != "src":
        return
    code = line.split("//")[0]
    for pattern, folders, what in DOORS:
        if pattern.search(code) and name.parts[1] not in folders:
            yield f"{name}:{number}: {what} belongs to {', '.join(folders) or 'nobody yet'}"


def check_folders():
    for folder in sorted(p for p in (ROOT / "src").iterdir() if p.is_dir()):
        readme = folder / "README.md"
        if not readme.exists():
            yield f"src/{folder.name}: no README.md"
        elif len(readme.read_text().splitlines()) > README_LINES_MAX:
            yield f"src/{folder.name}/README.md: more than {README_LINES_MAX} lines"
        if sum(1 for p in folder.iterdir() if p.is_file()) > FOLDER_FILES_MAX:
            yield f"src/{folder.name}: more than {FOLDER_FILES_MAX} files"


def check_tool_list():
    listed = set(re.findall(r"^TOOL\((\w+)\)", (ROOT / "src/tools/tool_list.def").read_text(), re.M))
    makes_a_tool = re.compile(r"^Tool \w+\(Services&", re.M)
    written = {path.stem for path in tracked("src/tools/*.cpp")
               if makes_a_tool.search(path.read_text())}
    for name in sorted(written - listed):
        yield f"src/tools/{name}.cpp is not in tool_list.def"


def main():
    problems = [*check_folders(), *check_tool_list()]
    for path in tracked("src/*.h", "src/*.cpp", "bench/*.h", "bench/*.cpp"):
        problems += check_source(path)
    print("\n".join(problems) or "the house rules hold")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
