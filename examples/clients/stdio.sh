#!/usr/bin/env bash
# MCP over standard input and output: one JSON object a line, answers in any order.
# usage: stdio.sh [QUESTION]; the memory is that of $MEMORY_MCP_DATA_DIR, or your own.
set -euo pipefail
memory_mcp=${MEMORY_MCP:-$(dirname "$0")/../../build/release/memory-mcp serve}
question=$(python3 -c 'import json, sys; print(json.dumps(sys.argv[1]))' "${1:-what did we do last?}")
about='"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {}}'
one_line() { tr -d '\n'; echo; }

# shellcheck disable=SC2086  # The command may have options.
{
  one_line <<<"{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"server/discover\", \"params\": {$about}}"
  one_line <<<"{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/call\", \"params\": {
    \"name\": \"query_memory\", \"arguments\": {\"query\": $question, \"limit\": 1}, $about}}"
} | $memory_mcp 2>/dev/null
