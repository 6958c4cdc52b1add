// "memory-mcp tools": what there is, and what being told of it costs a model.
#include "apps/assemble.h"
#include "apps/command.h"
#include "base/text_table.h"

namespace memory_mcp {
namespace {

struct Arguments {
  bool cost = false;

  static constexpr auto fields() {
    return std::tuple{
        optional("cost", &Arguments::cost,
                 "How many bytes, and about how many tokens, clients are told of each "
                 "tool and by each list (setting tools).")};
  }
};

// An estimate: English and JSON have about four bytes a token.
constexpr std::size_t bytes_per_token = 4;

std::size_t bytes_of(const Tool& tool, ToolDetail detail) {
  return to_line(tool_to_json(tool, detail)).size();
}

struct List {
  std::string name;
  std::size_t tools = 0;
  std::size_t bytes = 0;
};

List list_of(std::string name, std::span<const Tool> tools, ToolListing listing,
             ToolDetail detail) {
  Json told = {{"tools", Json::array()}};
  for (const Tool& tool : tools) {
    if (tool.info.listed_from <= listing) told["tools"].push_back(tool_to_json(tool, detail));
  }
  return {.name = std::move(name), .tools = told["tools"].size(), .bytes = to_line(told).size()};
}

std::vector<List> lists_of(std::span<const Tool> tools) {
  std::vector<List> lists;
  for (const auto& [listing, name] : names_of(ToolListing{})) {
    lists.push_back(list_of(std::string(name), tools, listing, ToolDetail::full));
  }
  for (const auto& [listing, name] : names_of(ToolListing{})) {
    lists.push_back(list_of(std::string(name) + ", lazy", tools, listing, ToolDetail::brief));
  }
  return lists;
}

std::string tokens(std::size_t bytes) { return std::to_string(bytes / bytes_per_token); }

void print_costs(std::span<const Tool> tools, Console& console) {
  using Align = TextTable::Align;
  TextTable each({{"tool"},
                  {"in"},
                  {"bytes", Align::right},
                  {"≈ tokens", Align::right},
                  {"lazy bytes", Align::right},
                  {"≈ tokens", Align::right}});
  Json told = {{"bytes_per_token", bytes_per_token}, {"tools", Json::array()}};
  for (const Tool& tool : tools) {
    const std::size_t full = bytes_of(tool, ToolDetail::full);
    const std::size_t brief = bytes_of(tool, ToolDetail::brief);
    const std::string list(name_of(tool.info.listed_from));
    each.add({tool.info.name, list, std::to_string(full), tokens(full), std::to_string(brief),
              tokens(brief)});
    told["tools"].push_back(
        {{"name", tool.info.name}, {"listed_from", list}, {"bytes", full}, {"lazy_bytes", brief}});
  }
  TextTable whole(
      {{"list"}, {"tools", Align::right}, {"bytes", Align::right}, {"≈ tokens", Align::right}});
  for (const List& list : lists_of(tools)) {
    whole.add(
        {list.name, std::to_string(list.tools), std::to_string(list.bytes), tokens(list.bytes)});
    told["lists"].push_back({{"name", list.name}, {"tools", list.tools}, {"bytes", list.bytes}});
  }
  console.print_either(
      told, each.text() + "\n" + whole.text() + "\nTokens are an estimate, of four bytes each.\n");
}

void print_names(std::span<const Tool> tools, Console& console) {
  constexpr std::size_t sentence_characters_max = 140;
  TextTable table({{"tool"}, {"what it does", TextTable::Align::left, sentence_characters_max}});
  Json told = Json::array();
  for (const Tool& tool : tools) {
    const std::string sentence(first_sentence(tool.info.description));
    table.add({tool.info.name, sentence});
    told.push_back({{"name", tool.info.name}, {"description", sentence}});
  }
  console.print_either({{"tools", std::move(told)}}, table.text());
}

Status run(const Arguments& arguments, CommandContext& context) {
  const auto assembly = assemble_for_description();
  const std::span<const Tool> all = assembly->server.tools();
  if (arguments.cost)
    print_costs(all, context.console);
  else
    print_names(all, context.console);
  return Done{};
}

}  // namespace

std::vector<Command> tools() {
  return {typed_command<Arguments>(
      {.name = "tools", .summary = "List the tools, or what a model pays to be told of them."},
      run)};
}

}  // namespace memory_mcp
