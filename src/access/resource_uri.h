// What this server is called by clients and authorization servers: the canonical URI of RFC 8707,
// in one spelling, and the URL at which its metadata (RFC 9728) stands.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace memory_mcp {

class ResourceUri {
 public:
  // An http or https URL without a fragment: "https://memory.example.com/mcp".
  static Result<ResourceUri> from_text(std::string_view text);

  const std::string& text() const { return text_; }
  // "/.well-known/oauth-protected-resource/mcp".
  const std::string& metadata_path() const { return metadata_path_; }
  std::string metadata_url() const { return origin_ + metadata_path_; }

  // Scheme and host in any case, with or without a slash at the end and the usual port.
  bool is_named_by(std::string_view uri) const;

 private:
  std::string text_;
  std::string origin_;
  std::string metadata_path_;
};

}  // namespace memory_mcp
