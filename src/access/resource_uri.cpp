#include "access/resource_uri.h"

#include "net/http_url.h"

namespace memory_mcp {
namespace {

Result<HttpUrl> parsed(std::string_view text) {
  if (text.find('#') != std::string_view::npos) {
    return invalid_argument("resource", "a resource is named by a URL without a fragment (#…)");
  }
  HttpUrl url = TRY(HttpUrl::from_text(text));
  while (url.target.ends_with('/')) url.target.pop_back();
  return url;
}

}  // namespace

Result<ResourceUri> ResourceUri::from_text(std::string_view text) {
  const HttpUrl url = TRY(parsed(text));
  if (url.target.find_first_of("\"\\?") != std::string::npos) {
    return invalid_argument("resource", "a resource is named by a URL without a query and quotes");
  }
  ResourceUri uri;
  uri.text_ = url.to_text();
  uri.origin_ = url.origin();
  uri.metadata_path_ = "/.well-known/oauth-protected-resource" + url.target;
  return uri;
}

bool ResourceUri::is_named_by(std::string_view uri) const {
  const auto url = parsed(uri);
  return url.ok() && url->to_text() == text_;
}

}  // namespace memory_mcp
