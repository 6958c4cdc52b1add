#include "bench/echo_server.h"

#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

namespace memory_mcp::bench {
namespace {

// Only our own client talks to this server, and it writes `"id":N` into every request.
void answer(std::string_view line, std::string& out) {
  constexpr std::string_view member = "\"id\":";
  const std::size_t at = line.find(member);
  if (at == std::string_view::npos) return;
  const std::size_t begin = at + member.size();
  const std::size_t end = line.find_first_not_of("0123456789", begin);
  out += "{\"jsonrpc\":\"2.0\",\"id\":";
  out += line.substr(begin, end - begin);
  out += ",\"result\":{\"content\":[],\"tools\":[]}}\n";
}

bool write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

int run_echo_server() {
  std::string pending;
  std::array<char, 65536> chunk;
  for (ssize_t got = 0; (got = ::read(STDIN_FILENO, chunk.data(), chunk.size())) > 0;) {
    pending.append(chunk.data(), static_cast<std::size_t>(got));
    std::string out;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = pending.find('\n', begin)) != std::string::npos;) {
      answer(std::string_view(pending).substr(begin, end - begin), out);
      begin = end + 1;
    }
    pending.erase(0, begin);
    if (!write_all(out)) return 1;
  }
  return 0;
}

}  // namespace memory_mcp::bench
