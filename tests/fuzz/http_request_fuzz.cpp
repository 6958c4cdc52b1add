// A client of HTTP that writes anything, in pieces of any size: the same requests, and the same
// refusal, however the bytes are cut; all within bounds; and of each request that is taken, only
// one way to tell where it ends.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/http_limits.h"
#include "tests/fuzz/fuzz_input.h"
#include "transport/http/request_reader.h"

namespace {

using namespace memory_mcp;
using State = RequestReader::State;

constexpr std::size_t body_bytes_max = 2'000;

struct Read {
  std::vector<std::string> requests;
  State end = State::idle;
  int status = 0;
  std::string refusal;

  bool operator==(const Read&) const = default;
};

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c;
  });
  return result;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

std::string in_one(const HttpRequest& request, const RequestReader& reader) {
  std::string all = request.method + " " + request.target + "\n";
  for (const auto& [name, value] : request.fields.all()) all += name + ":" + value + "\n";
  all += reader.keeps_alive() ? "+" : "-";
  all += reader.takes_chunks() ? "+" : "-";
  return all + "\n" + request.body;
}

// The fields as they stand in the bytes; none of them goes on in the next line.
std::vector<std::pair<std::string, std::string>> fields_in(std::string_view head) {
  std::vector<std::pair<std::string, std::string>> fields;
  head.remove_prefix(head.find("\r\n") + 2);
  while (head != "\r\n") {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const auto colon = line.find(':');
    require(colon != std::string_view::npos && colon > 0);
    require(line.find_first_of("\r\n") == std::string_view::npos && line.front() > ' ');
    fields.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
  }
  return fields;
}

// Only the length of chunks is looked at, and how the last one ends.
std::string without_chunks(std::string_view bytes) {
  std::string body;
  while (true) {
    const auto line_end = bytes.find("\r\n");
    require(line_end != std::string_view::npos);
    const std::size_t size = std::stoull(std::string(bytes.substr(0, line_end)), nullptr, 16);
    bytes.remove_prefix(line_end + 2);
    if (size == 0) break;
    require(bytes.size() > size && bytes.substr(size).starts_with("\r\n"));
    body += bytes.substr(0, size);
    bytes.remove_prefix(size + 2);
  }
  require(bytes == "\r\n" || bytes.find("\r\n\r\n") == bytes.size() - 4);
  return body;
}

// `bytes` are those of this request alone.
void check_request(const HttpRequest& request, std::string_view bytes) {
  const auto head_end = bytes.find("\r\n\r\n");
  require(head_end != std::string_view::npos);
  const std::string_view head = bytes.substr(0, head_end + 4);
  const std::string_view rest = bytes.substr(head.size());
  require(head.size() <= limits::http_head_bytes_max && request.body.size() <= body_bytes_max);
  const auto fields = fields_in(head);
  std::optional<std::string> length;
  std::optional<std::string> coding;
  for (const auto& [name, value] : fields) {
    auto* const framing = lower(name) == "content-length"      ? &length
                          : lower(name) == "transfer-encoding" ? &coding
                                                               : nullptr;
    if (framing == nullptr) continue;
    require(!length && !coding);
    *framing = value;
  }
  if (coding) {
    require(lower(*coding) == "chunked");
    require(without_chunks(rest) == request.body);
  } else {
    require(rest == request.body && rest.size() == std::stoull(length.value_or("0")));
    require(!length || length->find_first_not_of("0123456789") == std::string::npos);
  }
  // No more and no fewer than in the head, in whatever order.
  require(request.fields.all().size() == fields.size());
  for (const auto& sent : fields) {
    require(std::ranges::any_of(request.fields.all(), [&](const HttpField& field) {
      return field.name == sent.first && field.value == sent.second;
    }));
  }
}

// `next` is how long the next piece is to be.
template <typename Next>
Read read(std::string_view bytes, Next next) {
  RequestReader reader(body_bytes_max);
  Read all;
  std::size_t fed = 0;
  std::size_t begin = 0;
  while (fed < bytes.size() && reader.state() != State::broken) {
    const std::string_view piece = bytes.substr(fed, next());
    fed += piece.size();
    reader.feed(piece);
    while (reader.state() == State::complete) {
      const std::size_t end = fed - reader.waiting();
      const HttpRequest request = reader.take();
      check_request(request, bytes.substr(begin, end - begin));
      all.requests.push_back(in_one(request, reader));
      begin = end;
      reader.feed("");
    }
    const bool is_waiting = reader.wants_continue();
    require(!is_waiting || (reader.state() == State::incomplete && !reader.wants_continue()));
  }
  all.end = reader.state();
  if (all.end != State::broken) return all;
  all.status = reader.refusal().status;
  all.refusal = reader.refusal().body;
  require(all.status == 400 || all.status == 413 || all.status == 431);
  return all;
}

constexpr std::array<std::string_view, 24> words{
    "\r\n",
    "\r\n\r\n",
    "GET / HTTP/1.1\r\n",
    "POST /mcp HTTP/1.1\r\nHost: h\r\n",
    "POST /mcp HTTP/1.0\r\nHost: h\r\n",
    "Content-Length: 5\r\n",
    "Content-Length: 0\r\n",
    "Content-Length: ",
    "Content-Length: 5, 5\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: ",
    "chunked",
    "Connection: close\r\n",
    "Connection: keep-alive, upgrade\r\n",
    "Expect: 100-continue\r\n",
    "abcde",
    "5\r\nabcde\r\n",
    "005;a=\"b\"\r\nabcde\r\n",
    "0\r\n\r\n",
    "0\r\nX-A: b\r\n\r\n",
    "X-A: b\r\n",
    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde",
    "7D0\r\n",
};

// Pieces of requests and of what the fuzzer makes up, some of them many times.
std::string written_by(FuzzInput& input) {
  constexpr std::size_t bytes_max = 40'000;
  std::string bytes;
  std::string piece;
  while (!input.is_empty() && bytes.size() < bytes_max) {
    const std::size_t action = input.take<std::uint8_t>();
    if (action < 128) {
      piece = words[action % words.size()];
    } else if (action < 240) {
      piece = input.text(action - 127);
    } else {
      // Seldom so many that the bounds are reached: those inputs take long.
      const std::size_t most = action == 255 ? 255 : 4;
      for (std::size_t times = input.up_to(most); times > 0; --times) bytes += piece;
      continue;
    }
    bytes += piece;
  }
  return bytes.substr(0, bytes_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  FuzzInput cuts(data, size);
  const bool is_raw = input.take<std::uint8_t>() % 4 == 0;
  const std::string bytes = is_raw ? std::string(input.rest()) : written_by(input);
  const Read whole = read(bytes, [&] { return bytes.size(); });
  require(read(bytes, [] { return std::size_t{1}; }) == whole);
  const auto cut = [&] { return cuts.is_empty() ? bytes.size() : cuts.take<std::uint8_t>() % 90U; };
  require(read(bytes, cut) == whole);
  return 0;
}
