#include <sstream>

#include "record/export_page.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::optional<std::string> cursor;
  std::int64_t limit = 20;
  std::int64_t max_bytes = 262'144;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        optional("cursor", &Arguments::cursor,
                 "next_cursor of the page before; left out, the first page.")
            .length(1, limits::cursor_bytes_max),
        optional("limit", &Arguments::limit, "How many episodes, or relations, a page has at most.")
            .between(1, static_cast<double>(limits::episodes_per_page_max)),
        optional("max_bytes", &Arguments::max_bytes,
                 "How large a page gets, in bytes; one that holds a single large episode may be "
                 "larger.")
            .between(1'024, static_cast<double>(limits::export_page_bytes_max)),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  std::string format = archive_format;
  std::int64_t version = archive_version;
  std::string lines;
  std::int64_t episodes = 0;
  std::int64_t relations = 0;
  std::int64_t checkpoints = 0;
  std::int64_t total_episodes = 0;
  std::vector<std::string> left_out;
  std::optional<std::string> next_cursor;

  static constexpr auto fields() {
    return std::tuple{
        required("format", &Answer::format, "memory-mcp-export."),
        required("version", &Answer::version, "Of the format."),
        required("lines", &Answer::lines,
                 "JSON lines, with a checksum: append those of all pages to one file, unchanged "
                 "and in their order, for `memory-mcp import`."),
        required("episodes", &Answer::episodes, "How many this page holds."),
        required("relations", &Answer::relations, "How many this page holds."),
        required("checkpoints", &Answer::checkpoints, "How many this page holds."),
        required("total_episodes", &Answer::total_episodes, "How many the namespace has now."),
        required("left_out", &Answer::left_out,
                 "What could not be exported, and why: damaged or too large for an answer."),
        optional("next_cursor", &Answer::next_cursor,
                 "Pass it as cursor to get the next page; absent at the end."),
    };
  }
};

Result<ExportPlace> place_of(const std::optional<std::string>& cursor) {
  if (!cursor) return ExportPlace{};
  if (const auto place = ExportPlace::from_text(*cursor)) return *place;
  return invalid_argument("cursor",
                          "is none that export_memory returned: leave it out to begin with the "
                          "first page");
}

Result<Answer> export_one(Services& services, const Arguments& arguments, const CallContext& call) {
  const std::string& space = arguments.namespace_name;
  const ExportPlace place = TRY(place_of(arguments.cursor));
  const ExportBounds bounds{.records = static_cast<std::size_t>(arguments.limit),
                            .page_bytes = static_cast<std::size_t>(arguments.max_bytes),
                            .record_bytes = limits::export_episode_bytes_max};
  const Answer answer =
      TRY(services.store.read(space, [&](Transaction& transaction) -> Result<Answer> {
        std::ostringstream out;
        ArchiveWriter writer(out, services.clock.now());
        const ExportPage page = TRY(export_page(transaction, space, place, bounds, writer));
        TRY(writer.finish());
        return Answer{
            .lines = std::move(out).str(),
            .episodes = writer.episodes(),
            .relations = writer.relations(),
            .checkpoints = writer.checkpoints(),
            .total_episodes = TRY(transaction.counts(services.clock.now())).total,
            .left_out = page.left_out,
            .next_cursor = page.next ? std::optional(page.next->to_text()) : std::nullopt};
      }));
  write_down(services.audit, AuditEvent::memory_exported, call,
             {{"namespace", space},
              {"page", place.to_text()},
              {"episodes", answer.episodes},
              {"relations", answer.relations}});
  return answer;
}

}  // namespace

Tool export_memory(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "export_memory",
       .title = "Export the memory",
       .description =
           "Everything one namespace holds, without loss, as pages of JSON lines that `memory-mcp "
           "import` reads: episodes with their steps and checkpoints, then relations. For a "
           "program that keeps a copy, such as before forget, or moves a memory; where there is a "
           "shell, `memory-mcp export` does it at once. To look something up use query_memory: an "
           "export is long. Each page is a whole export of its own, with a checksum; what is "
           "recorded meanwhile comes on a later page or in the next export. An episode of more "
           "than 8 MiB is left out and named.",
       .keywords = "backup dump download save copy archive jsonl migrate transfer all episodes",
       .listed_from = ToolListing::all},
      [&services](const Arguments& arguments, CallContext& call) {
        return export_one(services, arguments, call);
      });
}

}  // namespace memory_mcp
