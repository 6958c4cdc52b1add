#include "apps/console.h"

namespace memory_mcp {

void Console::progress(std::string_view what, std::int64_t done, std::int64_t total) {
  if (!err_is_terminal_) return;
  progress_shown_ = true;
  err_ << '\r' << what << ' ' << done;
  if (total > 0) err_ << " of " << total << " (" << 100 * done / total << " %)";
  err_ << std::flush;
}

void Console::end_progress() {
  if (progress_shown_) err_ << "\r\x1b[K" << std::flush;
  progress_shown_ = false;
}

std::string Console::coloured(std::string_view code, std::string_view text) const {
  if (!out_has_colour_) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace memory_mcp
