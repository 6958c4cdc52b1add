#!/usr/bin/env python3
"""What is JSON: each file of JSONTestSuite (https://github.com/nst/JSONTestSuite) as a message.

json_suite.py FOLDER, its test_parsing. A message that is JSON and no request is refused as that;
one that is no JSON as no JSON. Without the folder it is skipped: the files are not ours.
"""
import sys
import tempfile
from pathlib import Path

from http_server import SKIPPED, Checks, HttpServer
from mcp import ask, post

# What the suite leaves open. We take numbers that are rounded to 0, and a byte order mark; we refuse
# integers that would be rounded, numbers that would be infinite, texts that are no UTF-8 or that no
# text can hold, and what is nested deeper than anybody means.
TAKEN = {
    "i_number_double_huge_neg_exp.json", "i_number_real_underflow.json",
    "i_structure_UTF-8_BOM_empty_object.json",
}
# What it takes, and we refuse: of two members of one name nobody knows which was meant.
REFUSED = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}


def is_taken(name):
    return name.startswith("y_") and name not in REFUSED or name in TAKEN


def main():
    if len(sys.argv) != 2:
        print(f"skipped: {__doc__.splitlines()[2]}")
        return SKIPPED
    checks = Checks()
    files = sorted(Path(sys.argv[1]).glob("*.json"))
    checks.check("the suite is there", len(files) > 300, len(files))
    with tempfile.TemporaryDirectory() as scratch, HttpServer(scratch) as server:
        for file in files:
            error = ask(server, post(file.read_bytes())).json()["error"]["message"]
            checks.equal(file.name, "cannot be read" not in error, is_taken(file.name))
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
