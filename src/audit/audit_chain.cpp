#include "audit/audit_chain.h"

#include "base/check.h"

namespace memory_mcp {
namespace {

constexpr std::string_view before_hash = R"(,"hash":")";
constexpr std::string_view after_hash = R"("})";

}  // namespace

std::string chained_line(std::string_view time, const Json& event, AuditLink& last) {
  Json body{{"time", time}, {"seq", last.seq + 1}};
  for (const auto& [name, value] : event.items()) {
    CHECK(!body.contains(name) && name != "prev" && name != "hash");
    body[name] = value;
  }
  body["prev"] = last.hash;
  std::string line = to_line(body);
  last = {.seq = last.seq + 1, .hash = sha256_hex(line)};
  line.pop_back();  // The brace.
  return line.append(before_hash).append(last.hash).append(after_hash);
}

Result<AuditLine> read_audit_line(std::string_view line) {
  constexpr std::size_t end_size = before_hash.size() + sha256_digits + after_hash.size();
  const auto flaw = [](std::string what) { return invalid_argument("", std::move(what)); };
  if (line.size() <= end_size || !line.ends_with(after_hash)) return flaw("it ends in no hash");
  const std::string_view end = line.substr(line.size() - end_size);
  if (!end.starts_with(before_hash)) return flaw("it ends in no hash");
  const std::string hash(end.substr(before_hash.size(), sha256_digits));
  const std::string body = std::string(line.substr(0, line.size() - end_size)) + "}";
  if (sha256_hex(body) != hash) return flaw("it was changed: it does not have the hash it tells");
  const auto json = parse_json(body);
  if (!json.ok() || !json->is_object()) return flaw("it is no JSON object");
  const auto seq = json->find("seq");
  const auto prev = json->find("prev");
  if (seq == json->end() || !seq->is_number_integer() || prev == json->end() ||
      !prev->is_string()) {
    return flaw("it tells no number or not what is before it");
  }
  return AuditLine{.link = {.seq = seq->get<std::int64_t>(), .hash = hash},
                   .prev = prev->get<std::string>()};
}

}  // namespace memory_mcp
