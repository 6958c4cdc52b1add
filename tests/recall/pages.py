#!/usr/bin/env python3
"""Pages of query_memory: everything once, to the end; max_tokens leaves the rest to the cursor."""
import json
import sys

from memories import EVERYTHING, found_ids, remember, run

EPISODES = 37
SORTS = ["relevance", "newest", "oldest", "duration", "success"]


def pages(server, member="episodes", **arguments):
    """Every page of a query, until there is no cursor."""
    found = []
    while len(found) <= 10 * EPISODES:
        found.append(server.must("query_memory", query="zebra", **arguments))
        if "next_cursor" not in found[-1]:
            return found
        arguments["cursor"] = found[-1]["next_cursor"]
    raise AssertionError(f"no end of {member}")


def keys_of(answers):
    return [hit.get("id") or (hit["episode_id"], hit["step_number"])
            for answer in answers for hit in answer["episodes"] + answer["steps"]]


def remember_zebras(_, server):
    for number in range(EPISODES):
        remember(server, f"feed the zebra on day {number}",
                 steps=[f"carry grass to the zebra of yard {number}", "close the gate"])
    remember(server, "paint the fence", steps=["buy paint"])


def episodes_by_pages(checks, server):
    for sort in SORTS:
        for limit in (1, 10, EPISODES, EVERYTHING):
            answers = pages(server, sort=sort, limit=limit)
            keys = keys_of(answers)
            whole = found_ids(server, "zebra", sort=sort)
            checks.check(f"{sort}, {limit} a page: everything once, in the order of the whole",
                         keys == whole and len(set(keys)) == EPISODES, len(keys))
            sizes = [len(answer["episodes"]) for answer in answers]
            checks.check(f"{sort}, {limit} a page: full pages but the last",
                         all(size == limit for size in sizes[:-1]) and 0 < sizes[-1] <= limit,
                         sizes)


def steps_by_pages(checks, server):
    whole = keys_of(pages(server, granularity="step", limit=EVERYTHING))
    keys = keys_of(pages(server, granularity="step", limit=7))
    checks.check("steps come once each, and more of them than episodes",
                 keys == whole and len(set(keys)) == len(keys) > EPISODES, len(keys))


def cut_by_tokens(checks, server):
    whole = server.must("query_memory", query="zebra", limit=10)
    cut = server.must("query_memory", query="zebra", limit=10, max_tokens=300)
    kept = len(cut["episodes"])
    checks.check("fewer come when the answer would be too long", 0 < kept < 10, kept)
    checks.equal("what was left out is counted", cut["omitted"], 10 - kept)
    checks.equal("the cursor goes on with it", cut["next_cursor"], str(kept))
    size = sum(len(json.dumps(one, separators=(",", ":"), ensure_ascii=False).encode())
               for one in cut["episodes"])
    checks.check("what came is about as long as asked for", size <= 300 * 4, size)
    checks.equal("and is the front of the whole", cut["episodes"], whole["episodes"][:kept])
    checks.equal("insights are of all that belongs", cut["insights"], whole["insights"])
    one = server.must("query_memory", query="zebra", limit=10, max_tokens=1)
    checks.equal("one comes however long it is", len(one["episodes"]), 1)
    enough = server.must("query_memory", query="zebra", limit=10, max_tokens=100_000)
    checks.check("nothing is left out when all of it fits",
                 "omitted" not in enough and len(enough["episodes"]) == 10)
    keys = keys_of(pages(server, limit=10, max_tokens=300))
    checks.equal("pages that were cut hold everything once", keys, found_ids(server, "zebra"))
    steps = server.must("query_memory", query="zebra", granularity="step", limit=50, max_tokens=200)
    checks.equal("steps are cut as well", len(steps["steps"]) + steps["omitted"], 50)


if __name__ == "__main__":
    sys.exit(run(remember_zebras, episodes_by_pages, steps_by_pages, cut_by_tokens))
