#!/usr/bin/env python3
"""What the extended tools keep, across files, servers and the audit log: relations and checkpoints in
exports and copies, packs between two servers, deletions that are confirmed, and all of it in scripts."""
import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from checks import Checks
from server import ROOT, Server, program, run, store_faults

EXIT_CONFLICT = 4


def opened(server, task):
    return server.must("create_episode", task_description=task, domain="web",
                       task_type="other")["episode_id"]


def link(server, first, second, relation_type="depends_on"):
    return server.must("link_episodes", from_episode_id=first, to_episode_id=second,
                       relation_type=relation_type)


def filled(data_dir):
    """Two episodes that are joined, one of them left half-way; their ids."""
    with Server(data_dir) as server:
        one, other = opened(server, "write the server"), opened(server, "design the schema")
        server.must("add_episode_step", episode_id=one, step_number=1, tool="editor", action="begin")
        link(server, one, other)
        server.must("checkpoint_episode", episode_id=one, note="half of it")
        server.close()
    return one, other


def knows_all(checks, about, data_dir, one, other):
    with Server(data_dir) as server:
        related = server.must("get_related_episodes", episode_id=one)
        checks.equal(f"{about} has the relation",
                     [(found["from_episode_id"], found["to_episode_id"])
                      for found in related["relations"]], [(one, other)])
        checks.equal(f"{about} has them in order",
                     [found["episode_id"] for found in related["episodes"]], [other, one])
        resumed = server.must("resume_episode", episode_id=one)
        checks.equal(f"{about} has the checkpoint", resumed["checkpoint"]["note"], "half of it")
        server.close()
    checks.equal(f"{about} is whole", store_faults(data_dir), [])


def moves(checks, place):
    one, other = filled(place / "from")
    archive = place / "all.jsonl"
    checks.equal("export", run("export", str(archive), data_dir=place / "from").returncode, 0)
    done = run("import", str(archive), data_dir=place / "imported")
    checks.equal("import", done.returncode, 0)
    checks.check("import says what else it brought",
                 "2 relations and checkpoints" in done.stdout, done.stdout)
    knows_all(checks, "an import", place / "imported", one, other)
    again = run("--json", "import", str(archive), data_dir=place / "from")
    checks.equal("a second import finds all of it there", json.loads(again.stdout)["new_links"], 0)
    copied = place / "copied"
    copied.mkdir(mode=0o700)
    source, target = (f"sqlite:{place / name / 'memory.db'}" for name in ("from", "copied"))
    checks.equal("copy", run("copy", source, target, data_dir=place / "unused").returncode, 0)
    knows_all(checks, "a copy", copied, one, other)


def pages(checks, place):
    one, other = filled(place / "from")
    archive, cursor, count = place / "pages.jsonl", {}, 0
    with Server(place / "from") as server, archive.open("w", encoding="utf-8") as out:
        while True:
            page = server.must("export_memory", limit=1, **cursor)
            out.write(page["lines"])
            count += 1
            if "next_cursor" not in page:
                break
            cursor = {"cursor": page["next_cursor"]}
        server.close()
    checks.equal("one page each for two episodes and a relation", count, 3)
    checks.equal("the pages together are an export",
                 run("import", str(archive), data_dir=place / "imported").returncode, 0)
    knows_all(checks, "a memory made of pages", place / "imported", one, other)


def refused_imports(checks, place):
    one, other = filled(place / "from")
    archive = place / "all.jsonl"
    run("export", str(archive), data_dir=place / "from")
    with Server(place / "from") as server:
        server.must("unlink_episodes", from_episode_id=one, to_episode_id=other)
        link(server, other, one)
        server.close()
    done = run("import", str(archive), data_dir=place / "from")
    checks.equal("an import that would close a cycle is refused", done.returncode, EXIT_CONFLICT)
    checks.check("and the cycle is named", one in done.stderr and other in done.stderr)
    with Server(place / "from") as server:
        related = server.must("get_related_episodes", episode_id=one)
        checks.equal("and has changed nothing",
                     [(found["from_episode_id"], found["to_episode_id"])
                      for found in related["relations"]], [(other, one)])
        server.close()


def handed_on(checks, place):
    with Server(place / "ours") as ours, Server(place / "theirs") as theirs:
        episode_id = opened(ours, "paint the fence")
        for number in range(1, 31):
            ours.must("add_episode_step", episode_id=episode_id, step_number=number, tool="brush",
                      action="paint", parameters={"board": number, "share": number / 3})
        pack = ours.must("checkpoint_episode", episode_id=episode_id, note="30 boards")["pack"]
        # As a program that knows no 1.0 would have written it again.
        again = json.loads(json.dumps(pack, sort_keys=True).replace(": 1.0,", ": 1,"))
        resumed = theirs.must("resume_episode", pack=again)
        checks.check("the pack makes the episode elsewhere", resumed["created"])
        checks.equal("with all steps", resumed["step_count"], 30)
        mine = ours.must("get_episode", episode_id=episode_id)["episode"]
        checks.equal("as they were", theirs.must("get_episode", episode_id=episode_id)["episode"],
                     mine)
        pack["checkpoint"]["note"] = "31 boards"
        changed = theirs.tool("resume_episode", pack=pack)
        checks.equal("a changed pack is refused", changed.code, "invalid_argument")
        theirs.must("complete_episode", episode_id=episode_id, outcome_type="success",
                    verdict="painted")
        checks.equal("what is completed is not resumed",
                     theirs.tool("resume_episode", pack=again).code, "conflict")
        ours.close()
        theirs.close()


def example(checks, place):
    one, _ = filled(place / "from")
    words = [sys.executable, ROOT / "examples/clients/handoff.py", one, "over to you",
             place / "from", place / "to"]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "MEMORY_MCP": shlex.join([*program(), "serve"])})
    checks.equal("the example runs", (done.returncode, done.stderr), (0, ""))
    checks.check("and says how to go on", "Go on with step 2" in done.stdout)
    with Server(place / "to") as server:
        checks.equal("the episode is there",
                     server.must("resume_episode", episode_id=one)["checkpoint"]["note"],
                     "over to you")
        server.close()


def written_down(checks, place):
    with Server(place / "data") as server:
        one, other = opened(server, "one"), opened(server, "other")
        link(server, one, other)
        link(server, one, other)  # Changes nothing.
        server.must("unlink_episodes", from_episode_id=one, to_episode_id=other)
        server.must("update_episode", episode_id=one, add_tags=["trial"])
        server.must("update_episode", episode_id=one, add_tags=["trial"])  # Nor does this.
        server.must("resume_episode", episode_id=one)
        server.must("export_memory")
        found = server.must("forget", tags=["trial"])
        server.must("forget", tags=["trial"], confirm=found["confirmation"])
        server.close()
    events = [json.loads(line) for line in (place / "data/audit.jsonl").read_text().splitlines()]
    checks.equal("each change is in the audit log once", [event["event"] for event in events],
                 ["relation_added", "relation_removed", "episode_changed", "handoff_resumed",
                  "memory_exported", "episode_deleted"])
    checks.equal("with what was changed", events[2]["changed"], ["tags"])
    checks.equal("and how", events[5]["by"], "forget")


def in_scripts(checks, place):
    code = """
      const opened = await Promise.all(['one', 'other'].map((task_description) =>
        memory.create_episode({ task_description, domain: 'd', task_type: 'other' })));
      const [from, to] = opened.map(({ episode_id }) => episode_id);
      await memory.link_episodes({ from_episode_id: from, to_episode_id: to,
        relation_type: 'depends_on' });
      const { waits_for } = await memory.get_related_episodes({ episode_id: from });
      const plan = await memory.recommend_playbook({ task_description: 'x', domain: 'd' });
      const { pack } = await memory.checkpoint_episode({ episode_id: from, note: 'n' });
      const { created } = await memory.resume_episode({ pack });
      return [waits_for.length === 1 && waits_for[0] === to, plan.known, created];
    """
    with Server(place / "data", "--sandbox-memory-access", "write") as server:
        ran = server.must("execute_agent_code", code=code, context={"task": "t"})
        checks.equal("scripts have them all", json.loads(ran.get("output", "null")),
                     [True, False, False])
        server.close()


def many(checks, place):
    """A long row of episodes: a cycle is found at its end, and all of them are deleted in one call."""
    with Server(place / "data") as server:
        ids = [opened(server, f"task {number}") for number in range(300)]
        for first, second in zip(ids, ids[1:]):
            link(server, first, second)
        refused = server.tool("link_episodes", from_episode_id=ids[-1], to_episode_id=ids[0],
                              relation_type="depends_on")
        checks.equal("a cycle of 300 is refused", refused.code, "conflict")
        checks.check("and named in a few words", len(refused.error["message"]) < 3000 and
                     "more)" in refused.error["message"])
        related = server.must("get_related_episodes", episode_id=ids[0], depth=20, limit=10)
        checks.equal("ten of them, the first ones last",
                     [found["episode_id"] for found in related["episodes"]], ids[10::-1])
        checks.check("with word that there are more", related["has_more"])
        found = server.must("forget", domain="web", limit=1000)
        gone = server.must("forget", domain="web", limit=1000, confirm=found["confirmation"])
        checks.equal("all are deleted in one call", gone["episodes"], 300)
        server.close()
    checks.equal("and the store is whole", store_faults(place / "data"), [])


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for part in (moves, pages, refused_imports, handed_on, example,
                     written_down, in_scripts, many):
            place = Path(scratch) / part.__name__
            place.mkdir()
            checks.group(part, checks, place)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
