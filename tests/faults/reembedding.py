#!/usr/bin/env python3
"""Kills the server again and again while it embeds its episodes anew, and lets the provider go.

Asserts that it goes on where it was: no text whose vector is stored is asked for again, the old
embedder answers until the last is done, and without a provider words answer and say so.
"""
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from checks import Checks
from server import ROOT, Server, run, wait_until

EPISODES = 1000
KILLS = 4
TRIED_OUT = 14  # Texts by which a choice is tried out.
ASKED_BY_CONFIGURE = 4  # The same in whole requests.
ALLOWED = "--embedding-allow-private"


class Peer:
    """tests/doubles/embedding_peer.py; its vectors have 8 numbers."""

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/doubles/embedding_peer.py")], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.url = "http://127.0.0.1:" + self.process.stdout.readline().decode().strip()
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def requests(self):
        question = urllib.request.Request(self.url + "/counts", data=b"{}")
        return json.loads(urllib.request.urlopen(question).read()).get("fine", 0)


def text_of(number):
    return f"fix fault {number} of part {number % 7}"


def health(server):
    return server.must("health_check")["components"]["embeddings"]["details"]


def is_done(server):
    details = health(server)
    return details.startswith("ollama") and "embedded" not in details


def kill_while_embedding(checks, data_dir, peer):
    with Server(data_dir, ALLOWED) as server:
        for number in range(EPISODES):
            server.must("create_episode", task_description=text_of(number), domain="faults",
                        task_type="debugging")
        chosen = server.must("configure_embeddings", provider="ollama", base_url=peer.url,
                             model="fine", batch_size=1)
        checks.equal("all are to be embedded anew", chosen["episodes_to_reindex"], EPISODES)
        # Killed: leaving the block does it.
    interrupted = 0
    for number in range(KILLS):
        with Server(data_dir, ALLOWED) as server:
            before = peer.requests()
            wait_until(lambda before=before: peer.requests() >= min(before + 20, EPISODES))
            near = server.tool("query_semantic_memory", query=text_of(number), limit=1)
            interrupted += not is_done(server)
            found = [one["task_description"] for one in near.data.get("results", [])]
            checks.equal(f"answer {number + 1} before a kill", found, [text_of(number)])
    checks.check("a kill interrupted it", interrupted > 0)


def finish(checks, data_dir, peer):
    with Server(data_dir, ALLOWED) as server:
        checks.check("it is finished by the last server", wait_until(lambda: is_done(server)))
        # Some to try it out, one text each, and at most one more for each kill: the one that was under way.
        checks.check("no stored vector was asked for again",
                     EPISODES <= peer.requests() <= EPISODES + TRIED_OUT + 1 + KILLS, peer.requests())
        near = server.must("query_semantic_memory", query=text_of(5), limit=1)
        checks.equal("the new embedder answers", (near["provider"], near["embedding_dimension"]),
                     ("ollama", 8))
        checks.equal("it finds the text itself", near["results"][0]["task_description"], text_of(5))
        checks.equal("it ends cleanly", server.close(), 0)


def provider_gone(checks, data_dir):
    with Server(data_dir, ALLOWED) as server:
        server.must("create_episode", task_description="a zebra in the report", domain="faults",
                    task_type="debugging")
        found = server.must("query_memory", query="zebra")
        checks.equal("words find what was recorded without a provider",
                     [one["task_description"] for one in found["episodes"]],
                     ["a zebra in the report"])
        checks.check("the answer says why it is poor", "found by words alone" in
                     found["insights"].get("degraded", ""), found["insights"])
        checks.check("the health says so too", "is the server running?" in health(server))
        tested = server.must("test_embeddings")
        checks.check("so does test_embeddings", not tested["available"] and tested["errors"])
    looked = json.loads(run("--json", "doctor", data_dir=data_dir).stdout.splitlines()[0])
    details = {found["check"]: found["details"] for found in looked["findings"] if not found["ok"]}
    checks.check("doctor names an embedder that is no longer allowed",
                 "--embedding-allow-private" in details.get("embedder", ""), details)


def seconds(call):
    started = time.monotonic()
    answer = call()
    return answer, time.monotonic() - started


def provider_hangs(checks, data_dir, peer):
    with Server(data_dir, ALLOWED) as server:
        server.must("configure_embeddings", provider="ollama", base_url=peer.url,
                    model=f"slow-after-{ASKED_BY_CONFIGURE}")
        _, waited = seconds(lambda: server.must("create_episode", domain="faults",
                                                task_type="debugging",
                                                task_description="a zebra in the report"))
        checks.check("who records waits no more than a moment", waited < 1.5, waited)
        for what, longest, said in (("the first query waits two seconds", 4, "within 2"),
                                    ("the second does not", 1, "did not answer in time")):
            found, waited = seconds(lambda: server.must("query_memory", query="zebra"))
            checks.check(f"{what}, and words answer", waited < longest and found["episodes"],
                         waited)
            checks.check(f"{what}, and the answer says why", said in
                         found["insights"].get("degraded", ""), found["insights"])


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        data_dir = Path(scratch) / "data"
        with Peer() as peer:
            checks.group(kill_while_embedding, checks, data_dir, peer)
            checks.group(finish, checks, data_dir, peer)
            checks.group(provider_hangs, checks, Path(scratch) / "hangs", peer)
        checks.group(provider_gone, checks, data_dir)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
