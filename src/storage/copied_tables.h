// The tables that a copy of a store takes along, in an order in which nothing comes before what it
// refers to. Lists of changes are left out: whoever follows the copy begins at its beginning.
#pragma once

#include <array>

#include "storage/database.h"

namespace memory_mcp {

struct CopiedTable {
  const char* name;
  // A letter for each column: i(nteger), r(eal), t(ext), b(ytes). Capital ones, at the beginning,
  // are its key.
  const char* columns;
  Sql rows;    // Behind a key, up to another one, in their order. The last parameter: how many.
  Sql remove;  // The row of a key.
  Sql insert;
};

// What stands in `settings` while a copy is being made.
inline constexpr std::string_view copy_in_progress = "copy_in_progress";

inline constexpr CopiedTable copied_relations{
    .name = "relations",
    .columns = "Iiiitti",
    .rows =
        "SELECT row_id, namespace_id, from_episode, to_episode, relation_type, document, "
        "checksum FROM relations WHERE row_id > $1 AND row_id <= $2 ORDER BY row_id LIMIT $3",
    .remove = "DELETE FROM relations WHERE row_id = $1",
    .insert =
        "INSERT INTO relations (row_id, namespace_id, from_episode, to_episode, "
        "relation_type, document, checksum) VALUES ($1, $2, $3, $4, $5, $6, $7)",
};

inline constexpr CopiedTable copied_checkpoints{
    .name = "checkpoints",
    .columns = "Iiitti",
    .rows =
        "SELECT row_id, namespace_id, episode, id, document, checksum FROM checkpoints "
        "WHERE row_id > $1 AND row_id <= $2 ORDER BY row_id LIMIT $3",
    .remove = "DELETE FROM checkpoints WHERE row_id = $1",
    .insert =
        "INSERT INTO checkpoints (row_id, namespace_id, episode, id, document, checksum) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
};

inline constexpr CopiedTable copied_tasks{
    .name = "tasks",
    .columns = "Ttttiiiit",
    .rows =
        "SELECT id, owner, status, status_message, created_ms, updated_ms, "
        "kept_until_ms, alive_until_ms, payload FROM tasks WHERE id > $1 AND id <= $2 "
        "ORDER BY id LIMIT $3",
    .remove = "DELETE FROM tasks WHERE id = $1",
    .insert =
        "INSERT INTO tasks (id, owner, status, status_message, created_ms, "
        "updated_ms, kept_until_ms, alive_until_ms, payload) VALUES ($1, $2, $3, $4, "
        "$5, $6, $7, $8, $9)",
};

inline constexpr CopiedTable copied_answers{
    .name = "idempotency_keys",
    .columns = "TTTtti",
    .rows =
        "SELECT namespace_name, caller, idempotency_key, request_hash, answer, "
        "kept_until_ms FROM idempotency_keys WHERE (namespace_name, caller, "
        "idempotency_key) > ($1, $2, $3) AND (namespace_name, caller, idempotency_key) "
        "<= ($4, $5, $6) ORDER BY namespace_name, caller, idempotency_key LIMIT $7",
    .remove =
        "DELETE FROM idempotency_keys WHERE namespace_name = $1 AND caller = $2 AND "
        "idempotency_key = $3",
    .insert =
        "INSERT INTO idempotency_keys (namespace_name, caller, idempotency_key, "
        "request_hash, answer, kept_until_ms) VALUES ($1, $2, $3, $4, $5, $6)",
};

inline constexpr std::array copied_tables{
    CopiedTable{.name = "namespaces",
                .columns = "It",
                .rows =
                    "SELECT row_id, name FROM namespaces WHERE row_id > $1 AND row_id <= $2 ORDER "
                    "BY row_id LIMIT $3",
                .remove = "DELETE FROM namespaces WHERE row_id = $1",
                .insert = "INSERT INTO namespaces (row_id, name) VALUES ($1, $2)"},
    CopiedTable{
        .name = "episodes",
        .columns = "Iittttirirtti",
        .rows = "SELECT row_id, namespace_id, id, domain, task_type, outcome, start_time_ms, "
                "reward, step_count, step_latency_ms, writer, document, checksum FROM episodes "
                "WHERE row_id > $1 AND row_id <= $2 ORDER BY row_id LIMIT $3",
        .remove = "DELETE FROM episodes WHERE row_id = $1",
        .insert = "INSERT INTO episodes (row_id, namespace_id, id, domain, task_type, outcome, "
                  "start_time_ms, reward, step_count, step_latency_ms, writer, document, "
                  "checksum) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"},
    CopiedTable{
        .name = "steps",
        .columns = "Iiiiti",
        .rows = "SELECT row_id, (SELECT namespace_id FROM episodes WHERE episodes.row_id = "
                "episode), episode, step_number, document, checksum FROM steps WHERE row_id > "
                "$1 AND row_id <= $2 ORDER BY row_id LIMIT $3",
        .remove = "DELETE FROM steps WHERE row_id = $1",
        .insert = "INSERT INTO steps (row_id, namespace_id, episode, step_number, document, "
                  "checksum) VALUES ($1, $2, $3, $4, $5, $6)"},
    CopiedTable{.name = "recommendations",
                .columns = "Iitiiti",
                .rows =
                    "SELECT row_id, namespace_id, id, episode, has_feedback, document, checksum "
                    "FROM recommendations WHERE row_id > $1 AND row_id <= $2 ORDER BY row_id LIMIT "
                    "$3",
                .remove = "DELETE FROM recommendations WHERE row_id = $1",
                .insert = "INSERT INTO recommendations (row_id, namespace_id, id, episode, "
                          "has_feedback, document, checksum) VALUES ($1, $2, $3, $4, $5, $6, $7)"},
    copied_relations,
    copied_checkpoints,
    CopiedTable{.name = "settings",
                .columns = "Tt",
                .rows =
                    "SELECT name, value FROM settings WHERE name > $1 AND name <= $2 AND name <> "
                    "'copy_in_progress' ORDER BY name LIMIT $3",
                .remove = "DELETE FROM settings WHERE name = $1",
                .insert = "INSERT INTO settings (name, value) VALUES ($1, $2)"},
    CopiedTable{
        .name = "vectors",
        .columns = "TTb",
        .rows = "SELECT generation, text_hash, vector FROM vectors WHERE (generation, "
                "text_hash) > ($1, $2) AND (generation, text_hash) <= ($3, $4) ORDER BY "
                "generation, text_hash LIMIT $5",
        .remove = "DELETE FROM vectors WHERE generation = $1 AND text_hash = $2",
        .insert = "INSERT INTO vectors (generation, text_hash, vector) VALUES ($1, $2, $3)"},
    CopiedTable{.name = "tool_calls",
                .columns = "Ti",
                .rows =
                    "SELECT tool, calls FROM tool_calls WHERE tool > $1 AND tool <= $2 ORDER BY "
                    "tool LIMIT $3",
                .remove = "DELETE FROM tool_calls WHERE tool = $1",
                .insert = "INSERT INTO tool_calls (tool, calls) VALUES ($1, $2)"},
    copied_tasks,
    copied_answers,
};

}  // namespace memory_mcp
