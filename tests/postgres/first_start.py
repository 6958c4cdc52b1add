#!/usr/bin/env python3
"""Servers that start at one instant on an empty database: each makes the tables or finds them, none
fails, and all see one memory."""
import sys
import tempfile
import threading
from pathlib import Path

from postgres import SKIPPED, Postgres, programs

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "faults"))
from checks import Checks  # noqa: E402
from server import Server, run  # noqa: E402

STARTS, SERVERS = 8, 3


def create(server):
    return server.tool("create_episode", task_description="first words", domain="start",
                       task_type="other")


def start_together(scratch, url, number):
    """What went wrong."""
    servers = [Server(scratch / f"{number} {i}", "--store", url) for i in range(SERVERS)]
    try:
        answers = [None] * SERVERS
        gate = threading.Barrier(SERVERS)

        def write(index):
            gate.wait()
            answers[index] = create(servers[index])
        threads = [threading.Thread(target=write, args=(i,)) for i in range(SERVERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if any(answer is None or answer.error for answer in answers):
            return answers, [server.log()[-300:] for server in servers]
        ids = [answer.data["episode_id"] for answer in answers]
        return [(i, episode_id) for i, server in enumerate(servers) for episode_id in ids
                if server.tool("get_episode", episode_id=episode_id).error]
    finally:
        for server in servers:
            server.kill()


def other_tables(checks, postgres, scratch):
    postgres.sql("CREATE SCHEMA others; CREATE TABLE others.bookmarks (url TEXT)")
    refused = run("serve", "--store", f"{postgres.url}?options=-csearch_path%3Dothers",
                  data_dir=scratch / "others")
    checks.equal("a schema with other tables is refused", refused.returncode, 4)
    checks.check("and says so", "another program" in refused.stderr, refused.stderr)
    tables = postgres.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'others'")
    checks.equal("nothing was made in it", tables, "1")


def refused_urls(checks, postgres, scratch):
    for url, code, words in (
            (f"postgresql://memory:secret@127.0.0.1:{postgres.port}/postgres", 2, "password"),
            (f"{postgres.url}?nonsense=1", 2, "no URL of PostgreSQL"),
            (postgres.url_at(postgres.port, "nowhere"), 6, "nowhere")):
        done = run("serve", "--store", url, data_dir=scratch / "refused")
        checks.equal(f"refused: {words}", done.returncode, code)
        checks.check(f"and why: {words}", words in done.stderr, done.stderr)
        checks.check("without the password", "secret" not in done.stderr, done.stderr)


def main():
    if programs() is None:
        print("PostgreSQL is not installed (Debian: postgresql-15)", file=sys.stderr)
        return SKIPPED
    checks = Checks()
    with Postgres(fsync="off") as postgres, \
            tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for number in range(STARTS):
            postgres.sql(f"CREATE SCHEMA start_{number}")
            url = f"{postgres.url}?options=-csearch_path%3Dstart_{number}"
            wrong = start_together(Path(scratch), url, number)
            checks.check(f"{SERVERS} servers start together on an empty schema ({number})",
                         not wrong, wrong)
        checks.group(other_tables, checks, postgres, Path(scratch))
        checks.group(refused_urls, checks, postgres, Path(scratch))
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
