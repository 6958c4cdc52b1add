// What a GGUF file says of the model in it. Read before llama.cpp sees the file: it takes the whole
// process down with some that are damaged, and cannot tell us what is wrong with the others.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace memory_mcp {

struct GgufFile {
  std::string architecture;  // "bert"
  std::string name;          // What the file calls itself; may be "".
  std::int64_t dimensions = 0;
  std::int64_t context_tokens = 0;
  std::uint64_t fingerprint =
      0;  // Of its header and samples of its data; another file has another.
};

// invalid_argument, on the field model_path, when there is no such file, when it is not a whole
// GGUF, or when the model in it has no vocabulary or is not made for embeddings.
Result<GgufFile> read_gguf(const std::string& path);

}  // namespace memory_mcp
