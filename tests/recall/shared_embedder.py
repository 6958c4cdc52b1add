#!/usr/bin/env python3
"""Of several servers on one store one asks the provider for vectors: no text is asked for twice, all
servers find what it was given, and when it is killed another goes on."""
import sys
import tempfile
from pathlib import Path

from memories import Server

from checks import Checks
from reembedding import ALLOWED, TRIED_OUT, Peer, health, is_done, text_of
from server import wait_until

SERVERS, EPISODES = 3, 150


def finds_itself(server, number):
    near = server.tool("query_semantic_memory", query=text_of(number), limit=1)
    return (near.data.get("provider"),
            [one["task_description"] for one in near.data.get("results", [])])


def asked_once(checks, servers, peer):
    for number in range(EPISODES):
        servers[number % SERVERS].must("create_episode", task_description=text_of(number),
                                       domain="faults", task_type="debugging")
    servers[0].must("configure_embeddings", provider="ollama", base_url=peer.url, model="fine",
                    batch_size=1)
    for number, server in enumerate(servers):
        checks.check(f"server {number} hears of the choice when it is asked",
                     wait_until(lambda server=server: "ollama" in health(server)
                                or not server.must("query_memory", query="fix")))
        checks.check(f"server {number} has all vectors",
                     wait_until(lambda server=server: is_done(server)))
    # Those of the trial, one each and together, what was under way when the work changed hands, and
    # perhaps a query.
    checks.check("each text was asked for once",
                 EPISODES <= peer.requests() <= EPISODES + TRIED_OUT + 1 + 2 * SERVERS, peer.requests())
    for number, server in enumerate(servers):
        checks.equal(f"server {number} searches with them", finds_itself(server, number),
                     ("ollama", [text_of(number)]))


def taken_over(checks, servers):
    """One that does nothing holds nobody up, whichever it is."""
    while len(servers) > 1:
        description = f"a task for {len(servers)} servers"
        servers[0].must("create_episode", task_description=description, domain="faults",
                        task_type="debugging")
        servers.pop(0).kill()
        checks.check(f"{len(servers)} left: what was recorded before a kill gets its vector",
                     wait_until(lambda: all(is_done(server) for server in servers)))


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch, Peer() as peer:
        servers = [Server(Path(scratch) / "data", ALLOWED) for _ in range(SERVERS)]
        checks.group(asked_once, checks, servers, peer)
        checks.group(taken_over, checks, servers)
        for server in servers:
            server.kill()
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
