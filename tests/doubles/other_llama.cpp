// What a llama.cpp looks like that is not the one we know: of another release, or, built with
// OTHER_LAYOUT, of the same one with a member more in a struct.
#include <cstdint>

#include "embeddings/llama/llama_api.h"

namespace {

#ifdef OTHER_LAYOUT
struct ModelParams : memory_mcp::LlamaModelParams {
  std::int64_t one_more = 0;
};
constexpr const char* release = memory_mcp::llama_release;
#else
using ModelParams = memory_mcp::LlamaModelParams;
constexpr const char* release = "0.6.0";
#endif

}  // namespace

extern "C" {

const char* llama_version() { return release; }
const char* ggml_commit() { return memory_mcp::llama_commit; }

void llama_model_default_params(ModelParams* written) { *written = {}; }
void llama_context_default_params(memory_mcp::LlamaContextParams* written) { *written = {}; }
void llama_batch_get_one(memory_mcp::LlamaBatch* written, memory_mcp::LlamaToken* tokens,
                         std::int32_t count) {
  *written = {.n_tokens = count, .token = tokens};
}
}
