// What clients can read by a URI, to the protocol.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "mcp/call_context.h"

namespace memory_mcp {

struct ResourceInfo {
  std::string uri;
  std::string name;
  std::string title;
  std::string description;
  std::string mime_type;
};

// A family of resources: RFC 6570, such as memory://episodes/{id}.
struct ResourceTemplate {
  std::string uri_template;
  std::string name;
  std::string title;
  std::string description;
  std::string mime_type;
};

struct ResourceContents {
  std::string uri;
  std::string mime_type;
  std::string bytes;
  bool is_text = true;
};

// Safe for concurrent use.
class ResourceSource {
 public:
  virtual ~ResourceSource() = default;
  // The same for everyone and for the life of the process, in an order that stays.
  virtual std::vector<ResourceInfo> resources() const = 0;
  virtual std::vector<ResourceTemplate> templates() const = 0;
  // Whether the caller may be told of its changes: it can have some, and need not be there yet.
  virtual bool may_follow(const std::string& uri, const Principal& caller) const = 0;
  // not_found when there is none of that URI.
  virtual Result<std::vector<ResourceContents>> read(const std::string& uri,
                                                     CallContext& call) const = 0;
};

}  // namespace memory_mcp
