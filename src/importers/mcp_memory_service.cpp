// The JSON export of mcp-memory-service: {"export_metadata": …, "memories": […]}.
#include "base/limits.h"
#include "base/sha256.h"
#include "base/text.h"
#include "importers/json_members.h"
#include "importers/knowledge.h"

namespace memory_mcp {
namespace {

// A list, or one text with commas, as older releases wrote it.
std::vector<std::string> tags_of(const Json& memory) {
  std::vector<std::string> tags;
  const Json* const told = member(memory, "tags");
  if (told == nullptr) return tags;
  if (told->is_string()) {
    std::string_view rest = told->get_ref<const std::string&>();
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      if (!is_blank(rest.substr(0, comma))) tags.emplace_back(trimmed(rest.substr(0, comma)));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  if (!told->is_array()) return tags;
  for (const Json& tag : *told) {
    if (tag.is_string()) tags.push_back(tag.get<std::string>());
  }
  return tags;
}

// In pieces that fit a description, at the ends of lines where there are some.
std::vector<std::string> pieces_of(std::string_view text) {
  constexpr std::size_t most = limits::task_description_bytes_max - 1;
  std::vector<std::string> pieces;
  while (text.size() > most) {
    std::size_t end = text.substr(0, most).rfind('\n');
    if (end == std::string_view::npos || end == 0) end = cut_to_bytes(text, most).size();
    pieces.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    if (text.starts_with('\n')) text.remove_prefix(1);
  }
  pieces.emplace_back(text);
  return pieces;
}

Status read_memory(const Json& memory, std::int64_t line, TaskSink& sink) {
  const std::string content = text_member(memory, "content");
  if (is_blank(content)) {
    sink.refuse(line, "a memory without a text \"content\"");
    return Done{};
  }
  Knowledge known;
  known.source_id = text_member(memory, "content_hash");
  if (known.source_id.empty()) known.source_id = sha256_hex(content);
  known.lines = pieces_of(content);
  known.tags = tags_of(memory);
  known.time = time_member(memory, "created_at");
  if (!known.time) known.time = time_member(memory, "created_at_iso");
  if (const std::string type = text_member(memory, "memory_type"); !type.empty()) {
    known.metadata["memory_type"] = type;
  }
  const Json* const metadata = member(memory, "metadata");
  if (metadata != nullptr && !metadata->empty()) known.metadata["metadata"] = to_line(*metadata);
  return take_knowledge(std::move(known), line, sink);
}

}  // namespace

Status read_mcp_memory_service(JsonSource& source, TaskSink& sink) {
  return source.each(
      "memories",
      [&](const Json& memory, std::int64_t line) { return read_memory(memory, line, sink); },
      [&](std::int64_t line, std::string why) { sink.refuse(line, std::move(why)); });
}

}  // namespace memory_mcp
