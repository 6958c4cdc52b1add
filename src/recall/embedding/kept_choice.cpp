#include "recall/embedding/kept_choice.h"

#include "json/from_json.h"
#include "json/to_json.h"

namespace memory_mcp {
namespace {

constexpr const char* setting_name = "embedding";

}  // namespace

Result<bool> KeptChoice::look() {
  auto text = TRY(store_.setting(setting_name));
  if (text == seen_) return false;
  seen_ = std::move(text);
  state_.reset();
  if (!seen_) return true;
  state_ = TRY(from_json<EmbeddingState>(TRY(parse_json(*seen_)), setting_name));
  return true;
}

Result<bool> KeptChoice::replace(const EmbeddingState& state) {
  std::string text = to_line(to_json(state));
  if (!TRY(store_.replace_setting(setting_name, seen_, text))) return false;
  seen_ = std::move(text);
  state_ = state;
  return true;
}

}  // namespace memory_mcp
