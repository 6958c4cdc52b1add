#include "transport/stdio.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <string>

#include "base/limits.h"
#include "base/log.h"
#include "base/worker_pool.h"
#include "mcp/conversation.h"
#include "transport/line_splitter.h"
#include "transport/line_writer.h"
#include "transport/stop_signal.h"

namespace memory_mcp {
namespace {

enum class End { of_input, by_signal, client_gone };

std::string_view name_of(End end) {
  switch (end) {
    case End::of_input:
      return "end_of_input";
    case End::by_signal:
      return "signal";
    case End::client_gone:
      return "client_gone";
  }
  return "";
}

// Feeds the input to `splitter` until there is a reason to stop.
End read_until_end(StdioStreams streams, int stop_fd, int gone_fd, LineSplitter& splitter) {
  std::string buffer(std::size_t{64} << 10U, '\0');
  // Asked for nothing, the output tells when nobody can read it any more.
  std::array<pollfd, 4> waits{pollfd{stop_fd, POLLIN, 0}, pollfd{gone_fd, POLLIN, 0},
                              pollfd{streams.output_fd, 0, 0}, pollfd{streams.input_fd, POLLIN, 0}};
  while (true) {
    if (::poll(waits.data(), waits.size(), -1) < 0) continue;
    if (waits[0].revents != 0) return End::by_signal;
    if (waits[1].revents != 0 || waits[2].revents != 0) return End::client_gone;
    if (waits[3].revents == 0) continue;
    const ssize_t count = ::read(streams.input_fd, buffer.data(), buffer.size());
    if (count > 0) {
      splitter.feed({buffer.data(), static_cast<std::size_t>(count)});
    } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
      splitter.finish();
      return End::of_input;
    }
  }
}

// Waits for the calls in progress; they are asked to stop when nobody is left to read their
// answers.
bool drain(WorkerPool& workers, Conversation& conversation, int output_fd) {
  constexpr std::chrono::milliseconds between_looks{20};
  const auto end = std::chrono::steady_clock::now() + limits::drain_on_end_max;
  while (!workers.drain(between_looks)) {
    if (std::chrono::steady_clock::now() >= end) return false;
    pollfd output{output_fd, 0, 0};
    if (::poll(&output, 1, 0) > 0) conversation.cancel_all();
  }
  return true;
}

// Clients of older revisions are told of changes as long as what is returned lives.
std::shared_ptr<const void> tell_changes(const McpServer& server, const Conversation& conversation,
                                         const Outlet& outlet) {
  auto alive = std::make_shared<char>();
  if (server.changes() == nullptr) return alive;
  server.changes()->listen(alive, [&conversation, outlet](const Change& change) {
    if (conversation.wants(change)) outlet.notify(legacy_text(change));
  });
  return alive;
}

}  // namespace

Status serve_stdio(const McpServer& server, std::size_t workers_max, StdioStreams streams) {
  const StopSignal stop;
  LineWriter writer(streams.output_fd);
  // After the threads above, without which there is no serving: the workers take what is left.
  WorkerPool workers(workers_max);
  TRY(workers.check_has_workers());
  const auto send = [&writer](std::string message) { writer.write_line(std::move(message)); };
  const Outlet outlet{.notify = send, .answer = send};
  Conversation conversation(server, workers, Conversation::Receiver::reader);
  const auto listening = tell_changes(server, conversation, outlet);
  LineSplitter splitter(limits::message_bytes_max,
                        {.line = [&](std::string_view line) { conversation.receive(line, outlet); },
                         .oversized = [&] { conversation.refuse_oversized(outlet); }});

  const End end = read_until_end(streams, stop.fd(), writer.gone_fd(), splitter);
  log_info("stopping", {{"why", std::string(name_of(end))}});
  server.end();
  conversation.end_of_input();
  if (end == End::client_gone) conversation.cancel_all();
  if (drain(workers, conversation, streams.output_fd) &&
      server.drain_tasks(limits::drain_on_end_max) && writer.flush(limits::drain_on_end_max)) {
    return Done{};
  }
  // A call that cannot be stopped still uses what this function owns, so nothing may be destroyed
  // under it. Everything that was acknowledged is on disk.
  log_warning("calls_abandoned", {{"why", "they did not end in time after the input did"}});
  ::_exit(EXIT_SUCCESS);
}

}  // namespace memory_mcp
