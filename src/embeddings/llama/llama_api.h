// The part of llama.cpp's C API that we call, as its release 0.5.0-dev (0ad4a86) has it: the npm
// package has the libraries and no headers. The structs must agree with the library byte by byte,
// so their defaults are those of the release as well, and llama_library.cpp refuses a library that
// writes others. What a member means stands in llama.cpp's own include/llama.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace memory_mcp {

inline constexpr const char* llama_release = "0.5.0-dev";
inline constexpr const char* llama_commit = "0ad4a86";

// Only pointers to them are ever seen.
struct LlamaModel;
struct LlamaContext;
struct LlamaVocabulary;
struct LlamaMemory;

using LlamaToken = std::int32_t;
using LlamaFlag = std::uint8_t;  // A bool, of which any byte can be looked at.

enum class LlamaPooling : std::int32_t { unspecified = -1, none, mean, first, last, rank };
enum class LlamaLoading : std::int32_t { automatic = -1, plain, map };
enum class LlamaLogLevel : std::int32_t { none, debug, info, warning, error, continued };

struct LlamaModelParams {
  void* devices = nullptr;
  const void* buffer_overrides = nullptr;
  std::int32_t n_gpu_layers = -1;
  std::int32_t split_mode = 1;
  LlamaLoading load_mode = LlamaLoading::automatic;
  std::int32_t lazy_mode = 1;
  std::int32_t main_gpu = 0;
  const float* tensor_split = nullptr;
  void* progress_callback = nullptr;
  void* progress_data = nullptr;
  const void* kv_overrides = nullptr;
  LlamaFlag vocab_only = 0;
  LlamaFlag check_tensors = 0;
  LlamaFlag use_extra_bufts = 1;
  LlamaFlag no_host = 0;
  LlamaFlag no_alloc = 0;
  LlamaFlag load_mtp = 0;

  bool operator==(const LlamaModelParams&) const = default;
};

struct LlamaContextParams {
  std::uint32_t n_ctx = 512;
  std::uint32_t n_batch = 2048;
  std::uint32_t n_ubatch = 512;
  std::uint32_t n_seq_max = 1;
  std::uint32_t n_rs_seq = 0;
  std::uint32_t n_outputs_max = 0;
  std::uint32_t n_outputs_max_per_seq = 1;
  std::int32_t n_threads = 4;
  std::int32_t n_threads_batch = 4;
  std::int32_t ctx_type = 0;
  std::int32_t rope_scaling_type = -1;
  LlamaPooling pooling_type = LlamaPooling::unspecified;
  std::int32_t attention_type = -1;
  std::int32_t flash_attn_type = -1;
  float rope_freq_base = 0;
  float rope_freq_scale = 0;
  float yarn_ext_factor = -1;
  float yarn_attn_factor = -1;
  float yarn_beta_fast = -1;
  float yarn_beta_slow = -1;
  std::uint32_t yarn_orig_ctx = 0;
  float defrag_thold = -1;
  void* cb_eval = nullptr;
  void* cb_eval_user_data = nullptr;
  std::int32_t type_k = 1;
  std::int32_t type_v = 1;
  bool (*abort_callback)(void* data) = nullptr;
  void* abort_callback_data = nullptr;
  LlamaFlag embeddings = 0;
  LlamaFlag offload_kqv = 1;
  LlamaFlag no_perf = 1;
  LlamaFlag op_offload = 1;
  LlamaFlag swa_full = 1;
  LlamaFlag kv_unified = 0;
  void* samplers = nullptr;
  std::size_t n_samplers = 0;
  LlamaContext* ctx_other = nullptr;

  bool operator==(const LlamaContextParams&) const = default;
};

// All arrays are of n_tokens, but for those that seq_id points to.
struct LlamaBatch {
  std::int32_t n_tokens = 0;
  LlamaToken* token = nullptr;
  float* embd = nullptr;
  std::int32_t* pos = nullptr;
  std::int32_t* n_seq_id = nullptr;
  std::int32_t** seq_id = nullptr;
  std::int8_t* logits = nullptr;

  bool operator==(const LlamaBatch&) const = default;
};

// As the release's own headers have it on x86-64.
static_assert(sizeof(LlamaModelParams) == 80 && offsetof(LlamaModelParams, load_mode) == 24 &&
              offsetof(LlamaModelParams, check_tensors) == 73);
static_assert(sizeof(LlamaContextParams) == 160 &&
              offsetof(LlamaContextParams, pooling_type) == 44 &&
              offsetof(LlamaContextParams, abort_callback) == 112 &&
              offsetof(LlamaContextParams, embeddings) == 128 &&
              offsetof(LlamaContextParams, ctx_other) == 152);
static_assert(sizeof(LlamaBatch) == 56 && offsetof(LlamaBatch, logits) == 48);

}  // namespace memory_mcp
