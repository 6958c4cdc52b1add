"""Episodes to recall, and questions to servers; shared by the scripts of this folder."""
import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "faults")]

from checks import Checks  # noqa: E402
from server import Server, wait_until  # noqa: E402  (what the scripts start, too)

EVERYTHING = 100  # The largest page.


def remember(server, description, steps=(), **changes):
    """An open episode with a step for each action; returns its id."""
    arguments = {"task_description": description, "domain": "d", "task_type": "other", **changes}
    episode_id = server.must("create_episode", **arguments)["episode_id"]
    namespace = {key: changes[key] for key in ("namespace",) if key in changes}
    for number, action in enumerate(steps, 1):
        server.must("add_episode_step", episode_id=episode_id, step_number=number, tool="t",
                    action=action, **namespace)
    return episode_id


def forget(server, episode_id):
    server.must("delete_episode", episode_id=episode_id, confirm=True)


def found_ids(server, query, **arguments):
    """The ids of the episodes that a query finds, best first."""
    data = server.must("query_memory", **{"limit": EVERYTHING, "query": query, **arguments})
    return [episode["id"] for episode in data["episodes"]]


def until_embedded(server):
    """Waits for the vectors of what was recorded: until they are there, rankings still change."""
    def is_embedded():
        parts = server.must("health_check")["components"]
        return " embedded" not in parts["embeddings"]["details"]
    assert wait_until(is_embedded), "the vectors of what was recorded do not come"


def raw_answer(server, **arguments):
    """The whole result of query_memory, as it came."""
    return server.call("tools/call", {"name": "query_memory", "arguments": arguments})["result"]


def hostile_queries():
    """Yields (what it is, the query, whether an episode of that description is found by it)."""
    listed = json.loads((HERE / "hostile_queries.json").read_text(encoding="ascii"))
    for one in listed:
        text = one["query"] * one.get("repeated", 1)
        if "numbered" in one:
            text = " ".join(f"{text}{number}" for number in range(one["numbered"]))
        yield one["what"], text, one.get("finds", False)


def ends_well(checks, server):
    checks.equal("every line that was written is JSON", server.noise, [])
    checks.equal("the server ends as it should", server.close(), 0)


def run(*groups):
    """Runs group(checks, server) of each with one new server; returns the exit code."""
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        with Server(Path(scratch) / "data") as server:
            for group in (*groups, ends_well):
                checks.group(group, checks, server)
    return checks.summary()
