// Picks the command; nothing else.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <system_error>

#include "apps/command_line.h"
#include "base/check.h"
#include "base/text.h"
#include "mcp/fault_codes.h"
#include "mcp/tool.h"

namespace memory_mcp {
namespace {

bool wants_colour(const Environment& environment) {
  return ::isatty(STDOUT_FILENO) != 0 && !environment("NO_COLOR");
}

Status run(const Invocation& invocation, const Environment& environment) {
  const Configuration configuration = TRY(load_configuration(invocation.settings, environment));
  set_log_level(configuration.settings.log_level);
  Console console(std::cout, std::cerr, invocation.json, wants_colour(environment),
                  ::isatty(STDERR_FILENO) != 0);
  CommandContext context{.configuration = configuration, .console = console};
  return invocation.command->run(invocation.arguments, context);
}

// The first word that is not UTF-8: it could only be kept damaged.
const char* unreadable_word(int count, char** words) {
  for (int i = 1; i < count; ++i) {
    if (!is_utf8(words[i])) return words[i];
  }
  return nullptr;
}

// As a person reads it, who sees no other field than this line.
std::string line_of(const Error& error) {
  const bool is_named = error.message.find(error.field) != std::string::npos;
  return without_controls((is_named ? "" : error.field + ": ") + error.message);
}

int run_main(int count, char** words) {
  ::umask(S_IRWXG | S_IRWXO);  // Whatever we create is private to its owner.
  if (const char* word = unreadable_word(count, words)) {
    std::cerr << "memory-mcp: not UTF-8: " << without_controls(word) << '\n';
    return exit_code_of(Fault::invalid_argument);
  }
  const std::vector<Command> commands = all_commands();
  const auto parsed = parse_command_line(commands, count, words);
  if (const auto* explanation = std::get_if<Explanation>(&parsed)) {
    (explanation->is_error ? std::cerr : std::cout) << explanation->text;
    return explanation->is_error ? exit_code_of(Fault::invalid_argument) : EXIT_SUCCESS;
  }
  const auto& invocation = std::get<Invocation>(parsed);
  Status status = run(invocation, process_environment());
  if (!status.ok() && invocation.json) {
    std::cout << to_line({{"error", error_to_json(status.error())}}) << '\n';
  }
  if (!std::cout.flush() && status.ok()) {
    status = unavailable("the answer could not be written to standard output");
  }
  if (status.ok()) return EXIT_SUCCESS;
  std::cerr << "memory-mcp: " << line_of(status.error()) << '\n';
  return exit_code_of(status.error().fault);
}

}  // namespace
}  // namespace memory_mcp

int main(int count, char** words) {
  try {
    return memory_mcp::run_main(count, words);
  } catch (const std::system_error& refusal) {
    std::cerr << "memory-mcp: the system refuses what is needed: " << refusal.what() << '\n';
    return memory_mcp::exit_code_of(memory_mcp::Fault::unavailable);
  } catch (const std::exception& bug) {
    std::cerr << "memory-mcp: this is a bug: " << bug.what() << '\n';
    return memory_mcp::exit_code_of(memory_mcp::Fault::internal);
  }
}
