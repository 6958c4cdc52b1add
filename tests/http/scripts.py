"""Runs the parts of a script, on a server that they share or each on its own."""
import tempfile
from pathlib import Path

from http_server import Checks, HttpServer


def run(shared=(), alone=(), options=()):
    """`shared` parts take (checks, server), and the server has to end well at last; those that
    stand `alone` take (checks, scratch) and start their own. Returns the exit code."""
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        if shared:
            with HttpServer(Path(scratch) / "shared", *options) as server:
                for part in shared:
                    checks.group(part, checks, server)
                checks.equal("SIGTERM ends the server", server.stop(), 0)
                checks.equal("it wrote nothing to standard output", server.output(), b"")
        for part in alone:
            checks.group(part, checks, Path(scratch) / part.__name__)
    return checks.summary()
