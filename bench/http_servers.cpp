#include "bench/http_servers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/bench_error.h"
#include "bench/servers.h"

namespace memory_mcp::bench {
namespace {

constexpr const char* nowhere = "/dev/null";  // a line for each request is not what is measured

// For a server that does not tell which one it got.
std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket, plain, size) != 0 || ::getsockname(socket, plain, &size) != 0) {
    throw system_error("find a free port");
  }
  ::close(socket);
  return ntohs(address.sin_port);
}

}  // namespace

HttpServerKind memory_mcp_over_http(const Settings& settings) {
  const auto command = [settings](const std::filesystem::path& store) {
    return Command{
        // Without a rate: every client here is the same caller.
        .argv = {settings.program.string(), "tied", settings.memory_mcp.string(), "serve", "--http",
                 "localhost:0", "--http_no_auth", "--http_reads_per_minute", "0", "--data-dir",
                 store.string()},
        .environment = {{"XDG_CONFIG_HOME", store.string()}},  // no configuration of the user's
        .log_file = store / "stderr.log",
        .output_file = nowhere};
  };
  const auto trivial = [](HttpServer& server) {
    return small_episode_call([&](const Call& call) { return server.call(call); });
  };
  return {.name = "memory-mcp",
          .command = command,
          .before_port = "url=http://localhost:",
          .trivial_tool_call = trivial,
          .large_call = {"tools/list", Json::object()},
          .large_calls = 4};
}

HttpServerKind everything_over_http(const Settings& settings) {
  const auto command = [settings](const std::filesystem::path& store) {
    return Command{.argv = {settings.program.string(), "tied", settings.node.string(),
                            npm_entry(settings, "server-everything"), "streamableHttp"},
                   .environment = {{"PORT", std::to_string(free_port())}},
                   .log_file = store / "stderr.log",
                   .output_file = nowhere};
  };
  const auto echo = [](const std::string& text) { return tool_call("echo", {{"message", text}}); };
  constexpr std::size_t large_bytes = 400'000;  // its tools/list has 8 kB
  return {.name = "server-everything",
          .command = command,
          .before_port = "listening on port ",
          .has_sessions = true,
          .trivial_tool_call = [echo](HttpServer&) { return echo("hello"); },
          .large_call = echo(std::string(large_bytes, 'x'))};
}

HttpServerKind limit_over_http(const Settings& settings) {
  const auto command = [settings](const std::filesystem::path& store) {
    return Command{
        .argv = {settings.program.string(), "tied", settings.program.string(), "http-limit"},
        .environment = {},
        .log_file = store / "stderr.log",
        .output_file = nowhere};
  };
  return {.name = "limit",
          .command = command,
          .before_port = "url=http://localhost:",
          .is_limit = true,
          .trivial_tool_call = [](HttpServer&) { return tool_call("echo", Json::object()); },
          .large_call = {}};
}

}  // namespace memory_mcp::bench
