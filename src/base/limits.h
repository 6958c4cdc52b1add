// Every bound of the system, with its unit and its reason. Nothing that can grow is missing here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace memory_mcp::limits {

// --- Messages -------------------------------------------------------------------------------
// The largest argument is a step's parameters (1 MiB); four times that leaves room for escaping.
inline constexpr std::size_t message_bytes_max = std::size_t{4} << 20U;
// Real arguments nest below ten; parsing and printing recurse, so the stack sets the bound.
inline constexpr std::size_t json_depth_max = 64;
// What we wrote ourselves, documents and exports, holds an object from a message some levels down.
inline constexpr std::size_t document_depth_max = json_depth_max + 8;
// A legacy batch is answered as one message; more calls than this do not fit one sensibly.
inline constexpr std::size_t batch_messages_max = 100;
// Ids are echoed into every reply and kept while a request is open.
inline constexpr std::size_t request_id_bytes_max = 1024;
// A call that needs answers of its client: how often it may need more, and how long a person may
// take to think.
inline constexpr int input_rounds_max = 8;
inline constexpr std::chrono::minutes input_wait_max{10};
// One page of tools/list holds every tool we have; the bound is for the day there are more.
inline constexpr std::size_t list_page_max = 100;

// --- batch/execute --------------------------------------------------------------------------
// As many as bulk_episodes takes ids; more calls than this are a program, not a request.
inline constexpr std::size_t operations_max = 100;
inline constexpr std::size_t operation_id_bytes_max = 100;
// As much agent code as runs at once, and no more threads for one client than that.
inline constexpr std::int64_t parallel_operations_max = 20;
inline constexpr std::int64_t parallel_operations_default = 8;
// One answer holds all results: four of the largest messages, so that a few clients that do not
// read theirs stay within the backlog.
inline constexpr std::size_t batch_result_bytes_max = std::size_t{16} << 20U;
// Answered whatever the others have taken: no write, whose result is small, is told as a failure.
inline constexpr std::size_t batch_small_result_bytes = 4'096;

// --- Episodes (the tool contract) -----------------------------------------------------------
inline constexpr std::size_t task_description_bytes_max = 10'000;
inline constexpr std::size_t domain_bytes_max = 100;
inline constexpr std::size_t language_bytes_max = 100;
inline constexpr std::size_t framework_bytes_max = 100;
inline constexpr std::size_t tool_name_bytes_max = 200;
inline constexpr std::size_t action_bytes_max = 10'000;
inline constexpr std::size_t parameters_bytes_max = std::size_t{1} << 20U;
inline constexpr std::size_t step_text_bytes_max = 10'000;
// One model turn rarely needs more; at 4 KiB a step this is 4 MiB of JSON.
inline constexpr std::int64_t steps_per_episode_max = 1'000;
// Gaps are allowed, so numbers may run past the count; this is where a typing error begins.
inline constexpr std::int64_t step_number_max = 1'000'000;
inline constexpr double latency_ms_max = 31'536'000'000;  // One year.
inline constexpr std::int64_t tokens_used_max = 1'000'000'000;
inline constexpr std::size_t tags_max = 32;
inline constexpr std::size_t tag_characters_min = 2;
inline constexpr std::size_t tag_characters_max = 100;
inline constexpr std::size_t tag_bytes_max = tag_characters_max * 4;
inline constexpr std::size_t metadata_keys_max = 50;
inline constexpr std::size_t metadata_key_bytes_max = 100;
inline constexpr std::size_t metadata_value_bytes_max = 1'000;
inline constexpr std::size_t outcome_text_bytes_max = 10'000;
inline constexpr std::size_t outcome_items_max = 100;
inline constexpr std::size_t outcome_item_bytes_max = 1'000;
inline constexpr std::size_t namespace_bytes_max = 64;
inline constexpr std::size_t bulk_ids_max = 100;
inline constexpr std::size_t projected_fields_max = 20;
inline constexpr std::size_t projected_field_bytes_max = 200;

// --- Concurrency ----------------------------------------------------------------------------
// Calls block on the disk, so more workers than cores; sixteen fill a group commit.
inline constexpr std::size_t workers_default = 16;
inline constexpr std::size_t workers_max = 256;
// A client may write ten thousand requests before it reads the first answer; beyond these bounds
// we stop reading its input until there is room.
inline constexpr std::size_t queued_calls_max = 16'384;
inline constexpr std::size_t queued_bytes_max = std::size_t{16} << 20U;
// Answers that wait for a client which is not reading; beyond it, calls wait with them.
inline constexpr std::size_t backlog_bytes_max = std::size_t{64} << 20U;
// How long calls in progress may still run after SIGTERM (whoever sends one waits five seconds
// before the next step), and after the end of the input.
inline constexpr std::chrono::seconds drain_on_signal_max{4};
inline constexpr std::chrono::seconds drain_on_end_max{60};
// Progress is for people; more often than this only costs.
inline constexpr std::chrono::milliseconds progress_interval_min{100};

// --- Storage --------------------------------------------------------------------------------
// How long a write waits for another process that is writing.
inline constexpr std::chrono::milliseconds database_busy_wait_max{10'000};
inline constexpr std::size_t group_commit_max = 256;
inline constexpr std::size_t readers_max = 40;
// quick_check reads the whole file (about 1 GiB/s): up to this size before the first call is
// answered, above it in the background.
inline constexpr std::uint64_t check_at_open_bytes_max = std::uint64_t{8} << 20U;
inline constexpr std::size_t episodes_per_page_max = 1'000;

// --- Sandbox --------------------------------------------------------------------------------
inline constexpr std::size_t code_bytes_max = 100'000;
inline constexpr std::size_t granted_entries_max = 1'000;
inline constexpr std::int64_t execution_ms_max = 600'000;
// The engine and TypeScript take 6 MiB before the first line runs.
inline constexpr std::int64_t sandbox_memory_mb_min = 8;
// Linear memory ends at 4 GiB; a script that needs more than this needs another tool.
inline constexpr std::int64_t sandbox_memory_mb_max = 1'024;
inline constexpr std::int64_t executions_running_default_min = 4;
inline constexpr std::int64_t executions_running_default_max = 20;
inline constexpr std::int64_t executions_running_max = 1'000;
// Waiting for one's turn: beyond these a caller is told at once that it is too much, so that one
// client's flood leaves room for another's call.
inline constexpr std::size_t executions_waiting_max = 256;
inline constexpr std::size_t executions_waiting_per_client_max = 192;
inline constexpr std::chrono::seconds execution_turn_wait_max{30};
// Children made ahead of their execution, which saves it the fork and the first touch of its pages.
inline constexpr std::size_t idle_children_max = 4;
// Then the zygote is started anew, so that nothing can grow in it for ever.
inline constexpr std::uint64_t children_per_zygote_max = 100'000;
// Starts and forks that failed one after the other; then nothing is made ahead any more, and only
// an execution that needs a child tries again, this long after the last start that failed.
inline constexpr int zygote_failures_max = 5;
inline constexpr std::chrono::milliseconds between_failed_starts_min{1'000};
// How much writable memory a child may have beyond its script's: it starts with 14 MiB.
inline constexpr std::size_t child_overhead_bytes = std::size_t{32} << 20U;
// Answers that a script has not taken yet; beyond it none of its further calls is made.
inline constexpr std::size_t call_backlog_bytes_max = std::size_t{8} << 20U;
inline constexpr std::size_t error_text_bytes_max = std::size_t{64} << 10U;
// The audit log and the one before it; at 400 bytes a line, each holds 160,000 executions.
inline constexpr std::size_t audit_file_bytes_max = std::size_t{64} << 20U;

// --- Recall ---------------------------------------------------------------------------------
inline constexpr std::size_t query_bytes_max = 10'000;
// Different words of a query that are looked up.
inline constexpr std::size_t query_words_max = 64;
// Of what belongs to a query, the surest: what pages can be turned through, in whatever order.
inline constexpr std::size_t recall_candidates_max = 1'000;
inline constexpr std::int64_t recall_limit_max = 100;
inline constexpr std::size_t snippet_bytes_max = 240;
// Of a text, from its beginning, in which that passage is looked for: a millisecond or two.
inline constexpr std::size_t snippet_read_bytes_max = 65'536;
inline constexpr std::size_t cursor_bytes_max = 100;
inline constexpr std::int64_t recall_tokens_max = 1'000'000;
// How many changes are read from the store before readers get a turn.
inline constexpr std::size_t followed_at_once = 2'000;

// --- Network --------------------------------------------------------------------------------
// Servers refuse request heads beyond 8 KiB or so; this is what the largest of them take.
inline constexpr std::size_t http_url_bytes_max = 8'192;
// Heads come from strangers: trailers and interim replies count too.
inline constexpr std::size_t http_response_header_bytes_max = std::size_t{64} << 10U;
// A host that is there takes a connection within three round trips of TCP and TLS, and once more
// when a packet was lost.
inline constexpr std::chrono::milliseconds http_connect_time_max{5'000};
// Kept open for the next request; more callers at once are rare and pay for a new connection.
inline constexpr std::size_t http_idle_connections_max = 4;

// --- Embeddings -----------------------------------------------------------------------------
inline constexpr std::int64_t embedding_batch_default = 32;
inline constexpr std::int64_t embedding_batch_max = 2'048;
inline constexpr std::int64_t embedding_dimensions_max = 8'192;
inline constexpr std::size_t embedding_model_bytes_max = 200;
inline constexpr std::size_t embedding_url_bytes_max = 2'000;
inline constexpr std::size_t environment_name_bytes_max = 200;
// "NAME=host:port"; the name of a host has at most 253 bytes.
inline constexpr std::size_t key_grant_bytes_max = environment_name_bytes_max + 260;
inline constexpr std::size_t path_bytes_max = 4'096;
// Clients keep histories beside their configuration; what is larger than this is no configuration.
inline constexpr std::size_t edited_file_bytes_max = std::size_t{64} << 20U;
// Of a local model. The vocabulary is in the header: the largest, of 260,000 words, take 20 MiB.
inline constexpr std::uint64_t gguf_header_bytes_max = std::uint64_t{64} << 20U;
inline constexpr std::uint64_t gguf_keys_max = 4'096;      // Real files have some 40.
inline constexpr std::uint64_t gguf_tensors_max = 65'536;  // Some 200 to 2,000.
inline constexpr std::uint64_t gguf_layers_max = 512;      // What llama.cpp takes.
inline constexpr std::uint64_t gguf_text_bytes_max = 1'024;
// Attention grows with the square of the tokens: 2,048 take seconds on one processor.
inline constexpr std::int64_t local_context_tokens_max = 2'048;
// Of a text, per token of the context: five times what words have, so that a book is not split up.
inline constexpr std::size_t local_bytes_per_token_max = 32;
// Computed together; more make nothing faster.
inline constexpr std::int64_t local_texts_at_once_max = 32;
inline constexpr std::size_t local_name_bytes_max = 100;

// --- Patterns -------------------------------------------------------------------------------
// Of one question, before the limit of its answer: what statistics are of.
inline constexpr std::size_t patterns_looked_at_max = 1'000;
inline constexpr std::size_t pattern_id_bytes_max = 40;
inline constexpr std::size_t recommended_patterns_max = 50;
// Of those that belong to no episode and wait for feedback, in one namespace: the newest.
inline constexpr std::int64_t loose_recommendations_max = 1'000;

// --- Vectors --------------------------------------------------------------------------------
// Comparing 10,000 of 1,024 dimensions in full takes a third of a millisecond.
inline constexpr std::size_t vectors_compared_in_full_max = 10'000;
// Comparing the signs of so many takes a millisecond or two; above it a graph is worth its
// minutes of work and 230 bytes for each vector.
inline constexpr std::size_t vectors_without_graph_max = 200'000;
// Beside the graph each search compares them one by one.
inline constexpr std::size_t vectors_beside_graph_max = 5'000;
// A hundred gigabytes of codes; also what a typing error in an id must not allocate for.
inline constexpr std::size_t vectors_per_index_max = 100'000'000;

// --- Health ---------------------------------------------------------------------------------
// A server that only records stays near 20 MB; a hundred times that is a leak or a very large load.
inline constexpr std::uint64_t rss_bytes_warning = std::uint64_t{2} << 30U;
inline constexpr double cpu_load_per_core_warning = 4.0;
inline constexpr double storage_probe_ms_warning = 1'000;
inline constexpr double free_disk_bytes_warning = 64.0 * 1024 * 1024;

// --- Benchmarks -----------------------------------------------------------------------------
// Eight tasks in each sixth; a hundred thousand tasks in one world take hours.
inline constexpr double bench_episodes_min = 48;
inline constexpr double bench_episodes_max = 100'000;
inline constexpr double bench_seeds_max = 100;
inline constexpr double bench_seed_max = 1'000'000'000;

}  // namespace memory_mcp::limits
