#include "zygote/die.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace memory_mcp::zygote {

void die(const char* why) {
  if (::write(STDERR_FILENO, why, std::strlen(why)) < 0) ::_exit(EXIT_FAILURE);
  ::_exit(EXIT_FAILURE);
}

}  // namespace memory_mcp::zygote
