#include "embeddings/llama/llama_library.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

constexpr const char* file_name = "libllama.v0.5.0.so";

Error missing(const std::string& what) {
  return unavailable("local embeddings need " + what +
                     "; install it with `npm install @node-llama-cpp/linux-x64@3.22.1` and name "
                     "its folder bins/linux-x64, or choose another provider");
}

// Sets `function` to what the library calls `name`; false when it has no such thing.
template <typename Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

bool find_all(void* library, LlamaLibrary& llama) {
  return find(library, "llama_model_load_from_file", llama.model_load_from_file) &&
         find(library, "llama_model_free", llama.model_free) &&
         find(library, "llama_model_n_embd_out", llama.model_n_embd_out) &&
         find(library, "llama_model_has_decoder", llama.model_has_decoder) &&
         find(library, "llama_model_get_vocab", llama.model_get_vocab) &&
         find(library, "llama_vocab_is_control", llama.vocab_is_control) &&
         find(library, "llama_tokenize", llama.tokenize) &&
         find(library, "llama_init_from_model", llama.init_from_model) &&
         find(library, "llama_free", llama.free) &&
         find(library, "llama_get_memory", llama.get_memory) &&
         find(library, "llama_memory_clear", llama.memory_clear) &&
         find(library, "llama_encode", llama.encode) &&
         find(library, "llama_decode", llama.decode) &&
         find(library, "llama_get_embeddings_seq", llama.get_embeddings_seq);
}

// A function that returns a large struct takes, on x86-64, the address to write it to as if it were
// its first argument. Called that way with an address of ours, it shows how many bytes it writes.
#if defined(__x86_64__)
constexpr bool is_known_machine = true;
#else
constexpr bool is_known_machine = false;
#endif
struct Written {
  std::array<std::byte, 1024> bytes{};
  std::size_t size = 0;
};

template <typename... Arguments>
Written written_by(void* function, Arguments... arguments) {
  const auto call = reinterpret_cast<void* (*)(void*, Arguments...)>(function);
  Written first;
  Written second;
  first.bytes.fill(std::byte{0x00});
  second.bytes.fill(std::byte{0xA5});
  call(first.bytes.data(), arguments...);
  call(second.bytes.data(), arguments...);
  // What both calls left as it was differs.
  for (std::size_t i = 0; i < first.bytes.size(); ++i) {
    if (first.bytes[i] == second.bytes[i]) first.size = i + 1;
  }
  return first;
}

// Whether it is a `Struct` that was written, and this one. Padding at its end may be left out.
template <typename Struct>
bool is_exactly(const Written& written, const Struct& expected) {
  if (written.size > sizeof(Struct) || written.size + alignof(Struct) <= sizeof(Struct)) {
    return false;
  }
  Struct value;
  std::memcpy(&value, written.bytes.data(), sizeof(Struct));
  return value == expected;
}

// Whether the structs of llama_api.h are those that the library was built with.
bool has_our_layout(void* library) {
  void* model_defaults = ::dlsym(library, "llama_model_default_params");
  void* context_defaults = ::dlsym(library, "llama_context_default_params");
  void* batch_of = ::dlsym(library, "llama_batch_get_one");
  if (model_defaults == nullptr || context_defaults == nullptr || batch_of == nullptr) return false;
  LlamaToken token = 0;
  return is_exactly(written_by(model_defaults), LlamaModelParams{}) &&
         is_exactly(written_by(context_defaults), LlamaContextParams{}) &&
         is_exactly(written_by(batch_of, &token, std::int32_t{1}),
                    LlamaBatch{.n_tokens = 1, .token = &token});
}

Status check_release(void* library) {
  const char* (*version)() = nullptr;
  const char* (*commit)() = nullptr;
  if (!find(library, "llama_version", version) || !find(library, "ggml_commit", commit)) {
    return missing("a llama.cpp that says which release it is");
  }
  const std::string found = std::string(version()) + " (" + commit() + ")";
  const std::string wanted = std::string(llama_release) + " (" + llama_commit + ")";
  if (found != wanted) return missing("llama.cpp " + wanted + ", not " + found);
  if (!has_our_layout(library)) return missing("llama.cpp " + wanted + " as it was released");
  return Done{};
}

// Half a line may come; what continues a line is mostly dots of progress.
void log_of_llama(LlamaLogLevel level, const char* text, void*) {
  const std::string_view line = trimmed(text);
  if (level == LlamaLogLevel::continued || line.empty()) return;
  log_debug("llama", {{"text", std::string(line)}});
}

// It ends the process when this returns. Left alone it would start a debugger before, which prints
// to stdout.
void about_to_abort(const char* text) {
  log_error("llama_aborts", {{"text", std::string(trimmed(text))}});
}

Status start(void* library, const fs::path& folder) {
  void (*log_set)(decltype(&log_of_llama), void*) = nullptr;
  void* (*set_abort_callback)(decltype(&about_to_abort)) = nullptr;
  void (*load_backends)(const char*) = nullptr;
  std::size_t (*device_count)() = nullptr;
  void (*backend_init)() = nullptr;
  if (!find(library, "llama_log_set", log_set) ||
      !find(library, "ggml_set_abort_callback", set_abort_callback) ||
      !find(library, "ggml_backend_load_all_from_path", load_backends) ||
      !find(library, "ggml_backend_dev_count", device_count) ||
      !find(library, "llama_backend_init", backend_init)) {
    return missing("a whole llama.cpp");
  }
  log_set(&log_of_llama, nullptr);
  set_abort_callback(&about_to_abort);
  load_backends(folder.c_str());
  if (device_count() == 0) return missing("a libggml-cpu for this processor in " + folder.string());
  backend_init();
  return Done{};
}

}  // namespace

std::string find_llama_library(const std::string& folder) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  const std::array candidates{program, fs::path(MEMORY_MCP_LLAMA_FOLDER)};
  const auto has_it = [&error](const fs::path& candidate) {
    return candidate.is_absolute() && fs::exists(candidate / file_name, error);
  };
  if (!folder.empty()) {
    const fs::path named = fs::absolute(folder, error);
    return has_it(named) ? (named / file_name).string() : "";
  }
  const auto* const found = std::ranges::find_if(candidates, has_it);
  return found == candidates.end() ? "" : (*found / file_name).string();
}

// Once it was started the library stays: what it has set up refers to it.
Result<LlamaLibrary> LlamaLibrary::open(const std::string& file) {
  if (!is_known_machine) return missing("a processor of the x86-64 family");
  // It sets a handler of its own while it loads, one that starts the same debugger.
  const std::terminate_handler ours = std::get_terminate();
  void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  std::set_terminate(ours);
  if (library == nullptr) {
    const char* reason = ::dlerror();  // NOLINT(concurrency-mt-unsafe): it is, in glibc.
    return missing("a llama.cpp that loads (" + std::string(reason == nullptr ? "" : reason) + ")");
  }
  LlamaLibrary llama{};
  if (auto release = check_release(library); !release.ok()) {
    ::dlclose(library);
    return release.error();
  }
  if (!find_all(library, llama)) return missing("a whole llama.cpp");
  TRY(start(library, fs::path(file).parent_path()));
  return llama;
}

Result<const LlamaLibrary*> LlamaLibrary::loaded(const std::string& folder) {
  const std::string file = find_llama_library(folder);
  if (file.empty()) {
    return missing("llama.cpp (" + std::string(file_name) + "), which is not " +
                   (folder.empty() ? "installed" : "in " + folder));
  }
  static std::mutex mutex;
  static std::optional<LlamaLibrary> library;
  const std::lock_guard lock(mutex);
  if (!library) library = TRY(open(file));
  return &*library;
}

}  // namespace memory_mcp
