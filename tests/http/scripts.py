"""Runs the parts of a script, each on a server that it shares with the others."""
import tempfile
from pathlib import Path

from http_server import Checks, HttpServer


def run(parts, *options):
    """`parts` take (checks, server); the server has to end well at last. Returns the exit code."""
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        with HttpServer(Path(scratch) / "data", *options) as server:
            for part in parts:
                checks.group(part, checks, server)
            checks.equal("SIGTERM ends the server", server.stop(), 0)
    return checks.summary()


def run_alone(parts):
    """`parts` take (checks, scratch) and start their own servers. Returns the exit code."""
    checks = Checks()
    for part in parts:
        with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
            checks.group(part, checks, Path(scratch))
    return checks.summary()
