#include "embeddings/remote_place.h"

#include <algorithm>
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "embeddings/key_name.h"

namespace memory_mcp {
namespace {

struct Defaults {
  std::string_view base_url;
  std::string_view model;
  std::string_view key_variable;  // For the default base_url only: another server has another key.
};

constexpr std::uint16_t ollama_port = 11'434;
constexpr Defaults openai_defaults{"https://api.openai.com/v1", "text-embedding-3-small",
                                   "OPENAI_API_KEY"};
constexpr std::string_view openai_origin = "https://api.openai.com";
constexpr Defaults ollama_defaults{"http://127.0.0.1:11434", "nomic-embed-text", ""};

const Defaults& defaults_of(EmbeddingProvider provider) {
  CHECK(provider == EmbeddingProvider::openai || provider == EmbeddingProvider::ollama);
  return provider == EmbeddingProvider::openai ? openai_defaults : ollama_defaults;
}

Error refused(Fault fault, const std::string& why) { return {fault, why, "base_url"}; }

// An IPv4 address inside an IPv6 one may lead to a translator elsewhere.
bool is_this_machine(const UrlHost& host) {
  if (!host.address) return host.name == "localhost";
  if (host.address->version == IpAddress::Version::v6) {
    return host.address == IpAddress::from_text("::1");
  }
  return kind_of(*host.address) == AddressKind::loopback;
}

bool is_usual_ollama(EmbeddingProvider provider, const HttpUrl& url) {
  return provider == EmbeddingProvider::ollama && url.port == ollama_port &&
         is_this_machine(url.host);
}

std::string when_allowed() {
  return "when the operator starts the server with --embedding-allow-private (setting "
         "embedding_allow_private)";
}

Error unencrypted(const HttpUrl& url) {
  return refused(Fault::denied, "http to " + url.host.in_url() +
                                    " would send texts and key unencrypted; use https");
}

Status check_place(EmbeddingProvider provider, const EmbeddingRules& rules, const HttpUrl& url) {
  if (url.host.address) return check_embedding_address(provider, rules, url, *url.host.address);
  if (url.host.name == "localhost" && !rules.allow_private_addresses &&
      !is_usual_ollama(provider, url)) {
    return refused(Fault::denied,
                   "localhost is this machine, which is asked only " + when_allowed());
  }
  const bool may_be_private = rules.allow_private_addresses || is_usual_ollama(provider, url);
  if (url.scheme == HttpUrl::Scheme::http && !may_be_private) {
    return unencrypted(url);
  }
  return Done{};
}

// The reader of URLs calls every one "url".
Error without_name(Error error) {
  constexpr std::string_view name = "url: ";
  if (error.message.starts_with(name)) error.message.erase(0, name.size());
  error.field = "base_url";
  return error;
}

Result<HttpUrl> parsed(EmbeddingProvider provider, std::string_view text) {
  // First, so that a password in it is not repeated by another complaint.
  const std::size_t authority_end = text.find_first_of("/?#", text.find("//") + 2);
  if (text.substr(0, authority_end).find('@') != std::string_view::npos) {
    return refused(Fault::invalid_argument,
                   "must not contain a user or password; put the key in an environment variable "
                   "and name that in api_key_env");
  }
  if (text.find_first_of("?#") != std::string_view::npos) {
    return refused(Fault::invalid_argument,
                   "must not contain a query or fragment; write only the server and its path, "
                   "such as " +
                       std::string(defaults_of(provider).base_url));
  }
  auto read = HttpUrl::from_text(text);
  if (!read.ok()) return without_name(std::move(read).error());
  HttpUrl url = std::move(read).value();
  while (url.target.ends_with('/')) url.target.pop_back();
  // Every server we know answers there, and the path is what people forget.
  if (provider == EmbeddingProvider::openai && url.target.empty()) url.target = "/v1";
  return url;
}

// Says nothing of whether there is such a variable.
Status check_granted(const HttpUrl& place, const std::string& variable,
                     const std::vector<KeyGrant>& grants) {
  const bool is_openai = place.origin() == openai_origin;
  if (is_openai && variable == openai_defaults.key_variable) return Done{};
  const std::string origin = place.origin();
  const std::string scheme = origin.substr(0, origin.find("//") + 2);
  const auto is_for_it = [&](const KeyGrant& grant) {
    const auto granted = HttpUrl::from_text(scheme + grant.server);
    return grant.variable == variable && granted.ok() && granted->has_origin_of(place);
  };
  if (std::ranges::any_of(grants, is_for_it)) return Done{};
  return Error{Fault::denied,
               "$" + variable + " is not sent to " + origin +
                   " as a key unless the operator grants it: embedding_key_variables with " +
                   variable + "=" + origin.substr(scheme.size()),
               "api_key_env"};
}

Status take_key(RemotePlace& place, const std::string& variable, const EmbeddingRules& rules) {
  const auto wrong = [](const std::string& why) { return invalid_argument("api_key_env", why); };
  TRY(check_granted(place.base_url, variable, rules.key_grants));
  const auto value = rules.environment(variable);
  const std::string key(trimmed(value.value_or("")));
  if (key.empty()) {
    return wrong("the variable " + variable +
                 " is not set where the server runs; set it there and start the server again");
  }
  const bool is_plain = std::ranges::all_of(key, [](char c) { return c > ' ' && c < '\x7f'; });
  if (!is_plain) {
    return wrong("the value of " + variable + " has characters that no key has; set it again");
  }
  place.key_variable = variable;
  place.key = key;
  return Done{};
}

}  // namespace

HttpUrl RemotePlace::below(const std::string& path) const {
  HttpUrl url = base_url;
  url.target += path;
  return url;
}

Status check_embedding_address(EmbeddingProvider provider, const EmbeddingRules& rules,
                               const HttpUrl& url, const IpAddress& address) {
  const AddressKind kind = kind_of(address);
  const std::string it_has =
      url.host.in_url() + " has a " + std::string(name_of(kind)) + " address, which is ";
  switch (kind) {
    case AddressKind::global:
      if (url.scheme == HttpUrl::Scheme::http) return unencrypted(url);
      return Done{};
    case AddressKind::loopback:
      if (is_usual_ollama(provider, url)) return Done{};
      [[fallthrough]];
    case AddressKind::private_network:
    case AddressKind::unique_local:
    case AddressKind::carrier_shared:
      if (rules.allow_private_addresses) return Done{};
      return refused(Fault::denied, it_has + "asked only " + when_allowed());
    case AddressKind::link_local:
    case AddressKind::metadata:
    case AddressKind::multicast:
    case AddressKind::unspecified:
    case AddressKind::documentation:
    case AddressKind::reserved:
      return refused(Fault::denied, it_has + "never asked; no embedding server is there");
  }
  return refused(Fault::denied, it_has + "never asked");
}

Result<RemotePlace> remote_place(const EmbeddingChoice& choice, const EmbeddingRules& rules) {
  const Defaults& defaults = defaults_of(choice.provider);
  const std::string default_url(defaults.base_url);
  RemotePlace place;
  place.base_url = TRY(parsed(choice.provider, choice.base_url.value_or(default_url)));
  TRY(check_place(choice.provider, rules, place.base_url));
  place.model = choice.model.value_or(std::string(defaults.model));
  if (choice.api_key_env) {
    TRY(check_key_name(*choice.api_key_env));
    TRY(take_key(place, *choice.api_key_env, rules));
  } else if (choice.provider == EmbeddingProvider::openai &&
             place.base_url.origin() == openai_origin) {
    TRY(take_key(place, std::string(defaults.key_variable), rules));
  }
  return place;
}

}  // namespace memory_mcp
