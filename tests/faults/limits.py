#!/usr/bin/env python3
"""Every limit of the tool contract, on both sides, through the real server.

Each case is accepted at the limit and refused one beyond it, and a refused write changes nothing.
"""
import json
import sys
import tempfile
from pathlib import Path

from checks import Checks
from server import Server

MESSAGE_BYTES_MAX = 4 * 1024 * 1024
PARAMETERS_BYTES_MAX = 1024 * 1024
STEPS_MAX = 1000
NOWHERE = "01999999-9999-7999-8999-999999999999"


class Limits:
    """One server, one open episode that refused writes must leave as it is."""

    def __init__(self, server, checks):
        self.server, self.checks, self.steps = server, checks, 0
        self.episode_id = self.new_episode()

    def new_episode(self, **changes):
        arguments = {"task_description": "t", "domain": "d", "task_type": "other", **changes}
        return self.server.must("create_episode", **arguments)["episode_id"]

    def state(self):
        """All that a refused write could have changed."""
        metrics = self.server.must("get_metrics", metric_type="all")
        episode = self.server.must("get_episode", episode_id=self.episode_id)["episode"]
        stored = {name: metrics["storage"][name] for name in ("episodes", "steps")}
        episode.pop("duration_ms", None)
        return stored, metrics["episodes"]["total"], episode

    def accepted(self, name, tool, /, **arguments):
        answer = self.server.tool(tool, **arguments)
        self.checks.check(f"{name} is accepted", not answer.error, answer.error)
        return answer.data

    def refused(self, name, tool, /, codes=("invalid_argument",), says="", **arguments):
        before = self.state()
        answer = self.server.tool(tool, **arguments)
        self.checks.check(f"{name} is refused", answer.code in codes and says in answer.text,
                          answer)
        self.checks.check(f"{name} changes nothing", self.state() == before)

    def create(self, name, good, bad, says):
        """Two variants of create_episode: members within the limit, and beyond it."""
        base = {"task_description": "t", "domain": "d", "task_type": "other"}
        for label, members in good.items():
            self.accepted(f"{name} {label}", "create_episode", **{**base, **members})
        for label, members in bad.items():
            self.refused(f"{name} {label}", "create_episode", says=says, **{**base, **members})

    def step(self, name, good, bad, says, codes=("invalid_argument",)):
        base = {"episode_id": self.episode_id, "tool": "t", "action": "a"}
        for label, members in good.items():
            self.steps += 1
            self.accepted(f"{name} {label}", "add_episode_step",
                          **{**base, "step_number": self.steps, **members})
        for label, members in bad.items():
            self.refused(f"{name} {label}", "add_episode_step", codes=codes, says=says,
                         **{**base, "step_number": self.steps + 1, **members})


def episode_texts(limits):
    limits.create(
        "task_description",
        {"of 1 byte": {"task_description": "x"},
         "of 10,000 bytes": {"task_description": "x" * 10_000},
         "of 5,000 two-byte letters": {"task_description": "é" * 5_000},
         "of 2,500 four-byte characters": {"task_description": "😀" * 2_500}},
        {"of 0 bytes": {"task_description": ""},
         "of 10,001 bytes": {"task_description": "x" * 10_001},
         "of 10,001 bytes in two-byte letters": {"task_description": "é" * 5_000 + "x"}},
        "task_description")
    limits.create(
        "domain",
        {"of 1 byte": {"domain": "d"}, "of 100 bytes": {"domain": "d" * 100}},
        {"of 0 bytes": {"domain": ""}, "of 101 bytes": {"domain": "d" * 101}}, "domain")
    for member in ("language", "framework"):
        limits.create(member, {"of 100 bytes": {member: "l" * 100}},
                      {"of 101 bytes": {member: "l" * 101}}, member)
    limits.create(
        "namespace", {"of 64 characters": {"namespace": "n" * 64}},
        {"of 65 characters": {"namespace": "n" * 65}, "of 0 characters": {"namespace": ""}},
        "namespace")


def tags(limits):
    many = [f"tag-{number}" for number in range(33)]
    limits.create(
        "tags", {"in number 32": {"tags": many[:32]}, "of 2 characters": {"tags": ["ab"]},
                 "of 100 characters": {"tags": ["x" * 100]},
                 "of letters, digits, - and _": {"tags": ["a-b_c9"]}},
        {"in number 33": {"tags": many}, "of 1 character": {"tags": ["a"]},
         "of 101 characters": {"tags": ["x" * 101]}, "with a space inside": {"tags": ["a b"]},
         "of spaces alone": {"tags": ["    "]}, "with a slash": {"tags": ["a/b"]}}, "tags")
    episode_id = limits.new_episode(tags=["  Rust_2021 ", "ASYNC", "\tab\n"])
    context = limits.server.must("get_episode", episode_id=episode_id)["episode"]["context"]
    limits.checks.equal("tags are trimmed and lower-cased", sorted(context["tags"]),
                        ["ab", "async", "rust_2021"])
    limits.refused("a tag of 1 character after trimming", "create_episode", says="tags",
                   task_description="t", domain="d", task_type="other", tags=["  a  "])


def metadata(limits):
    keys = {f"key {number}": "v" for number in range(51)}
    fifty = dict(list(keys.items())[:50])
    limits.create("metadata", {"of 50 keys": {"metadata": fifty}},
                  {"of 51 keys": {"metadata": keys}}, "metadata")
    limits.create(
        "metadata", {"with a key of 100 bytes": {"metadata": {"k" * 100: "v"}},
                     "with a value of 1,000 bytes": {"metadata": {"k": "v" * 1_000}}},
        {"with a key of 101 bytes": {"metadata": {"k" * 101: "v"}},
         "with a value of 1,001 bytes": {"metadata": {"k": "v" * 1_001}}}, "metadata")


def step_texts(limits):
    limits.step(
        "tool name", {"of 1 byte": {"tool": "t"}, "of 200 bytes": {"tool": "t" * 200}},
        {"of 0 bytes": {"tool": ""}, "of 201 bytes": {"tool": "t" * 201}}, "tool")
    limits.step(
        "action", {"of 1 byte": {"action": "a"}, "of 10,000 bytes": {"action": "a" * 10_000},
                   "of 5,000 two-byte letters": {"action": "é" * 5_000}},
        {"of 0 bytes": {"action": ""}, "of 10,001 bytes": {"action": "é" * 5_000 + "a"}}, "action")
    for member in ("output", "message"):
        limits.step(
            f"result {member}",
            {"of 10,000 bytes": {"result": {"type": "success", member: "o" * 10_000}}},
            {"of 10,001 bytes": {"result": {"type": "success", member: "o" * 10_001}}}, member)


def step_numbers(limits):
    limits.step("step_number", {"of 1,000,000": {"step_number": 1_000_000}},
                {"of 0": {"step_number": 0}, "of 1,000,001": {"step_number": 1_000_001},
                 "of 2^63": {"step_number": 2**63}}, "step_number")
    limits.step("latency_ms", {"of 0": {"latency_ms": 0}, "of half a millisecond":
                               {"latency_ms": 0.5}, "of a year": {"latency_ms": 31_536_000_000}},
                {"below 0": {"latency_ms": -0.001}, "beyond a year":
                 {"latency_ms": 31_536_000_001}}, "latency_ms")
    limits.step("tokens_used", {"of 0": {"tokens_used": 0},
                                "of 1,000,000,000": {"tokens_used": 1_000_000_000}},
                {"of -1": {"tokens_used": -1}, "of 1,000,000,001":
                 {"tokens_used": 1_000_000_001}}, "tokens_used")


def step_parameters(limits):
    def parameters(size):
        return {"x": "p" * (size - len('{"x":""}'))}
    limits.step("parameters", {"of 1 MiB": {"parameters": parameters(PARAMETERS_BYTES_MAX)}},
                {"of 1 MiB + 1": {"parameters": parameters(PARAMETERS_BYTES_MAX + 1)}},
                "parameters")


def step_count(limits):
    """Pipelined, so that a thousand durable writes take seconds."""
    episode_id = limits.episode_id = limits.new_episode()
    for number in range(1, STEPS_MAX + 1):
        limits.server.send({
            "jsonrpc": "2.0", "id": f"step {number}", "method": "tools/call",
            "params": {"name": "add_episode_step", "arguments": {
                "episode_id": episode_id, "step_number": number, "tool": "t", "action": "a"}}})
    replies = [limits.server.reply(f"step {number}") for number in range(1, STEPS_MAX + 1)]
    wrong = [reply for reply in replies if reply.get("result", {"isError": True}).get("isError")]
    limits.checks.check("1,000 steps are accepted", not wrong, wrong[:1])
    limits.refused("step 1,001", "add_episode_step", codes=("exhausted", "invalid_argument"),
                   episode_id=episode_id, step_number=STEPS_MAX + 1, tool="t", action="a")
    limits.accepted("a retry of the last step", "add_episode_step", episode_id=episode_id,
                    step_number=STEPS_MAX, tool="t", action="a")


def outcome_texts(limits):
    for member, outcome in (("verdict", {"outcome_type": "success"}),
                            ("reason", {"outcome_type": "failure"}),
                            ("error_details", {"outcome_type": "failure", "reason": "r"})):
        limits.episode_id = limits.new_episode()
        limits.refused(f"{member} of 10,001 bytes", "complete_episode", says=member,
                       episode_id=limits.episode_id, **outcome, **{member: "é" * 5_000 + "x"})
        limits.accepted(f"{member} of 10,000 bytes", "complete_episode",
                        episode_id=limits.episode_id, **outcome, **{member: "é" * 5_000})


def outcome_lists(limits):
    def completion(**lists):
        success = {"outcome_type": "success", "verdict": "v"}
        partial = {"outcome_type": "partial_success", "verdict": "v", "completed": [], "failed": []}
        return {**(success if "artifacts" in lists else partial), **lists}
    for member in ("artifacts", "completed", "failed"):
        limits.episode_id = limits.new_episode()
        bad = {"with 101 entries": ["x"] * 101, "with an entry of 1,001 bytes": ["é" * 500 + "x"]}
        for label, entries in bad.items():
            limits.refused(f"{member} {label}", "complete_episode", says=member,
                           episode_id=limits.episode_id, **completion(**{member: entries}))
        limits.accepted(f"{member} with 100 entries of 1,000 bytes", "complete_episode",
                        episode_id=limits.episode_id, **completion(**{member: ["é" * 500] * 100}))


def reading(limits):
    ids = [NOWHERE[:-3] + f"{number:03d}" for number in range(101)]
    limits.accepted("bulk of 100 ids", "bulk_episodes", episode_ids=ids[:100])
    limits.refused("bulk of 101 ids", "bulk_episodes", says="episode_ids", episode_ids=ids)
    limits.refused("bulk of 0 ids", "bulk_episodes", says="episode_ids", episode_ids=[])
    some = ["episode.id"] * 20
    limits.accepted("20 fields", "get_episode", episode_id=limits.episode_id, fields=some)
    limits.refused("21 fields", "get_episode", says="fields", episode_id=limits.episode_id,
                   fields=[*some, "episode.id"])


def nesting(limits):
    """parameters are the fourth level of a tools/call; 60 arrays in a member end on the 64th."""
    def nested(levels):
        value = 1
        for _ in range(levels):
            value = [value]
        return {"x": value}
    limits.episode_id, limits.steps = limits.new_episode(), 0
    limits.step("a message nested", {"64 deep": {"parameters": nested(60)}}, {}, "")
    stored = limits.server.must("get_episode", episode_id=limits.episode_id)["episode"]
    limits.checks.equal("what was nested 64 deep is read back",
                        stored["steps"][0]["parameters"], nested(60))
    refused_line(limits, "a message nested 65 deep", json.dumps({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
            "name": "add_episode_step", "arguments": {
                "episode_id": limits.episode_id, "step_number": 9, "tool": "t", "action": "a",
                "parameters": nested(61)}}}))


def refused_line(limits, name, text):
    """A line that cannot be read is answered by an error that names no request."""
    before, server = limits.state(), limits.server
    seen = len(server.replies(None))
    server.send_bytes(text.encode() + b"\n")
    server.wait_for(lambda: len(server.replies(None)) > seen, f"answer to {name}")
    code = server.replies(None)[-1]["error"]["code"]
    limits.checks.check(f"{name} is refused", code in (-32700, -32600), code)
    limits.checks.check(f"{name} changes nothing", limits.state() == before)


def request_ids_and_batches(limits):
    server = limits.server
    server.send({"jsonrpc": "2.0", "id": "i" * 1024, "method": "ping"})
    limits.checks.check("an id of 1,024 bytes is answered", "result" in server.reply("i" * 1024))
    refused_line(limits, "an id of 1,025 bytes", json.dumps(
        {"jsonrpc": "2.0", "id": "i" * 1025, "method": "ping"}))
    server.call("initialize", {"protocolVersion": "2025-03-26", "capabilities": {},
                               "clientInfo": {"name": "limits", "version": "1"}})
    pings = [{"jsonrpc": "2.0", "id": number, "method": "ping"} for number in range(101)]
    seen = len(server.messages)
    server.send(pings[:100])
    server.wait_for(lambda: len(server.messages) > seen, "answer to a batch")
    limits.checks.check("a batch of 100 messages is answered",
                        isinstance(server.messages[-1], list) and len(server.messages[-1]) == 100)
    refused_line(limits, "a batch of 101 messages", json.dumps(pings))


def message_size(limits):
    """The newline that ends a message is not counted."""
    def ping(size):
        message = {"jsonrpc": "2.0", "id": f"of {size}", "method": "ping", "params": {"x": ""}}
        empty = len(json.dumps(message))
        message["params"]["x"] = "m" * (size - empty)
        return json.dumps(message)
    limits.server.send_bytes(ping(MESSAGE_BYTES_MAX).encode() + b"\n")
    limits.checks.check("a message of 4 MiB is answered",
                        "result" in limits.server.reply(f"of {MESSAGE_BYTES_MAX}"))
    refused_line(limits, "a message of 4 MiB + 1", ping(MESSAGE_BYTES_MAX + 1))


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        with Server(Path(scratch) / "data") as server:
            limits = Limits(server, checks)
            for part in (episode_texts, tags, metadata, step_texts, step_numbers, step_parameters,
                         step_count, outcome_texts, outcome_lists, reading, nesting,
                         request_ids_and_batches, message_size):
                checks.group(part, limits)
            checks.equal("the server ends cleanly", server.close(), 0)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
