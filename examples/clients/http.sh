#!/usr/bin/env bash
# The same with curl, at a server that `memory-mcp serve --http localhost:8765` started and with a
# token that `memory-mcp token add NAME` printed.
# usage: TOKEN=… http.sh [QUESTION]; $MEMORY_MCP_URL is http://localhost:8765/mcp unless told.
set -euo pipefail
url=${MEMORY_MCP_URL:-http://localhost:8765/mcp}
question=$(python3 -c 'import json, sys; print(json.dumps(sys.argv[1]))' "${1:-what did we do last?}")

curl --fail-with-body --silent --show-error "$url" \
  -H "Authorization: Bearer ${TOKEN:?is not set: memory-mcp token add NAME prints one}" \
  -H "Content-Type: application/json" \
  -H "Accept: application/json, text/event-stream" \
  -H "MCP-Protocol-Version: 2026-07-28" \
  -H "Mcp-Method: tools/call" -H "Mcp-Name: query_memory" \
  -d "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\": {
        \"name\": \"query_memory\", \"arguments\": {\"query\": $question, \"limit\": 1},
        \"_meta\": {\"io.modelcontextprotocol/protocolVersion\": \"2026-07-28\",
                  \"io.modelcontextprotocol/clientCapabilities\": {}}}}"
echo
