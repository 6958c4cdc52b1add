// llama.cpp, loaded when the first local model is, and not before: it is optional, 30 MB on disk,
// and most servers never need it. Which of its processor variants fits is found out then, too.
// Safe for concurrent use.
#pragma once

#include <string>

#include "base/result.h"
#include "embeddings/llama/llama_api.h"

namespace memory_mcp {

// Where llama.cpp is: in `folder`, or when that is empty, the first of beside the running program
// and where the build's npm packages are. "" when it is in neither.
std::string find_llama_library(const std::string& folder);

struct LlamaLibrary {
  // unavailable, with how to get it, when it is missing or not the release we know. The first that
  // was loaded stays, whatever folder is named later.
  static Result<const LlamaLibrary*> loaded(const std::string& folder);

  // The one in `file`, for loaded() and tests.
  static Result<LlamaLibrary> open(const std::string& file);

  // The functions we call, under their own names less "llama_".
  LlamaModel* (*model_load_from_file)(const char* path, LlamaModelParams params);
  void (*model_free)(LlamaModel* model);
  std::int32_t (*model_n_embd_out)(const LlamaModel* model);
  bool (*model_has_decoder)(const LlamaModel* model);
  const LlamaVocabulary* (*model_get_vocab)(const LlamaModel* model);
  bool (*vocab_is_control)(const LlamaVocabulary* vocabulary, LlamaToken token);
  std::int32_t (*tokenize)(const LlamaVocabulary* vocabulary, const char* text, std::int32_t bytes,
                           LlamaToken* tokens, std::int32_t tokens_max, bool add_special,
                           bool parse_special);
  LlamaContext* (*init_from_model)(LlamaModel* model, LlamaContextParams params);
  void (*free)(LlamaContext* context);
  LlamaMemory* (*get_memory)(const LlamaContext* context);
  void (*memory_clear)(LlamaMemory* memory, bool with_data);
  // 0: done; 2: stopped by the abort callback; anything else: refused.
  std::int32_t (*encode)(LlamaContext* context, LlamaBatch batch);
  std::int32_t (*decode)(LlamaContext* context, LlamaBatch batch);
  const float* (*get_embeddings_seq)(LlamaContext* context, std::int32_t sequence);
};

}  // namespace memory_mcp
