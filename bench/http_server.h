// A server under test that listens on a free port of this machine, and what clients send to it. The
// destructor ends it. Not safe for concurrent use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/child_process.h"
#include "bench/http_client.h"
#include "bench/process_facts.h"

namespace memory_mcp::bench {

class HttpServer;

struct HttpServerKind {
  std::string name;  // also its column in the report
  // `store` is a directory that exists and belongs to this server alone.
  std::function<Command(const std::filesystem::path& store)> command;
  std::string before_port;    // what it writes to its log just before the number of its port
  bool has_sessions = false;  // speaks 2025-11-25, each client in its session; else 2026-07-28
  bool is_limit = false;      // answers everything with one constant
  // The cheapest tool call that still answers with data; may prepare what it needs.
  std::function<Call(HttpServer&)> trivial_tool_call;
  // So many of these at once have answers of about 400 kB.
  Call large_call;
  std::size_t large_calls = 1;
};

class HttpServer {
 public:
  // Starts it, and waits until it listens.
  HttpServer(const HttpServerKind& kind, const std::filesystem::path& store);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  const HttpServerKind& kind() const { return kind_; }
  std::uint16_t port() const { return port_; }
  // Without its children: those of memory-mcp get ready to run code while others are measured.
  std::size_t resident_bytes() const { return resident_bytes_of(process_->pid()); }

  // Opens the sessions of that many clients, where the server has any.
  void admit(std::size_t clients);

  // What the n-th client sends; it has been admitted.
  HttpRequest request(const Call& call, std::size_t client) const;
  // What opens a stream on which it is told of changes.
  std::string stream_request(std::size_t client) const;

  // Nobody else has used this id with this server.
  std::uint64_t next_id() { return next_id_++; }

  // What is wrong with a complete answer, in words.
  std::optional<std::string> fault_of(const HttpAnswer& answer, std::uint64_t id) const;

  // The result of one call of the first client; throws when it is an error, also a tool error.
  Json call(const Call& call);

  // SIGTERM; returns the exit code, or 128 + the signal.
  int stop();

 private:
  // Of a client without a session where `session` is empty.
  HttpRequest render(const Call& call, const std::string& session) const;
  std::string open_session(HttpClient& client) const;

  HttpServerKind kind_;
  std::optional<ChildProcess> process_;
  std::uint16_t port_ = 0;
  std::vector<std::string> sessions_;
  std::uint64_t next_id_ = HttpRequest::first_id + 1;
};

}  // namespace memory_mcp::bench
