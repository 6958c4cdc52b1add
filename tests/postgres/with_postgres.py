#!/usr/bin/env python3
"""Runs a command beside a PostgreSQL of its own, whose URL it finds in MEMORY_MCP_TEST_POSTGRES and,
for servers that it starts, in MEMORY_MCP_STORE.

with_postgres.py [--durable] COMMAND…        e.g. with_postgres.py build/release/storage_test

Commits are flushed to the disk, where $TMPDIR is, only with --durable: tests do not depend on it.
"""
import os
import subprocess
import sys

from postgres import SKIPPED, Postgres, programs


def main():
    if programs() is None:
        print("PostgreSQL is not installed (Debian: postgresql-15)", file=sys.stderr)
        return SKIPPED
    durable = sys.argv[1:2] == ["--durable"]
    command = sys.argv[2:] if durable else sys.argv[1:]
    settings = {"shared_buffers": "256MB", "max_wal_size": "4GB"} if durable else {"fsync": "off"}
    with Postgres(**settings) as postgres:
        environment = {**os.environ, "MEMORY_MCP_TEST_POSTGRES": postgres.url,
                       "MEMORY_MCP_STORE": postgres.url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
