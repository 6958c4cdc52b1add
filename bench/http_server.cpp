#include "bench/http_server.h"

#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <sstream>

#include "bench/bench_error.h"

namespace memory_mcp::bench {
namespace {

constexpr const char* revision_with_sessions = "2025-11-25";
constexpr const char* revision_without = "2026-07-28";

// Tells when a file changes, or when whoever wrote to it has closed it.
class FileWatch {
 public:
  explicit FileWatch(const std::filesystem::path& file) : descriptor_(::inotify_init1(IN_CLOEXEC)) {
    std::ofstream(file, std::ios::app).flush();  // what is to be watched has to be there
    if (::inotify_add_watch(descriptor_, file.c_str(), IN_MODIFY | IN_CLOSE_WRITE) < 0) {
      throw system_error("watch " + file.string());
    }
  }
  ~FileWatch() { ::close(descriptor_); }
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // False when the file was closed, or nothing happens for long.
  bool wait_for_more() const {
    pollfd changed{.fd = descriptor_, .events = POLLIN, .revents = 0};
    if (::poll(&changed, 1, http_patience_ms) <= 0) return false;
    alignas(inotify_event) std::array<char, 4096> events;
    const ssize_t got = ::read(descriptor_, events.data(), events.size());
    for (ssize_t at = 0; at < got;) {
      const auto* event = reinterpret_cast<const inotify_event*>(events.data() + at);
      if ((event->mask & IN_CLOSE_WRITE) != 0) return false;
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
    return got > 0;
  }

 private:
  int descriptor_;
};

// 0: not yet there, or not all of it.
std::uint16_t port_in(const std::filesystem::path& log, const std::string& before_port) {
  std::ifstream in(log);
  std::ostringstream text;
  text << in.rdbuf();
  const std::string all = text.str();
  const std::size_t found = all.find(before_port);
  if (found == std::string::npos || all.find('\n', found) == std::string::npos) return 0;
  std::uint16_t port = 0;
  std::from_chars(all.data() + found + before_port.size(), all.data() + all.size(), port);
  return port;
}

std::string session_fields(const std::string& session) {
  return "Mcp-Session-Id: " + session + "\r\nMCP-Protocol-Version: " + revision_with_sessions +
         "\r\n";
}

// Faster than std::string_view::find, as every quotation mark may be the beginning.
bool contains(std::string_view text, std::string_view part) {
  return ::memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

}  // namespace

HttpServer::HttpServer(const HttpServerKind& kind, const std::filesystem::path& store)
    : kind_(kind) {
  const Command command = kind.command(store);
  const FileWatch watch(command.log_file);
  process_.emplace(command);
  while (port_ == 0) {
    if (!watch.wait_for_more()) {
      process_->terminate();
      throw BenchError(kind_.name + " does not listen; it said:\n" + process_->last_words());
    }
    port_ = port_in(command.log_file, kind_.before_port);
  }
}

HttpServer::~HttpServer() { process_->terminate(); }

int HttpServer::stop() {
  process_->terminate();
  return process_->stop();
}

void HttpServer::admit(std::size_t clients) {
  if (!kind_.has_sessions || sessions_.size() >= clients) return;
  HttpClient client(port_);
  while (sessions_.size() < clients) sessions_.push_back(open_session(client));
}

std::string HttpServer::open_session(HttpClient& client) const {
  const Json params = {{"protocolVersion", revision_with_sessions},
                       {"capabilities", Json::object()},
                       {"clientInfo", {{"name", "memory_mcp_bench"}, {"version", "1"}}}};
  const HttpAnswer& opened = client.ask(render({"initialize", params}, "").bytes());
  std::string session(opened.field("mcp-session-id"));
  if (session.empty()) throw BenchError(kind_.name + " opens no session: " + opened.excerpt());
  const int status =
      client.ask(render({"notifications/initialized", nullptr}, session).bytes()).status();
  if (status != 202) {
    throw BenchError(kind_.name + " answers notifications/initialized with " +
                     std::to_string(status));
  }
  return session;
}

HttpRequest HttpServer::render(const Call& call, const std::string& session) const {
  Json message = {{"jsonrpc", "2.0"}, {"method", call.method}};
  if (!call.method.starts_with("notifications/")) message["id"] = HttpRequest::first_id;
  if (!call.params.is_null()) message["params"] = call.params;
  std::string fields;
  if (!kind_.has_sessions) {
    message["params"]["_meta"] = {{"io.modelcontextprotocol/protocolVersion", revision_without},
                                  {"io.modelcontextprotocol/clientCapabilities", Json::object()}};
    fields = std::string("MCP-Protocol-Version: ") + revision_without +
             "\r\nMcp-Method: " + call.method + "\r\n";
    if (call.method == "tools/call") {
      fields += "Mcp-Name: " + call.params.at("name").get<std::string>() + "\r\n";
    }
  } else if (!session.empty()) {
    fields = session_fields(session);
  }
  return {port_, fields, message};
}

HttpRequest HttpServer::request(const Call& call, std::size_t client) const {
  return render(call, kind_.has_sessions ? sessions_.at(client) : "");
}

std::string HttpServer::stream_request(std::size_t client) const {
  if (!kind_.has_sessions) {
    const Json params = {{"notifications", {{"resourcesListChanged", true}}}};
    return render({"subscriptions/listen", params}, "").bytes();
  }
  return "GET /mcp HTTP/1.1\r\nHost: localhost:" + std::to_string(port_) +
         "\r\nAccept: text/event-stream\r\n" + session_fields(sessions_.at(client)) + "\r\n";
}

std::optional<std::string> HttpServer::fault_of(const HttpAnswer& answer, std::uint64_t id) const {
  if (answer.status() != 200) return "a refusal: " + answer.excerpt();
  if (kind_.is_limit) return {};
  const std::string body = answer.body();
  if (!contains(body, "\"id\":" + std::to_string(id))) {
    return "an answer to something else: " + answer.excerpt();
  }
  if (!contains(body, "\"result\":") || contains(body, "\"isError\":true")) {
    return "an error: " + answer.excerpt();
  }
  return {};
}

Json HttpServer::call(const Call& call) {
  admit(1);
  HttpRequest asked = request(call, 0);
  asked.set_id(next_id());
  HttpClient client(port_);
  const HttpAnswer& answer = client.ask(asked.bytes());
  if (const auto fault = fault_of(answer, asked.id())) throw BenchError(kind_.name + ": " + *fault);
  return answer.message().at("result");
}

}  // namespace memory_mcp::bench
