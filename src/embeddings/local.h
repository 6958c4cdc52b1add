// Vectors from a model file on this machine, by llama.cpp: nothing is asked over a network and no
// text leaves the process.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "embeddings/embedder.h"
#include "embeddings/embedder_setup.h"
#include "model/embedding_choice.h"

namespace memory_mcp {

struct LocalOptions {
  std::string library_folder;  // Where llama.cpp is; empty: as llama_library.h finds it.
  std::int64_t threads = 0;    // 0: half of the processors, and at least one.
  // What the model was seen to make. Then the file must be the same, and is loaded when the first
  // vector is needed. Without it, it is tried out in a process of its own and loaded at once.
  EmbeddingGeneration known = {};
};

// Loads the model, which takes about as long as reading its file. invalid_argument when the file
// is not one that can be used, not even if llama.cpp ends the process over it; unavailable when
// llama.cpp is missing.
//
// A text is cut, between tokens, to the context of the model or limits::local_context_tokens_max,
// whichever is less. One batch is computed at a time, whoever asks; the others wait in between.
Result<std::unique_ptr<Embedder>> make_local_embedder(const EmbeddingChoice& choice,
                                                      const LocalOptions& options = {});
Result<std::unique_ptr<Embedder>> make_local_embedder(const EmbeddingChoice& choice,
                                                      const EmbedderSetup& setup);

}  // namespace memory_mcp
