// Picks the command; nothing else.
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "apps/command_line.h"
#include "base/check.h"
#include "mcp/fault_codes.h"
#include "transport/stop_signal.h"

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

int run_main(int count, char** words) {
  block_stop_signals();
  const std::vector<Command> commands = all_commands();
  const auto parsed = parse_command_line(commands, count, words);
  if (const auto* explanation = std::get_if<Explanation>(&parsed)) {
    (explanation->is_error ? std::cerr : std::cout) << explanation->text;
    return explanation->is_error ? exit_code_of(Fault::invalid_argument) : EXIT_SUCCESS;
  }
  const Status status = run(std::get<Invocation>(parsed), process_environment());
  std::cout.flush();
  if (status.ok()) return EXIT_SUCCESS;
  std::cerr << "memory-mcp: " << status.error().message << '\n';
  return exit_code_of(status.error().fault);
}

}  // namespace
}  // namespace memory_mcp

int main(int count, char** words) {
  try {
    return memory_mcp::run_main(count, words);
  } catch (const std::exception& bug) {
    std::cerr << "memory-mcp: this is a bug: " << bug.what() << '\n';
    return memory_mcp::exit_code_of(memory_mcp::Fault::internal);
  }
}
