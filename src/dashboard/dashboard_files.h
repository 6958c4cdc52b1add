// The files of the dashboard as the build embeds them: made by cmake/embed_dashboard.py.
#pragma once

#include <span>
#include <string_view>

namespace memory_mcp {

struct DashboardFile {
  std::string_view path;  // "/dashboard/" is the page itself.
  std::string_view content_type;
  std::string_view etag;  // By its contents, with quotes.
  bool is_immutable;      // Its name changes with its contents.
  std::string_view plain;
  std::string_view gzip;  // The same, compressed.
};

std::span<const DashboardFile> dashboard_files();

}  // namespace memory_mcp
