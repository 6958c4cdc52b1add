#include "transport/line_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>

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
  const std::string line(3'000'000, 'y');
  writer.write_line(line);
  EXPECT_EQ(pipe.read_bytes(line.size() + 1), line + "\n");
}

TEST(LineWriter, says_when_the_client_did_not_take_everything) {
  const ClientPipe pipe;
  LineWriter writer(pipe.server.get());
  writer.write_line(std::string(3'000'000, 'z'));
  EXPECT_FALSE(writer.flush(1ms));
}

// Some clients give us a socket for standard output, and some a file.
TEST(LineWriter, writes_to_a_socket_without_waiting_for_who_reads_it) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  ClientPipe sockets;
  sockets.client = UniqueFd(ends[0]);
  sockets.server = UniqueFd(ends[1]);
  LineWriter writer(sockets.server.get());
  const std::string line(2'000'000, 's');
  writer.write_line(line);
  EXPECT_FALSE(writer.flush(1ms));
  EXPECT_EQ(sockets.read_bytes(line.size() + 1), line + "\n");
  EXPECT_TRUE(writer.flush(10s));
}

TEST(LineWriter, writes_to_a_file) {
  std::FILE* const file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  LineWriter writer(::fileno(file));
  const std::string line(100'000, 'f');
  writer.write_line(line);
  EXPECT_TRUE(writer.flush(10s));
  EXPECT_EQ(::lseek(::fileno(file), 0, SEEK_CUR), static_cast<off_t>(line.size() + 1));
  std::fclose(file);
}

TEST(LineWriter, leaves_the_descriptor_that_it_was_given_as_it_was) {
  const ClientPipe pipe;
  const LineWriter writer(pipe.server.get());
  EXPECT_EQ(::fcntl(pipe.server.get(), F_GETFL) & O_NONBLOCK, 0);
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
