#include "transport/line_writer.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

// A pipe whose reading end is the client.
struct ClientPipe {
  ClientPipe() {
    signal(SIGPIPE, SIG_IGN);
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    client = UniqueFd(ends[0]);
    server = UniqueFd(ends[1]);
  }

  std::string read_bytes(std::size_t count) const {
    std::string text(count, '\0');
    std::size_t done = 0;
    while (done < count) {
      const ssize_t got = ::read(client.get(), text.data() + done, count - done);
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
    }
    text.resize(done);
    return text;
  }

  UniqueFd client;
  UniqueFd server;
};

TEST(LineWriter, takes_more_than_a_pipe_holds_from_a_caller_that_reads_only_afterwards) {
  const ClientPipe pipe;
  LineWriter writer(pipe.server.get());
  std::string expected;
  for (int i = 0; i < 2'000; ++i) {
    const std::string line = std::to_string(i) + std::string(1'000, 'x');
    writer.write_line(line);
    expected += line + "\n";
  }
  EXPECT_EQ(pipe.read_bytes(expected.size()), expected);
  EXPECT_TRUE(writer.flush(10s));
}

TEST(LineWriter, writes_one_line_that_is_longer_than_the_pipe) {
  const ClientPipe pipe;
  LineWriter writer(pipe.server.get());
  const std::string line(300'000, 'y');
  writer.write_line(line);
  EXPECT_EQ(pipe.read_bytes(line.size() + 1), line + "\n");
}

TEST(LineWriter, says_when_the_client_did_not_take_everything) {
  const ClientPipe pipe;
  LineWriter writer(pipe.server.get());
  writer.write_line(std::string(300'000, 'z'));
  EXPECT_FALSE(writer.flush(1ms));
}

TEST(LineWriter, notices_a_client_that_is_gone) {
  ClientPipe pipe;
  LineWriter writer(pipe.server.get());
  pipe.client = UniqueFd();
  writer.write_line("anyone?");
  pollfd wait{writer.gone_fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&wait, 1, 10'000), 1);
}

}  // namespace
}  // namespace memory_mcp
