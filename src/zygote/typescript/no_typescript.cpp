// The build without TypeScript.
#include "zygote/typescript/typescript.h"

namespace memory_mcp::zygote {

bool has_typescript() { return false; }
void boot_typescript() {}
std::uintptr_t typescript_memory_base() { return 0; }

std::variant<Stripped, TypeScriptError> strip_types(std::string_view) {
  return TypeScriptError{.message = "this build runs JavaScript only", .position = {}};
}

Position original_position(Position in_stripped) { return in_stripped; }
void stop_stripping() {}

}  // namespace memory_mcp::zygote
