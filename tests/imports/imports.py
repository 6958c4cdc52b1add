#!/usr/bin/env python3
"""`memory-mcp import --from KIND`: what comes of files of each kind, on a second run, and of bad ones."""
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "faults"))
from checks import Checks  # noqa: E402
from server import Server, program  # noqa: E402

SAMPLES = {"claude-code": "claude_code.jsonl", "openai": "openai.jsonl",
           "tau-bench": "tau_bench.json", "server-memory": "server_memory.jsonl",
           "mcp-memory-service": "mcp_memory_service.json"}


def run(*words, data_dir, answers=""):
    return subprocess.run([program()[0], "--json", "import", *words, "--data-dir", str(data_dir)],
                          input=answers, capture_output=True, text=True, timeout=120, check=False)


def imported(kind, *words, data_dir, file=None, answers=""):
    done = run("--from", kind, str(file or HERE / SAMPLES[kind]), *words, data_dir=data_dir,
               answers=answers)
    return json.loads(done.stdout), done


def each_kind(checks, data_dir):
    expected = {"claude-code": (1, 1, 0, 1), "openai": (2, 0, 0, 1), "tau-bench": (1, 1, 0, 0),
                "server-memory": (2, 0, 0, 0), "mcp-memory-service": (1, 0, 0, 0)}
    for kind, (count, without_steps, unfinished, refused) in expected.items():
        dry, _ = imported(kind, "--dry-run", data_dir=data_dir)
        told, done = imported(kind, data_dir=data_dir)
        checks.equal(f"{kind}: what is imported",
                     (told["imported"], told["refused"]), (count, refused))
        checks.equal(f"{kind}: a dry run says the same beforehand",
                     {**dry, "dry_run": False}, told)
        checks.check(f"{kind}: bad lines are named", done.stderr.count(" line ") == refused,
                     done.stderr)
        again, _ = imported(kind, data_dir=data_dir)
        checks.equal(f"{kind}: nothing is written twice", (again["imported"], again["known"]),
                     (0, count))


def what_is_kept(checks, data_dir):
    imported("claude-code", "--namespace", "work", data_dir=data_dir)
    with Server(data_dir) as server:
        found = server.must("query_memory", query="checkout tests", namespace="work")
        episode = server.must("get_episode", namespace="work",
                              episode_id=found["episodes"][0]["id"])["episode"]
        checks.equal("the task", episode["task_description"], "Make the checkout tests pass")
        checks.equal("its domain", episode["context"]["domain"], "shop")
        checks.equal("its calls", [(step["tool"], step["result"]["type"], step.get("latency_ms"))
                                   for step in episode["steps"]],
                     [("Bash", "error", 3500), ("Edit", "success", 250)])
        checks.equal("its outcome", (episode["outcome"]["type"],
                                     episode["metadata"]["outcome_inferred"]),
                     ("success", "answered"))
        checks.check("no secret is kept", "ghp_" not in json.dumps(episode), episode)
        server.close()


def learning(checks, data_dir):
    """Imported work teaches like work that was recorded here."""
    place = data_dir.parent / "runs.json"
    run_of = json.loads((HERE / SAMPLES["tau-bench"]).read_text())[0]
    runs = []
    for number in range(6):
        one = json.loads(json.dumps(run_of).replace("W7", f"W{number}"))
        runs.append({**one, "trial": number})
    place.write_text(json.dumps(runs))
    told, _ = imported("tau-bench", "--domain", "retail", data_dir=data_dir, file=place)
    checks.equal("six runs", told["imported"], 6)
    with Server(data_dir) as server:
        advice = server.must("recommend_patterns",
                             task_description="Cancel order W99, it is no longer needed",
                             domain="retail", last_tools=["get_order_details"])
        checks.equal("the next tool of the imported runs is advised",
                     advice["next_actions"][0]["tool"], "cancel_pending_order")
        server.close()


def outcomes(checks, data_dir):
    told, _ = imported("openai", "--outcome", "ask", data_dir=data_dir, answers="s\nleave out\n")
    checks.equal("who imports is asked for each outcome",
                 (told["imported"], told["unfinished"]), (1, 1))
    done = run("--from", "openai", str(HERE / SAMPLES["openai"]), "--outcome", "ask",
               "--namespace", "other", data_dir=data_dir)
    checks.equal("answers that end too early are an error", done.returncode, 2)


def refused(checks, data_dir):
    wrong = run("--from", "tau-bench", str(HERE / SAMPLES["server-memory"]), data_dir=data_dir)
    checks.check("a file of another kind is refused, with the way out",
                 wrong.returncode == 2 and "--from" in wrong.stderr + wrong.stdout, wrong)
    missing = run("--from", "openai", "/not/there.jsonl", data_dir=data_dir)
    checks.equal("a file that is not there", missing.returncode, 3)
    own = run(str(HERE / SAMPLES["openai"]), "--domain", "x", data_dir=data_dir)
    checks.check("an export of our own takes no domain", own.returncode == 2 and
                 "domain" in own.stderr + own.stdout, own)


def conversation(*rest, answer="done", password="hunter2secret"):
    call = {"name": "login", "arguments": json.dumps({"password": password})}
    return {"messages": [
        {"role": "user", "content": "log in to the shop"},
        {"role": "assistant", "tool_calls": [{"id": "1", "type": "function", "function": call}]},
        *rest, *([{"role": "assistant", "content": answer}] if answer else [])]}


def secrets_by_name(checks, data_dir):
    place = data_dir.parent / "login.jsonl"
    place.write_text(json.dumps(conversation({"role": "tool", "tool_call_id": "1",
                                              "content": "ok"})) + "\n")
    imported("openai", "--namespace", "login", data_dir=data_dir, file=place)
    with Server(data_dir) as server:
        hits = server.must("query_memory", query="log in to the shop", namespace="login")
        found = hits["episodes"][0]
        episode = server.must("get_episode", namespace="login", episode_id=found["id"])
        checks.check("what stands under a secret's name is nowhere",
                     "hunter2secret" not in json.dumps(episode), episode)
        checks.check("its action says what was done", "login" in json.dumps(episode), episode)
        marks = [episode["episode"]["metadata"][key] for key in ("imported_id", "import_digest")]
        checks.check("marks of the import are no text of the episode",
                     not any(mark in json.dumps(hits) for mark in marks), hits)
        server.close()


def said_twice(checks, data_dir):
    place = data_dir.parent / "twice.jsonl"
    one = {"id": "c1", **conversation({"role": "tool", "tool_call_id": "1", "content": "ok"})}
    other = {**one, "metadata": {"outcome": "failure"}}
    place.write_text(json.dumps(one) + "\n" + json.dumps(other) + "\n")
    for words in ((), ("--replace",)):
        told, _ = imported("openai", "--namespace", "twice", *words, data_dir=data_dir, file=place)
        checks.equal(f"of two that differ the first counts {words}",
                     (told["contradicted"], told["changed"]), (1, 0))


def cut_off(checks, data_dir):
    place = data_dir.parent / "cut_off.jsonl"
    place.write_text(json.dumps(conversation(answer=None)) + "\n")
    told, _ = imported("openai", "--outcome", "success", "--namespace", "cut", data_dir=data_dir,
                       file=place)
    checks.equal("a call without its result has no outcome yet",
                 (told["imported"], told["unfinished"]), (0, 1))


def large_first_line(checks, data_dir):
    place = data_dir.parent / "large_line.jsonl"
    result = {"role": "tool", "tool_call_id": "1", "content": "ok"}
    with place.open("w") as out:
        out.write('{"messages":[{"role":"user","content":"' + "x" * 68_000_000 + '"}]}\n')
        for shop in ("one", "two"):
            out.write(json.dumps(conversation(result, password=shop, answer=shop)) + "\n")
    told, _ = imported("openai", "--dry-run", data_dir=data_dir, file=place)
    checks.equal("a line that is too long takes no other with it",
                 (told["imported"], told["refused"]), (2, 1))


def other_kinds(checks, data_dir):
    for kind in SAMPLES:
        for other in SAMPLES:
            if kind == other:
                continue
            wrong = run("--from", kind, str(HERE / SAMPLES[other]), "--dry-run", data_dir=data_dir)
            checks.equal(f"{other} is no {kind}", wrong.returncode, 2)


def folders(checks, data_dir):
    place = data_dir.parent / "projects"
    (place / "-home-ann-shop").mkdir(parents=True)
    (place / "-home-ann-shop" / "s-1.jsonl").write_text((HERE / SAMPLES["claude-code"]).read_text())
    (place / "notes.txt").write_text("no transcript")
    told, _ = imported("claude-code", data_dir=data_dir, file=place)
    checks.equal("a folder is read with all below it", (told["files"], told["imported"]), (1, 1))


def large(checks, data_dir):
    """A file of any size needs little memory: the store is what takes the rest."""
    place = data_dir.parent / "large.json"
    run_of = json.loads((HERE / SAMPLES["tau-bench"]).read_text())[0]
    run_of["info"]["padding"] = "x" * 500_000
    text = json.dumps(run_of)
    with place.open("w") as out:
        out.write("[")
        for number in range(300):
            out.write(("," if number else "") + text.replace("W7", f"W{number}"))
        out.write("]")
    told, _ = imported("tau-bench", data_dir=data_dir, file=place)
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    checks.equal("150 MB in one line are 300 runs", told["imported"], 300)
    checks.check("and take less than 140 MB of memory", peak_mb < 140, peak_mb)


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for part in (large, each_kind, what_is_kept, learning, outcomes, refused, folders,
                     secrets_by_name, said_twice, cut_off, large_first_line,
                     other_kinds):
            place = Path(scratch) / part.__name__
            place.mkdir()
            checks.group(part, checks, place / "data")
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
