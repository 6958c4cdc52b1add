// Who is calling, and what they may do.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace memory_mcp {

enum class Scope { read, write, execute, admin };

constexpr auto names_of(Scope) {
  using namespace std::literals;
  return std::array{std::pair{Scope::read, "read"sv}, std::pair{Scope::write, "write"sv},
                    std::pair{Scope::execute, "execute"sv}, std::pair{Scope::admin, "admin"sv}};
}

// A set of scopes. Each comes with what it implies: whoever may write may read, and admin is all.
class Scopes {
 public:
  constexpr Scopes() = default;
  constexpr Scopes(std::initializer_list<Scope> scopes) {
    for (const Scope scope : scopes) add(scope);
  }

  constexpr void add(Scope scope) {
    bits_ |= bit(scope);
    if (scope == Scope::write) bits_ |= bit(Scope::read);
    if (scope != Scope::admin) return;
    for (const auto& [implied, name] : names_of(Scope{})) bits_ |= bit(implied);
  }
  constexpr bool has(Scope scope) const { return (bits_ & bit(scope)) != 0; }
  constexpr bool is_empty() const { return bits_ == 0; }

  // In the order of the enumeration.
  std::vector<Scope> to_list() const {
    std::vector<Scope> list;
    for (const auto& [scope, name] : names_of(Scope{})) {
      if (has(scope)) list.push_back(scope);
    }
    return list;
  }

  // Without those that others of them imply.
  std::vector<Scope> shortest_list() const {
    std::vector<Scope> list;
    for (const Scope scope : to_list()) {
      const bool is_implied = std::ranges::any_of(
          to_list(), [&](Scope other) { return other != scope && Scopes{other}.has(scope); });
      if (!is_implied) list.push_back(scope);
    }
    return list;
  }

  constexpr bool operator==(const Scopes&) const = default;

 private:
  static constexpr std::uint8_t bit(Scope scope) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(scope));
  }

  std::uint8_t bits_ = 0;
};

// Who started the server and talks to it over stdio, and whoever uses the command line or the
// library: one and the same.
inline constexpr std::string_view local_name = "local";
inline constexpr std::string_view local_issuer = "local";
inline constexpr std::string_view token_issuer = "token";

struct Principal {
  std::string name;
  // Who says so: local_issuer, token_issuer, or the authorization server's issuer.
  std::string issuer;
  Scopes scopes;
  std::vector<std::string> namespaces;  // Empty: all of them.

  bool operator==(const Principal&) const = default;

  bool may(Scope scope) const { return scopes.has(scope); }
  bool may_use(std::string_view namespace_name) const {
    return namespaces.empty() || std::ranges::find(namespaces, namespace_name) != namespaces.end();
  }
  // What limits are counted by and what belongs to somebody is bound to: a name alone may be given
  // by two issuers. No issuer has a space in it.
  std::string key() const { return issuer + " " + name; }
  // As episodes and the audit log name who did something.
  std::string recorded_name() const { return issuer == local_issuer ? name : key(); }
};

inline Principal local_principal() {
  return {.name = std::string(local_name),
          .issuer = std::string(local_issuer),
          .scopes = {Scope::admin},
          .namespaces = {}};
}

}  // namespace memory_mcp
