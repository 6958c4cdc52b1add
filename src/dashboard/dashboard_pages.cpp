#include "dashboard/dashboard_pages.h"

#include "base/text.h"
#include "dashboard/dashboard_files.h"

namespace memory_mcp {
namespace {

// Nothing of another server, nothing inline, and in no frame of another page. What is shown was
// written by agents: should any of it ever become markup, it still could do nothing.
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

constexpr const char* for_a_year = "public, max-age=31536000, immutable";

// "0", "0.0": what a client says of what it does not want (RFC 9110 §12.4.2).
bool is_refused(std::string_view parameters) {
  const std::size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return false;
  return parameters.substr(at + 2).find_first_not_of("0. \t") == std::string_view::npos;
}

bool takes_gzip(const HttpRequest& request) {
  const std::string* const given = request.fields.find("Accept-Encoding");
  if (given == nullptr) return false;
  for (std::string_view rest = *given; !rest.empty();) {
    const std::size_t comma = rest.find(',');
    const std::string_view one = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
    const std::size_t semicolon = one.find(';');
    if (to_lower(trimmed(one.substr(0, semicolon))) != "gzip") continue;
    return semicolon == std::string_view::npos || !is_refused(one.substr(semicolon));
  }
  return false;
}

// Weak or strong, one of several, or any.
bool has_already(const HttpRequest& request, std::string_view etag) {
  const std::string* const known = request.fields.find("If-None-Match");
  return known != nullptr && (*known == "*" || known->find(etag) != std::string::npos);
}

HttpResponse response_of(const DashboardFile& file, const HttpRequest& request) {
  HttpResponse response{.fields = {{"ETag", std::string(file.etag)},
                                   {"Cache-Control", file.is_immutable ? for_a_year : "no-cache"},
                                   {"Vary", "Accept-Encoding"},
                                   {"Content-Security-Policy", content_security_policy},
                                   {"Referrer-Policy", "no-referrer"},
                                   {"Cross-Origin-Opener-Policy", "same-origin"},
                                   {"Cross-Origin-Resource-Policy", "same-origin"}}};
  if (has_already(request, file.etag)) {
    response.status = 304;
    return response;
  }
  const bool is_compressed = takes_gzip(request);
  if (is_compressed) response.fields.push_back({"Content-Encoding", "gzip"});
  response.content_type = file.content_type;
  response.body = is_compressed ? file.gzip : file.plain;
  return response;
}

HttpResponse moved_to_page(const HttpRequest&) {
  return {.status = 308, .fields = {{"Location", std::string(dashboard_path)}}};
}

}  // namespace

std::vector<HttpPage> dashboard_pages() {
  std::vector<HttpPage> pages = {
      {.path = "/dashboard", .is_public = true, .is_quick = true, .read = moved_to_page}};
  for (const DashboardFile& file : dashboard_files()) {
    pages.push_back(
        {.path = std::string(file.path),
         .is_public = true,
         .is_quick = true,
         .read = [&file](const HttpRequest& request) { return response_of(file, request); }});
  }
  return pages;
}

}  // namespace memory_mcp
