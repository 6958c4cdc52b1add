#include "bench/mcp_stdio_client.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

#include "bench/bench_error.h"

namespace memory_mcp::bench {
namespace {

constexpr std::size_t excerpt_bytes = 600;

struct Answer {
  std::size_t id = 0;
  Json result;
};

bool is_error(const Json& message) {
  return !message.contains("result") || message["result"].value("isError", false);
}

bool is_failure(const std::string& line) { return is_error(Json::parse(line)); }

// A call that failed fast must never count as a fast call.
Answer parse_answer(const std::string& line) {
  Json message = Json::parse(line);
  if (is_error(message)) {
    throw BenchError("expected a result, got: " + line.substr(0, excerpt_bytes));
  }
  return {message.at("id").get<std::size_t>(), std::move(message["result"])};
}

// Finds the id without parsing, inside the measured time. Our ids are numbers: a quoted "id" inside
// a result and an escaped one inside a text do not match. A message without one is a notification.
constexpr std::size_t no_id = 0;

std::size_t id_of(const std::string& line) {
  constexpr std::string_view member = "\"id\":";
  for (std::size_t at = line.find(member); at != std::string::npos;
       at = line.find(member, at + 1)) {
    std::size_t id = no_id;
    const char* digits = line.data() + at + member.size();
    std::from_chars(digits, line.data() + line.size(), id);
    if (id != no_id) return id;
  }
  return no_id;
}

}  // namespace

McpStdioClient::McpStdioClient(const Command& command) : process_(command) {
  const Json params = {{"protocolVersion", "2025-11-25"},
                       {"capabilities", Json::object()},
                       {"clientInfo", {{"name", "memory_mcp_bench"}, {"version", "1"}}}};
  process_.write_all(render({"initialize", params}));
  const std::string answer = read_answer(next_id_ - 1);
  start_ms_ = ms_since(started_);
  parse_answer(answer);
  process_.write_all("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
}

double McpStdioClient::ms_of(const Call& call) {
  double taken_ms = 0;
  this->call(call, &taken_ms);
  return taken_ms;
}

Json McpStdioClient::call(const Call& call, double* taken_ms) {
  const std::string line = render(call);
  const SteadyTime sent = now();
  process_.write_all(line);
  const std::string answer = read_answer(next_id_ - 1);
  if (taken_ms != nullptr) *taken_ms = ms_since(sent);
  return parse_answer(answer).result;
}

Latency McpStdioClient::repeat(const Call& request, std::size_t count) {
  Latency latency;
  for (std::size_t n = 0; n < count; ++n) {
    double taken_ms = 0;
    call(request, &taken_ms);
    latency.add(taken_ms);
  }
  return latency;
}

Throughput McpStdioClient::pipeline(
    std::size_t count, std::size_t window, const std::function<Call(std::size_t)>& make,
    const std::function<void(std::size_t, const Json&)>& on_result) {
  // Requests are rendered and answers parsed outside the measured time: on a small machine the
  // generator would otherwise measure its own JSON work.
  const std::size_t first_id = next_id_;
  std::vector<std::string> requests;
  for (std::size_t n = 0; n < count; ++n) requests.push_back(render(make(n)));
  std::string answers;
  const SteadyTime started = now();
  std::size_t sent = 0;
  std::size_t answered = 0;
  while (answered < count) {
    std::string burst;
    for (; sent < count && sent - answered < window; ++sent) burst += requests[sent];
    process_.write_all(burst);
    const std::size_t seen = answers.size();
    process_.read_some(answers);
    answered += static_cast<std::size_t>(
        std::count(answers.begin() + static_cast<std::ptrdiff_t>(seen), answers.end(), '\n'));
  }
  const Throughput measured{count, ms_since(started)};

  std::vector<bool> seen_ids(count, false);
  for (std::size_t begin = 0; begin < answers.size();) {
    const std::size_t end = answers.find('\n', begin);
    const Answer answer = parse_answer(answers.substr(begin, end - begin));
    const std::size_t n = answer.id - first_id;
    if (n >= count || seen_ids[n]) throw BenchError("the server answered one id twice");
    seen_ids[n] = true;
    if (on_result) on_result(n, answer.result);
    begin = end + 1;
  }
  return measured;
}

Throughput McpStdioClient::lanes(std::size_t clients, std::size_t calls_each,
                                 const std::function<Call(std::size_t, std::size_t)>& make,
                                 std::size_t* failed) {
  const std::size_t first_id = next_id_;
  std::vector<std::string> requests;  // id − first_id = n · clients + lane
  for (std::size_t n = 0; n < calls_each; ++n) {
    for (std::size_t lane = 0; lane < clients; ++lane) requests.push_back(render(make(lane, n)));
  }
  const SteadyTime started = now();
  std::string burst;
  for (std::size_t lane = 0; lane < clients; ++lane) burst += requests[lane];
  process_.write_all(burst);
  std::vector<std::string> answers;
  while (answers.size() < requests.size()) {
    std::string line = read_line();
    const std::size_t id = id_of(line);
    if (id == no_id) continue;
    answers.push_back(std::move(line));
    const std::size_t next = id - first_id + clients;
    if (next < requests.size()) process_.write_all(requests[next]);
  }
  const Throughput measured{requests.size(), ms_since(started)};
  if (failed != nullptr) {
    *failed = static_cast<std::size_t>(std::count_if(answers.begin(), answers.end(), is_failure));
  } else {
    for (const std::string& answer : answers) parse_answer(answer);
  }
  return measured;
}

std::string McpStdioClient::render(const Call& call) {
  Json message = {{"jsonrpc", "2.0"}, {"id", next_id_++}, {"method", call.method}};
  if (!call.params.is_null()) message["params"] = call.params;
  return message.dump() + "\n";
}

std::string McpStdioClient::read_answer(std::size_t id) {
  for (;;) {
    std::string line = read_line();
    if (id_of(line) == id) return line;
  }
}

std::string McpStdioClient::read_line() {
  std::size_t searched = 0;
  for (;;) {
    const std::size_t end = unread_.find('\n', searched);
    if (end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    searched = unread_.size();
    process_.read_some(unread_);
  }
}

}  // namespace memory_mcp::bench
