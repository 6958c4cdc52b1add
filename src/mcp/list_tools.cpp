#include <algorithm>
#include <charconv>
#include <optional>

#include "mcp/server.h"

namespace memory_mcp {
namespace {

constexpr std::string_view cursor_prefix = "from-";

// Where a cursor that we gave out points; nothing for any other text.
std::optional<std::size_t> position_of(std::string_view cursor, std::size_t end) {
  if (cursor.empty()) return 0;
  if (!cursor.starts_with(cursor_prefix)) return std::nullopt;
  cursor.remove_prefix(cursor_prefix.size());
  std::size_t position = 0;
  const auto [stop, error] =
      std::from_chars(cursor.data(), cursor.data() + cursor.size(), position);
  if (error != std::errc{} || stop != cursor.data() + cursor.size()) return std::nullopt;
  if (position == 0 || position >= end) return std::nullopt;
  return position;
}

}  // namespace

Json McpServer::tools_page(std::size_t from, ToolDetail detail) const {
  const std::size_t end = std::min(listed_.size(), from + list_page_);
  Json tools = Json::array();
  for (std::size_t i = from; i < end; ++i) tools.push_back(tool_to_json(*listed_[i], detail));
  Json page = {{"tools", std::move(tools)}};
  if (end < listed_.size()) page["nextCursor"] = std::string(cursor_prefix) + std::to_string(end);
  return page;
}

Json McpServer::finished_page(std::size_t from, ToolDetail detail, Revision revision) const {
  return cacheable(tools_page(from, detail), revision);
}

// The list is the same for everyone and for the life of the process, so caches may keep it.
Reply McpServer::list_tools(const Request& request, CallContext& call) const {
  const auto lazy = request.params.find("lazy");
  const bool is_told = lazy != request.params.end();
  if (is_told && !lazy->is_boolean()) return bad_params("\"params.lazy\" must be true or false");
  const ToolDetail detail = is_told && lazy->get<bool>() ? ToolDetail::brief : ToolDetail::full;
  const auto cursor = request.params.find("cursor");
  if (cursor == request.params.end()) {
    if (detail == ToolDetail::brief) return finished_page(0, detail, call.revision);
    return ResultText{is_modern(call.revision) ? modern_tools_ : legacy_tools_};
  }
  const auto from = cursor->is_string()
                        ? position_of(cursor->get_ref<const std::string&>(), listed_.size())
                        : std::nullopt;
  if (!from) return bad_params("\"cursor\" is not one that an earlier page gave as nextCursor");
  return finished_page(*from, detail, call.revision);
}

}  // namespace memory_mcp
