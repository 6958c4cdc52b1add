#!/usr/bin/env python3
"""Takes swc's WebAssembly out of its npm package and checks that it is the module we know.

extract_swc.py wasm.js swc.wasm --imports swc_imports.txt --objdump wasm-objdump
"""
import argparse
import base64
import hashlib
import pathlib
import re
import subprocess
import sys

SHA256 = "8d58b4dd3dc9f9081e7e5330879864e99427b2c8746bd3b1198f053062e8cc1b"
PACKAGE = "@swc/wasm-typescript 1.16.2"

# The module is one literal of three and a half million characters; nothing else there is as long.
LITERAL = re.compile(r"""(["'`])([A-Za-z0-9+/]{100000,}={0,2})\1""")


class Refused(Exception):
    pass


def extracted(javascript):
    literals = LITERAL.findall(javascript)
    if len(literals) != 1:
        raise Refused(f"expected one base64 literal, found {len(literals)}: is this {PACKAGE}?")
    return base64.b64decode(literals[0][1], validate=True)


def check_hash(wasm):
    found = hashlib.sha256(wasm).hexdigest()
    if found != SHA256:
        raise Refused(f"sha256 is {found}, expected {SHA256} ({PACKAGE})")


def objdump_lines(objdump, path, *options):
    run = subprocess.run([objdump, *options, str(path)], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def check_imports(objdump, path, list_path):
    """The list is closed: what the module may ask for is what was looked at."""
    pattern = re.compile(r"^ - (\w+)\[\d+\].* <- (.+)$")
    found = set()
    for line in objdump_lines(objdump, path, "-x", "-j", "Import"):
        match = pattern.match(line)
        if not match:
            continue
        kind, name = match.groups()
        if kind != "func":
            raise Refused(f"imports a {kind}: {name}")
        found.add(name)
    listed = set(read_list(list_path))
    if found != listed:
        raise Refused(f"imports differ from {list_path}: "
                      f"new {sorted(found - listed)}, gone {sorted(listed - found)}")


def read_list(path):
    lines = [line.split("#")[0].split() for line in pathlib.Path(path).read_text().splitlines()]
    return {f"__wbindgen_placeholder__.{words[0]}": words[1] for words in lines if words}


def check_no_tail_calls(objdump, path):
    """wasm2c of this version translates them wrongly."""
    for line in objdump_lines(objdump, path, "-d"):
        if "return_call" in line:
            raise Refused(f"has a tail call, which wasm2c gets wrong: {line.strip()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("javascript", type=pathlib.Path)
    parser.add_argument("wasm", type=pathlib.Path)
    parser.add_argument("--imports", required=True)
    parser.add_argument("--objdump", required=True)
    options = parser.parse_args()
    # Only a module that passed every check gets the name that the next step reads.
    unchecked = options.wasm.with_suffix(".unchecked")
    try:
        wasm = extracted(options.javascript.read_text())
        check_hash(wasm)
        unchecked.write_bytes(wasm)
        check_imports(options.objdump, unchecked, options.imports)
        check_no_tail_calls(options.objdump, unchecked)
        unchecked.replace(options.wasm)
    except Refused as reason:
        sys.exit(f"{options.javascript}: {reason}")


if __name__ == "__main__":
    main()
