#!/usr/bin/env python3
"""Kills servers under write load; no acknowledged write may be lost, none may be half there.

kill9.py [--rounds N] [--seed S] [--self-check]
Each round: two servers on one data directory, four client threads each; one server or both are
killed at a random moment; a fresh server must then hold exactly what was acknowledged. A call that
was never answered may be wholly there or absent, and repeating it is safe. --self-check plants
losses and asserts that the checker sees them.
"""
import argparse
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from checks import Checks
from server import Server, ServerGone, store_faults

CLIENTS_PER_SERVER = 4
BULK_IDS_MAX = 100


@dataclass
class Recorded:
    """One episode as its client knows it: what was acknowledged, and what was only sent."""

    episode_id: str
    description: str
    steps: dict = field(default_factory=dict)
    completion: dict = None
    reward_score: float = None
    unanswered: tuple = None

    @property
    def retry(self):
        tool, arguments = self.unanswered
        return tool, {"episode_id": self.episode_id, **arguments}


class Client:
    """Writes episodes until its server is gone; keeps a record of every acknowledged call."""

    def __init__(self, server, name, seed, stop):
        self.server, self.name, self.stop = server, name, stop
        self.random = random.Random(f"{seed} {name}")
        self.episodes, self.unanswered_creates, self.refusals = [], 0, []
        self.thread = threading.Thread(target=self.work, daemon=True)

    def work(self):
        number = 0
        while not self.stop.is_set():
            number += 1
            try:
                self.record_episode(f"{self.name}, episode {number}")
            except (ServerGone, TimeoutError):
                return

    def record_episode(self, description):
        self.unanswered_creates += 1
        answer = self.server.tool("create_episode", task_description=description,
                                  domain="kill", task_type="testing", tags=["kill-9"])
        self.unanswered_creates -= 1
        if answer.error:
            self.refusals.append(answer.error)
            return
        episode = Recorded(answer.data["episode_id"], description)
        self.episodes.append(episode)
        for number in range(1, self.random.randint(1, 6)):
            if self.acknowledged(episode, "add_episode_step", self.step(number)):
                episode.steps[number] = self.last_arguments
        if self.random.random() < 0.7:
            completion = {"outcome_type": "success", "verdict": f"done: {description}"}
            if answer := self.acknowledged(episode, "complete_episode", completion):
                episode.completion = completion
                episode.reward_score = answer.data["reward_score"]

    def step(self, number):
        size = self.random.choice((10, 1_000, 20_000))
        return {"step_number": number, "tool": "work", "action": f"step {number} of {self.name}",
                "parameters": {"text": "x" * size}, "result": {"type": "success", "output": "ok"},
                "latency_ms": number}

    def acknowledged(self, episode, tool, arguments):
        """Calls and returns the answer, or None for a refusal; leaves a trace while unanswered."""
        episode.unanswered, self.last_arguments = (tool, arguments), arguments
        answer = self.server.tool(tool, episode_id=episode.episode_id, **arguments)
        episode.unanswered = None
        if answer.error:
            self.refusals.append(answer.error)
            return None
        return answer


def work_and_kill(data_dir, seed, label):
    """One round of load on two servers and the kill; returns the clients with their records."""
    choice = random.Random(f"{seed} {label}")
    servers = [Server(data_dir), Server(data_dir)]
    stop = threading.Event()
    clients = [Client(server, f"{label}, client {s}{c}", seed, stop)
               for s, server in enumerate(servers) for c in range(CLIENTS_PER_SERVER)]
    try:
        for server in servers:
            server.call("ping")
        for client in clients:
            client.thread.start()
        threading.Event().wait(choice.uniform(0.03, 0.8))  # the random moment, not a meeting
        victims = choice.choice(([0], [1], [0, 1]))
        for victim in victims:
            servers[victim].process.kill()
        if len(victims) == 1:  # the other one has to work on beside the dead
            threading.Event().wait(choice.uniform(0.05, 0.3))
        stop.set()
        for client in clients:
            client.thread.join(60)
        codes = [servers[s].close() for s in range(2) if s not in victims]
    finally:
        stop.set()
        for server in servers:
            server.kill()
    return clients, codes


def episodes_in(server, ids):
    found = {}
    for start in range(0, len(ids), BULK_IDS_MAX):
        some = server.must("bulk_episodes", episode_ids=ids[start:start + BULK_IDS_MAX])
        found.update({episode["id"]: episode for episode in some["episodes"]})
    return found


def losses(server, recorded):
    """What of the acknowledged record is not in memory exactly as it was acknowledged."""
    found = episodes_in(server, [episode.episode_id for episode in recorded])
    problems = []
    for episode in recorded:
        if episode.episode_id not in found:
            problems.append(f"{episode.description}: not there")
        else:
            problems += [f"{episode.description}: {problem}"
                         for problem in differences(episode, found[episode.episode_id])]
    return problems


def differences(recorded, stored):
    tool, arguments = recorded.unanswered or (None, {})
    if stored["task_description"] != recorded.description:
        yield f"description {stored['task_description']!r}"
    steps = {step["step_number"]: step for step in stored["steps"]}
    maybe = {arguments["step_number"]: arguments} if tool == "add_episode_step" else {}
    for number, wanted in {**maybe, **recorded.steps}.items():
        if number not in steps and number in recorded.steps:
            yield f"step {number} is not there"
        elif number in steps and any(steps[number].get(k) != v for k, v in wanted.items()):
            yield f"step {number} is not as it was sent"
    for number in steps.keys() - recorded.steps.keys() - maybe.keys():
        yield f"step {number} was never sent"
    maybe = arguments if tool == "complete_episode" else None
    yield from outcome_differences(recorded, stored, maybe)


def outcome_differences(recorded, stored, maybe):
    """Completed means wholly completed: outcome, end and reward together, or none of them."""
    parts = [name for name in ("outcome", "end_time", "reward_score", "reward", "quality_score")
             if name in stored]
    is_completed = stored["status"] == "completed"
    if parts and not is_completed or is_completed and len(parts) < 5:
        yield f"partly completed: {stored['status']} with {parts}"
    wanted = recorded.completion or maybe
    if recorded.completion and not is_completed:
        yield "its completion is not there"
    if is_completed and not wanted:
        yield "completed, but nobody asked for it"
    if is_completed and wanted and stored["outcome"].get("verdict") != wanted["verdict"]:
        yield f"outcome {stored['outcome']}"
    if recorded.reward_score is not None and stored.get("reward_score") != recorded.reward_score:
        yield f"reward {stored.get('reward_score')}, acknowledged {recorded.reward_score}"


def retry_unanswered(server, recorded):
    """Repeats each call that was never answered; it has to succeed and to count once."""
    problems = []
    for episode in recorded:
        if not episode.unanswered:
            continue
        tool, arguments = episode.retry
        for attempt in ("first", "second"):
            answer = server.tool(tool, **arguments)
            if answer.error:
                problems.append(f"{episode.description}: {attempt} {tool}: {answer.error}")
        kept = episode.unanswered[1]
        if tool == "add_episode_step":
            episode.steps[kept["step_number"]] = kept
        else:
            episode.completion = kept
        episode.unanswered = None
    return problems + losses(server, recorded)


def total_in(server):
    return server.must("get_metrics", metric_type="episodes")["episodes"]["total"]


def check_round(checks, label, data_dir, clients, codes, before):
    """Reopens and compares; returns how many episodes there are now."""
    recorded = [episode for client in clients for episode in client.episodes]
    unknown = sum(client.unanswered_creates for client in clients)
    refusals = [refusal for client in clients for refusal in client.refusals]
    steps = sum(len(episode.steps) for episode in recorded)
    with Server(data_dir) as server:
        problems = losses(server, recorded)
        checks.check(f"{label}: {len(recorded)} episodes and {steps} steps acknowledged, all there",
                     not problems, problems[:5])
        total = total_in(server)
        checks.check(f"{label}: of {unknown} unanswered creations each is there or not",
                     len(recorded) <= total - before <= len(recorded) + unknown,
                     f"{total - before} new, {len(recorded)} acknowledged")
        retries = sum(1 for episode in recorded if episode.unanswered)
        problems = retry_unanswered(server, recorded)
        checks.check(f"{label}: {retries} unanswered calls repeated safely", not problems,
                     problems[:5])
        checks.check(f"{label}: nothing was refused, survivors and the reopened end cleanly",
                     not refusals and not any(codes) and server.close() == 0, refusals[:3] or codes)
    checks.equal(f"{label}: doctor finds nothing", store_faults(data_dir, patience_s=120), [])
    return total, recorded


def kill_rounds(checks, rounds, seed):
    """All rounds share one data directory, so each also opens what the earlier kills left."""
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        data_dir, total, everything = Path(scratch) / "data", 0, []
        for number in range(1, rounds + 1):
            label = f"round {number}"
            clients, codes = work_and_kill(data_dir, seed, label)
            total, recorded = check_round(checks, label, data_dir, clients, codes, total)
            everything += recorded
        with Server(data_dir) as server:
            problems = losses(server, everything)
            checks.check(f"after all rounds {len(everything)} episodes are as acknowledged",
                         everything and not problems, problems[:5])
            server.close()


def self_check(checks, seed):
    """Plants one loss of each kind behind the checker's back; it has to name each."""
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        data_dir = Path(scratch) / "data"
        with Server(data_dir) as server:
            client = Client(server, "self-check", seed, None)
            for number in range(40):
                client.record_episode(f"self-check, episode {number}")
            recorded = client.episodes
            completed = next(episode for episode in recorded if episode.completion)
            opened = next(episode for episode in recorded if not episode.completion)
            checks.check("before, the checker finds nothing", not losses(server, recorded))
            opened.steps[999] = {"step_number": 999, "action": "never written"}
            opened.completion = {"outcome_type": "success", "verdict": "never written"}
            named = losses(server, recorded)
            checks.check("a lost step is noticed", any("step 999 is not there" in p for p in named))
            checks.check("a lost completion is noticed",
                         any("its completion is not there" in p for p in named))
            server.must("delete_episode", episode_id=completed.episode_id, confirm=True)
            checks.equal("a lost episode is noticed", losses(server, [completed]),
                         [f"{completed.description}: not there"])
            server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--self-check", action="store_true")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    checks = Checks()
    if options.self_check:
        checks.group(self_check, checks, options.seed)
    else:
        checks.group(kill_rounds, checks, options.rounds, options.seed)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
