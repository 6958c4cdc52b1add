#!/usr/bin/env python3
"""Runs a command beside a PostgreSQL of its own, whose URL it finds in MEMORY_MCP_TEST_POSTGRES and,
for servers that it starts, in MEMORY_MCP_STORE.

with_postgres.py COMMAND…        e.g. with_postgres.py build/release/storage_test
"""
import os
import subprocess
import sys

from postgres import SKIPPED, Postgres, programs


def main():
    if programs() is None:
        print("PostgreSQL is not installed (Debian: postgresql-15)", file=sys.stderr)
        return SKIPPED
    # What is tested so does not depend on a disk.
    with Postgres(fsync="off") as postgres:
        environment = {**os.environ, "MEMORY_MCP_TEST_POSTGRES": postgres.url,
                       "MEMORY_MCP_STORE": postgres.url}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
