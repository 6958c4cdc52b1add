#!/usr/bin/env python3
"""Every query of hostile_queries.json gets an answer, never an error, and finds its namesake."""
import json
import sys

from memories import found_ids, hostile_queries, raw_answer, remember, run

OTHER_WORK = ["Paint the garden fence before winter", "Add pagination to the order list",
              "Write release notes for version two", "Replace the logo on the landing page",
              "Upgrade the compiler on the build machines", "Plan the offsite meeting in March"]
SHAPES = [{}, {"granularity": "step"}, {"explain": True, "sort": "newest"}, {"detail": "full"}]


def problem_with(result):
    """What is wrong with an answer; None when nothing is."""
    data = result.get("structuredContent", {})
    if result.get("isError") or data.get("success") is not True:
        return result
    if json.loads(result["content"][0]["text"]) != data:
        return "the text is not the data"
    relevances = [hit["relevance"] for hit in data["episodes"] + data["steps"]]
    if not all(0 <= relevance <= 1 for relevance in relevances):
        return relevances
    return None


def asked(checks, server, what, query):
    for shape in SHAPES:
        problem = problem_with(raw_answer(server, query=query, limit=3, **shape))
        if problem:
            checks.check(f"{what} is answered ({shape})", False, problem)
            return
    checks.check(f"{what} is answered", True)


def without_and_with_memories(checks, server):
    queries = list(hostile_queries())
    checks.check("there are many queries, each of another kind",
                 len({what for what, _, _ in queries}) == len(queries) >= 80, len(queries))
    for what, query, _ in queries:
        asked(checks, server, f"with nothing stored, {what}", query)
    for description in OTHER_WORK:
        remember(server, description, steps=["look", description])
    # Not every query may be a description: blank ones are refused.
    ids = {}
    for what, query, _ in queries:
        answer = server.tool("create_episode", task_description=query, domain="d",
                             task_type="other")
        ids[what] = answer.data.get("episode_id")
    for what, query, finds in queries:
        asked(checks, server, f"among its like, {what}", query)
        if finds:
            found = found_ids(server, query, limit=3)
            checks.check(f"what is called so is found: {what}", ids[what] in found, found)


def plain_queries_still_work(checks, server):
    found = server.must("query_memory", query="paint the garden fence")["episodes"]
    checks.equal("a plain query is answered as before", found[0]["task_description"],
                 OTHER_WORK[0])
    checks.equal("a blank query is refused", server.tool("query_memory", query=" \t").code,
                 "invalid_argument")
    checks.equal("one byte more than ten thousand is refused",
                 server.tool("query_memory", query="a" * 10_001).code, "invalid_argument")


if __name__ == "__main__":
    sys.exit(run(without_and_with_memories, plain_queries_still_work))
