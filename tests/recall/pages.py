#!/usr/bin/env python3
"""Pages of query_memory: everything once, to the end; max_tokens leaves the rest to the cursor."""
import json
import sys

from memories import EVERYTHING, found_ids, remember, run, until_embedded

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
    until_embedded(server)


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


def size_of(answer):
    return len(json.dumps(answer, separators=(",", ":"), ensure_ascii=False).encode())


def cut_by_tokens(checks, server):
    whole = server.must("query_memory", query="zebra", limit=10)
    cut = server.must("query_memory", query="zebra", limit=10, max_tokens=600)
    kept = len(cut["episodes"])
    checks.check("fewer come when the answer would be too long", 0 < kept < 10, kept)
    checks.equal("what was left out is counted", cut["omitted"], 10 - kept)
    following = server.must("query_memory", query="zebra", limit=1, cursor=cut["next_cursor"])
    checks.equal("the cursor goes on with it", following["episodes"], whole["episodes"][kept:kept + 1])
    checks.check("the whole answer is no longer than asked for", size_of(cut) <= 600 * 4,
                 size_of(cut))
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


def parts_and_tokens(checks, server):
    few = server.must("query_memory", query="zebra", limit=30, max_tokens=200,
                      fields=["episodes.id"])
    checks.check("as many ids come as fit, not as whole episodes would",
                 10 < len(few["episodes"]) < 30 and size_of(few) <= 200 * 4, size_of(few))
    checks.equal("what was left out is told, whatever parts are asked for",
                 few.get("omitted"), 30 - len(few["episodes"]))
    checks.check("and so is how to go on", "next_cursor" in few, few)
    checks.equal("nothing else comes", set(few), {"episodes", "omitted", "next_cursor"})


def what_cannot_be_meant(checks, server):
    def refused(field, **arguments):
        answer = server.tool("query_memory", **{"query": "zebra", **arguments})
        checks.equal(f"{arguments} is refused", (answer.code, answer.data["error"].get("field")),
                     ("invalid_argument", field))

    refused("strict", strict=True)
    refused("detail", detail="full", granularity="step")
    refused("until", since="2026-02-01T00:00:00Z", until="2026-01-01T00:00:00Z")
    refused("cursor", cursor="900")
    first = server.must("query_memory", query="zebra", limit=1)
    refused("cursor", cursor=first["next_cursor"], query="fence")
    refused("cursor", cursor=first["next_cursor"], tags=["other"])


if __name__ == "__main__":
    sys.exit(run(remember_zebras, episodes_by_pages, steps_by_pages, cut_by_tokens,
                 parts_and_tokens, what_cannot_be_meant))
