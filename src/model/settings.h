// Every setting, described once: environment variables, the configuration file, command-line flags
// and docs/configuration.md all come from here.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/describe.h"
#include "base/http_limits.h"
#include "base/limits.h"
#include "base/log.h"
#include "model/recorded_secrets.h"
#include "model/sandbox_settings.h"
#include "model/tool_listing.h"

namespace memory_mcp {

struct Settings {
  std::string data_dir;
  std::string store;
  LogLevel log_level = LogLevel::info;
  std::int64_t workers = limits::workers_default;
  ToolListing tools = ToolListing::standard;
  RecordedSecrets recorded_secrets = RecordedSecrets::keep;
  std::vector<std::string> retention;
  std::string otlp_endpoint;
  SandboxPreset sandbox = SandboxPreset::standard;
  std::optional<std::int64_t> sandbox_time_ms;
  std::optional<std::int64_t> sandbox_memory_mb;
  std::optional<std::int64_t> sandbox_cpu_percent;
  std::vector<std::string> sandbox_paths;
  bool sandbox_write_files = false;
  std::vector<std::string> sandbox_hosts;
  MemoryAccess sandbox_memory_access = MemoryAccess::read;
  std::optional<std::int64_t> sandbox_running;
  Screening sandbox_screen = Screening::on;
  bool sandbox_degraded = false;
  std::string sandbox_program;
  bool embedding_allow_private = false;
  std::vector<std::string> embedding_key_variables;
  std::string http;
  std::vector<std::string> http_hosts;
  std::vector<std::string> http_origins;
  bool http_no_auth = false;
  std::string http_resource;
  std::string http_issuer;
  std::string http_jwks;
  std::string http_scope_prefix;
  std::int64_t http_reads_per_minute = 60'000;
  std::int64_t http_writes_per_minute = 60'000;
  std::int64_t http_executions_per_minute = 3'000;
  std::string tls_certificate;
  std::string tls_key;

  static constexpr auto fields() {
    return std::tuple{
        optional("data_dir", &Settings::data_dir,
                 "Where everything is kept. By default $XDG_DATA_HOME/memory-mcp, or "
                 "~/.local/share/memory-mcp.")
            .length(0, 4096),
        optional("store", &Settings::store,
                 "The store as a URL: sqlite:/path/memory.db, postgresql://user@host/database, or "
                 "in_memory:, which keeps nothing beyond the process. By default "
                 "sqlite:<data_dir>/memory.db.")
            .length(0, 4096),
        optional("log_level", &Settings::log_level, "What is logged to stderr."),
        optional("workers", &Settings::workers,
                 "How many tool calls run at the same time. Writes of calls that wait together "
                 "share one "
                 "trip to the disk, so a few more than cores pay.")
            .between(1, static_cast<double>(limits::workers_max)),
        optional(
            "tools", &Settings::tools,
            "Which tools clients are told of: core, the eight that an agent needs most; standard; "
            "or all. Those that are not listed can be called as well, and find_tools, which is "
            "in every list, finds them."),
        optional("recorded_secrets", &Settings::recorded_secrets,
                 "What becomes of what looks like a token, a key or a password in what is "
                 "recorded: it is kept as it is, stands as [redacted], or the call is refused."),
        optional("retention", &Settings::retention,
                 "What is removed in time, by namespace: \"work: max_episodes=10000 "
                 "max_age_days=365 max_mb=500\"; \"*: …\" for those that are not named. Nothing by "
                 "default (docs/retention.md).")
            .length(0, limits::granted_entries_max)
            .each_length(1, 300),
        optional("otlp_endpoint", &Settings::otlp_endpoint,
                 "Send traces there, by OTLP over HTTP: http://localhost:4318. None by default "
                 "(docs/operate.md).")
            .length(0, limits::http_url_bytes_max),
        optional("sandbox", &Settings::sandbox,
                 "Limits of agent code. restrictive: 3 s, 64 MiB, 30 % of a processor; default: "
                 "5 s, 128 MiB, 50 %; permissive: 10 s, 256 MiB, 80 %."),
        optional("sandbox_time_ms", &Settings::sandbox_time_ms,
                 "How long agent code may run, instead of the preset's.")
            .between(1, static_cast<double>(limits::execution_ms_max)),
        optional("sandbox_memory_mb", &Settings::sandbox_memory_mb,
                 "How many MiB agent code may use, instead of the preset's.")
            .between(static_cast<double>(limits::sandbox_memory_mb_min),
                     static_cast<double>(limits::sandbox_memory_mb_max)),
        optional("sandbox_cpu_percent", &Settings::sandbox_cpu_percent,
                 "Percent of one processor that agent code gets once it has used 100 ms, instead "
                 "of the preset's.")
            .between(1, 100),
        optional("sandbox_paths", &Settings::sandbox_paths,
                 "Folders and files that agent code may read. None by default.")
            .length(0, limits::granted_entries_max)
            .each_length(1, 4096),
        optional("sandbox_write_files", &Settings::sandbox_write_files,
                 "Whether agent code may also write below sandbox_paths."),
        optional("sandbox_hosts", &Settings::sandbox_hosts,
                 "Hosts that agent code may fetch from, such as api.example.com, *.example.com or "
                 "127.0.0.1:8080. None by default.")
            .length(0, limits::granted_entries_max)
            .each_length(1, 300),
        optional("sandbox_memory_access", &Settings::sandbox_memory_access,
                 "Which tools agent code may call: none, those that only read, or all."),
        optional("sandbox_running", &Settings::sandbox_running,
                 "How many executions run at the same time; more wait for their turn. By default "
                 "twice the processors, at least 4 and at most 20: their time starts when they "
                 "run, so that more would only make each slower.")
            .between(1, static_cast<double>(limits::executions_running_max)),
        optional("sandbox_screen", &Settings::sandbox_screen,
                 "Whether agent code is looked through before it runs, for early and clear "
                 "refusals. The sandbox holds without it."),
        optional("sandbox_degraded", &Settings::sandbox_degraded,
                 "Run agent code even where the kernel has no seccomp. Health and audit say so."),
        optional("sandbox_program", &Settings::sandbox_program,
                 "The path of memory-mcp-sandbox. By default beside memory-mcp.")
            .length(0, 4096),
        optional("embedding_allow_private", &Settings::embedding_allow_private,
                 "Whether configure_embeddings may name servers of this machine and of private "
                 "networks. Ollama at its usual place needs no permission."),
        optional("embedding_key_variables", &Settings::embedding_key_variables,
                 "Which environment variable configure_embeddings may send to which server as a "
                 "key: MISTRAL_API_KEY=api.mistral.ai. OPENAI_API_KEY may go to api.openai.com "
                 "anyway.")
            .length(0, limits::granted_entries_max)
            .each_length(1, limits::key_grant_bytes_max),
        optional("http", &Settings::http,
                 "Serve Streamable HTTP at this address instead of standard input and output: "
                 "localhost:8765 (both 127.0.0.1 and ::1), 0.0.0.0:8765, [::]:8765. Port 0 takes "
                 "one that is free.")
            .length(0, limits::http_address_bytes_max),
        optional("http_hosts", &Settings::http_hosts,
                 "Further names that clients may call the server by (the Host of their requests), "
                 "such as memory.example.com. Those of this machine are always taken.")
            .length(0, limits::granted_entries_max)
            .each_length(1, limits::http_address_bytes_max),
        optional("http_origins", &Settings::http_origins,
                 "Web pages that may use the server, by their origin: https://app.example.com. "
                 "Those of this machine are always taken.")
            .length(0, limits::granted_entries_max)
            .each_length(1, limits::http_address_bytes_max),
        optional("http_no_auth", &Settings::http_no_auth,
                 "Let everybody who reaches the address do everything, without a token."),
        optional("http_resource", &Settings::http_resource,
                 "The URL by which clients reach the server, when they do through another, such as "
                 "a proxy: https://memory.example.com/mcp.")
            .length(0, limits::http_url_bytes_max),
        optional("http_issuer", &Settings::http_issuer,
                 "The authorization server whose tokens are taken: their \"iss\".")
            .length(0, limits::http_url_bytes_max),
        optional("http_jwks", &Settings::http_jwks,
                 "Where the keys of http_issuer are: an https URL, or a file.")
            .length(0, limits::http_url_bytes_max),
        optional("http_scope_prefix", &Settings::http_scope_prefix,
                 "What stands before read, write, execute and admin in the scopes of tokens.")
            .length(0, limits::http_address_bytes_max),
        optional("http_reads_per_minute", &Settings::http_reads_per_minute,
                 "How many calls that read each caller has in a minute; 0: as many as they like.")
            .between(0, limits::http_calls_per_minute_max),
        optional("http_writes_per_minute", &Settings::http_writes_per_minute,
                 "The same of calls that write.")
            .between(0, limits::http_calls_per_minute_max),
        optional("http_executions_per_minute", &Settings::http_executions_per_minute,
                 "The same of executions of agent code.")
            .between(0, limits::http_calls_per_minute_max),
        optional("tls_certificate", &Settings::tls_certificate,
                 "A file with the certificate and its chain, as PEM; serves HTTPS.")
            .length(0, limits::path_bytes_max),
        optional("tls_key", &Settings::tls_key, "A file with the key of tls_certificate, as PEM.")
            .length(0, limits::path_bytes_max),
    };
  }
};

}  // namespace memory_mcp
