#!/bin/sh
# Shows that a backup can be restored: makes one of the memory in use, restores it beside it, and
# compares what both hold. Nothing of the memory itself is changed; servers may go on meanwhile.
# usage: backup_drill.sh DATA_DIR FOLDER    (memory-mcp in $MEMORY_MCP_PROGRAM or the PATH)
set -eu
program=${MEMORY_MCP_PROGRAM:-memory-mcp}
memory=$1
folder=$2

mkdir -p "$folder/restored"
"$program" backup "$folder/backup.db" --data-dir "$memory"

# Restoring is this copy, into a folder without memory.db-wal and memory.db-shm.
cp "$folder/backup.db" "$folder/restored/memory.db"
"$program" doctor --data-dir "$folder/restored" > "$folder/doctor.txt"

# The backup is a moment of the memory: an export of it holds what an export of the copy holds.
"$program" export "$folder/restored.jsonl" --data-dir "$folder/restored"
"$program" export "$folder/backup.jsonl" --store "sqlite:$folder/backup.db"
grep -v memory-mcp-export "$folder/restored.jsonl" | grep -v checksum > "$folder/restored.lines"
grep -v memory-mcp-export "$folder/backup.jsonl" | grep -v checksum > "$folder/backup.lines"
cmp "$folder/restored.lines" "$folder/backup.lines"
echo "restored $(grep -c . "$folder/restored.lines" || true) episodes from $folder/backup.db"
