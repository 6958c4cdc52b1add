#include "embeddings/embedding_rules.h"

#include <cstdlib>

#include "embeddings/key_name.h"
#include "net/http_url.h"

namespace memory_mcp {
namespace {

Error of_setting(Error error) {
  error.field = "embedding_key_variables";
  error.message = error.field + ": " + error.message;
  return error;
}

}  // namespace

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
  if (value == nullptr) return std::nullopt;
  return value;
}

Result<KeyGrant> KeyGrant::from_text(std::string_view text) {
  const std::size_t end = text.find('=');
  const std::string variable(text.substr(0, end));
  Status named = check_key_name(variable);
  if (!named.ok()) return of_setting(std::move(named).error());
  const std::string server(end == std::string_view::npos ? "" : text.substr(end + 1));
  const auto url = HttpUrl::from_text("https://" + server);
  const bool is_server = server.find_first_of("/?#@") == std::string::npos && url.ok();
  if (is_server) return KeyGrant{.variable = variable, .server = server};
  return of_setting(invalid_argument("", "the key in $" + variable +
                                             " needs the server that it may be sent to, such as " +
                                             variable + "=api.mistral.ai"));
}

}  // namespace memory_mcp
