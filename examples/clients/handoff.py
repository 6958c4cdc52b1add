#!/usr/bin/env python3
"""Hands a half-done episode from one memory to another one: what checkpoint_episode returns there
is what resume_episode takes here. Prints how to go on.

usage: handoff.py EPISODE_ID NOTE FROM_DATA_DIR TO_DATA_DIR; $MEMORY_MCP is the command of the server.
"""
import json
import os
import shlex
import subprocess
import sys

SERVER = shlex.split(os.environ.get("MEMORY_MCP", "memory-mcp serve"))
ABOUT = {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
         "io.modelcontextprotocol/clientCapabilities": {}}


def call(data_dir, name, arguments):
    """One tool call on a server of its own; a refusal ends the program with its words."""
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
               "params": {"name": name, "arguments": arguments, "_meta": ABOUT}}
    done = subprocess.run([*SERVER, "--data-dir", data_dir], input=json.dumps(request) + "\n",
                          capture_output=True, text=True, check=True)
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    answer = next(reply for reply in replies if reply.get("id") == 1)["result"]["structuredContent"]
    if "error" in answer:
        sys.exit(answer["error"]["message"])
    return answer


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    episode_id, note, source, target = sys.argv[1:]
    left = call(source, "checkpoint_episode", {"episode_id": episode_id, "note": note})
    resumed = call(target, "resume_episode", {"pack": left["pack"]})
    print(resumed["message"])


if __name__ == "__main__":
    main()
