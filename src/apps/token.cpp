// "memory-mcp token add | list | remove": the static tokens with which callers come in over HTTP.
#include "access/token_list.h"
#include "apps/assemble.h"
#include "apps/command.h"
#include "audit/audit_log.h"
#include "base/access_limits.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/text_table.h"
#include "json/to_json.h"

namespace memory_mcp {
namespace {

template <typename Arguments>
constexpr auto name_field(std::string Arguments::*member) {
  return required("name", member, "Who calls with it.")
      .length(1, limits::static_token_name_bytes_max)
      .matching(namespace_rule);
}

template <typename Arguments>
constexpr auto file_field(std::string Arguments::*member) {
  return optional("file", member, "The file of tokens. By default <data_dir>/tokens.json.")
      .length(0, 4096);
}

struct AddArguments {
  std::string name;
  std::vector<std::string> scopes = {"read", "write"};
  std::vector<std::string> namespaces;
  std::string file;

  static constexpr auto fields() {
    return std::tuple{
        name_field(&AddArguments::name),
        optional("scopes", &AddArguments::scopes,
                 "What may be done with it, with commas between: read, write (and read), execute "
                 "(agent code), admin (everything).")
            .length(1, names_of(Scope{}).size()),
        optional("namespaces", &AddArguments::namespaces,
                 "In which namespaces, with commas between. In all of them by default.")
            .length(0, limits::principal_namespaces_max),
        file_field(&AddArguments::file),
    };
  }
};

struct RemoveArguments {
  std::string name;
  std::string file;

  static constexpr auto fields() {
    return std::tuple{name_field(&RemoveArguments::name), file_field(&RemoveArguments::file)};
  }
};

struct ListArguments {
  std::string file;

  static constexpr auto fields() { return std::tuple{file_field(&ListArguments::file)}; }
};

std::string path_of(const std::string& file, const CommandContext& context) {
  return file.empty() ? token_file(context.configuration.settings) : file;
}

// "a,b" and "c" → a, b, c.
std::vector<std::string> split_at_commas(const std::vector<std::string>& words) {
  std::vector<std::string> parts;
  for (std::string_view rest : words) {
    for (;;) {
      const std::size_t comma = rest.find(',');
      parts.emplace_back(trimmed(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return parts;
}

Result<std::vector<Scope>> scopes_of(const std::vector<std::string>& words) {
  const Json names = split_at_commas(words);
  return value_from_json<std::vector<Scope>>(names, {}, JsonPath{.name = "scopes"});
}

// Nothing when none was named.
Result<std::optional<std::vector<std::string>>> namespaces_of(
    const std::vector<std::string>& words) {
  std::optional<std::vector<std::string>> namespaces;
  if (words.empty()) return namespaces;
  namespaces = split_at_commas(words);
  for (const std::string& name : *namespaces) {
    if (name.empty() || name.size() > limits::namespace_bytes_max ||
        !namespace_rule.accepts(name)) {
      return invalid_argument("namespaces", "expected names of namespaces (" +
                                                std::string(namespace_rule.says) + "), got \"" +
                                                name + "\"");
    }
  }
  return namespaces;
}

std::string text_of(const std::vector<Scope>& scopes) {
  std::string text;
  for (const Scope scope : scopes) {
    text += (text.empty() ? "" : ", ") + std::string(name_of(scope));
  }
  return text;
}

// Says so where it cannot: the file is changed already.
void record(CommandContext& context, const char* change, const std::string& name) {
  AuditLog log({.path = audit_file(context.configuration.settings)});
  const Status written = log.write(AuditEvent::configuration_changed, local_name,
                                   {{"change", change}, {"name", name}});
  if (!written.ok()) context.console.note(written.error().message);
}

Status add(const AddArguments& arguments, CommandContext& context) {
  const std::string path = path_of(arguments.file, context);
  TokenGrant grant{.name = arguments.name,
                   .scopes = TRY(scopes_of(arguments.scopes)),
                   .namespaces = TRY(namespaces_of(arguments.namespaces))};
  const Json scopes = to_json(grant.scopes);
  const std::string token = TRY(add_token(path, std::move(grant), system_clock()));
  record(context, "token_added", arguments.name);
  context.console.print_either({{"name", arguments.name}, {"token", token}, {"scopes", scopes}},
                               token + "\n");
  context.console.note("This is the only time the token is shown: " + path +
                       " has its SHA-256 alone.");
  return Done{};
}

Status list(const ListArguments& arguments, CommandContext& context) {
  const std::string path = path_of(arguments.file, context);
  const TokenList known = TRY(read_token_list(path));
  TextTable table({{"name"}, {"scopes"}, {"namespaces"}, {"created"}});
  Json tokens = Json::array();
  for (const StaticToken& token : known.tokens) {
    table.add({token.name, text_of(token.scopes),
               token.namespaces ? joined(*token.namespaces, ", ") : "all",
               token.created_at.to_text()});
    Json one = to_json(token);
    one.erase("sha256");
    tokens.push_back(std::move(one));
  }
  context.console.print_either(
      {{"tokens", std::move(tokens)}},
      known.tokens.empty() ? "There are no tokens in " + path + ".\n" : table.text());
  return Done{};
}

Status remove(const RemoveArguments& arguments, CommandContext& context) {
  TRY(remove_token(path_of(arguments.file, context), arguments.name));
  record(context, "token_removed", arguments.name);
  context.console.print_either(
      {{"name", arguments.name}},
      "Removed. Servers that run refuse the token of \"" + arguments.name + "\" from now on.\n");
  return Done{};
}

}  // namespace

std::vector<Command> token() {
  return {
      typed_command<AddArguments>({.name = "token add",
                                   .summary = "Make a token for a caller over HTTP, and print it.",
                                   .positionals = {"name"}},
                                  add),
      typed_command<ListArguments>(
          {.name = "token list", .summary = "List who has a token, and what for."}, list),
      typed_command<RemoveArguments>({.name = "token remove",
                                      .summary = "Take a token back, at once.",
                                      .positionals = {"name"}},
                                     remove),
  };
}

}  // namespace memory_mcp
