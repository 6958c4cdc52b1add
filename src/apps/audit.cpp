// "memory-mcp audit verify": whether the audit log is as it was written.
#include "apps/assemble.h"
#include "apps/command.h"
#include "audit/verify_audit_log.h"
#include "json/to_json.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string file;

  static constexpr auto fields() {
    return std::tuple{
        optional("file", &Arguments::file,
                 "The newest file of the log; those put aside stand beside it. By default "
                 "<data_dir>/audit.jsonl.")
            .length(0, 4096),
    };
  }
};

std::string text_of(const AuditReport& report) {
  std::string text = std::to_string(report.lines) + (report.lines == 1 ? " line" : " lines") +
                     " in " + std::to_string(report.files) +
                     (report.files == 1 ? " file" : " files") + ": an unbroken chain";
  if (report.lines > 0) {
    text += " from number " + std::to_string(report.first_seq) + " to " +
            std::to_string(report.last_seq) + ", of the hash\n" + report.last_hash;
    if (report.first_seq > 1) {
      text += "\nThe " + std::to_string(report.first_seq - 1) + " before it are no longer kept.";
    }
  }
  if (report.torn_bytes > 0) {
    text += "\n" + std::to_string(report.torn_bytes) +
            " bytes of a line follow that a process did not write to its end; the next one "
            "records it";
  }
  return text + "\n";
}

Status verify(const Arguments& arguments, CommandContext& context) {
  const std::string by_default = audit_file(context.configuration.settings);
  if (arguments.file.empty() && by_default.empty()) {
    return not_found("a store in memory has no audit log; name a file");
  }
  const AuditReport report =
      TRY(verify_audit_log(arguments.file.empty() ? by_default : arguments.file));
  context.console.print_either(to_json(report), report.flaw ? "" : text_of(report));
  if (!report.flaw) return Done{};
  const auto& [file, line, what] = *report.flaw;
  return conflict(file + " line " + std::to_string(line) + ": " + what);
}

}  // namespace

std::vector<Command> audit() {
  return {typed_command<Arguments>({.name = "audit verify",
                                    .summary = "Check that nobody changed the audit log.",
                                    .positionals = {"file"}},
                                   verify)};
}

}  // namespace memory_mcp
