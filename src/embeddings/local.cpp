#include "embeddings/local.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "base/trial_process.h"
#include "embeddings/llama/gguf_file.h"
#include "embeddings/llama/llama_library.h"

namespace memory_mcp {
namespace {

using Tokens = std::vector<LlamaToken>;
using ModelOwner = std::unique_ptr<LlamaModel, void (*)(LlamaModel*)>;
using ContextOwner = std::unique_ptr<LlamaContext, void (*)(LlamaContext*)>;

// What models were trained to find before a text. A GGUF does not say, its architecture does.
struct Prefixes {
  std::string_view architecture;
  std::string_view query;
  std::string_view document;
};
constexpr std::array known_prefixes{
    Prefixes{"nomic-bert", "search_query: ", "search_document: "},
    Prefixes{"nomic-bert-moe", "search_query: ", "search_document: "},
    Prefixes{"gemma-embedding", "task: search result | query: ", "title: none | text: "}};
// To be raised with every change of what is done to texts and vectors here.
constexpr const char* preprocessing_version = "1";

Prefixes prefixes_of(std::string_view architecture) {
  const auto* const known =
      std::ranges::find(known_prefixes, architecture, &Prefixes::architecture);
  return known == known_prefixes.end() ? Prefixes{} : *known;
}

// "all-MiniLM-L6-v2@0011223344556677": names files may share, and what tells them apart.
std::string name_of_model(const GgufFile& file, const std::string& path) {
  const std::string own =
      file.name.empty() ? std::filesystem::path(path).stem().string() : file.name;
  std::string name(cut_to_bytes(own, limits::local_name_bytes_max));
  for (char& c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!plain && c != '.' && c != '_') c = '-';
  }
  constexpr std::string_view digits = "0123456789abcdef";
  name += '@';
  for (int shift = 60; shift >= 0; shift -= 4) name += digits[file.fingerprint >> shift & 0xFU];
  return name;
}

std::int64_t default_threads() {
  return std::max<std::int64_t>(1, std::thread::hardware_concurrency() / 2);
}

// Texts that are computed together, as llama.cpp wants them: each token with its place and text.
class Batch {
 public:
  std::size_t tokens() const { return tokens_.size(); }
  std::size_t texts() const { return texts_; }

  void add(const Tokens& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      tokens_.push_back(text[i]);
      positions_.push_back(static_cast<std::int32_t>(i));
      sequences_.push_back(static_cast<std::int32_t>(texts_));
    }
    ++texts_;
  }

  // Points into this batch.
  LlamaBatch view() {
    sequence_counts_.assign(tokens_.size(), 1);
    wanted_.assign(tokens_.size(), 1);
    sequence_pointers_.clear();
    for (auto& sequence : sequences_) sequence_pointers_.push_back(&sequence);
    return {.n_tokens = static_cast<std::int32_t>(tokens_.size()),
            .token = tokens_.data(),
            .pos = positions_.data(),
            .n_seq_id = sequence_counts_.data(),
            .seq_id = sequence_pointers_.data(),
            .logits = wanted_.data()};
  }

 private:
  std::size_t texts_ = 0;
  Tokens tokens_;
  std::vector<std::int32_t> positions_;
  std::vector<std::int32_t> sequences_;
  std::vector<std::int32_t> sequence_counts_;
  std::vector<std::int32_t*> sequence_pointers_;
  std::vector<std::int8_t> wanted_;
};

Error cancelled_error() { return {Fault::cancelled, "the embedding was cancelled"}; }

// Length 1; unavailable when there is no direction in it.
Result<Vector> normalised(const float* values, std::size_t count, const std::string& model) {
  double squares = 0;
  for (std::size_t i = 0; i < count; ++i) squares += double{values[i]} * values[i];
  if (!std::isfinite(squares) || squares <= 0) {
    return unavailable("the model " + model +
                       " makes vectors that are not numbers or all zero; its file is damaged, or "
                       "it cannot be used with this llama.cpp: choose another model");
  }
  Vector vector(values, values + count);
  const double length = std::sqrt(squares);
  for (float& value : vector) value = static_cast<float>(value / length);
  return vector;
}

// The context of llama.cpp serves one batch at a time; `busy_` says that it does, and who waits for
// it can still be cancelled. Safe for concurrent use.
class LocalEmbedder final : public Embedder {
 public:
  LocalEmbedder(const LlamaLibrary& llama, const GgufFile& file, EmbeddingGeneration generation,
                ModelOwner model)
      : llama_(llama),
        prefixes_(prefixes_of(file.architecture)),
        context_tokens_(static_cast<std::size_t>(file.context_tokens)),
        generation_(std::move(generation)),
        model_(std::move(model)),
        vocabulary_(llama.model_get_vocab(model_.get())),
        context_(nullptr, llama.free) {}

  Status open_context(const EmbeddingChoice& choice, std::int64_t threads);

  const EmbeddingGeneration& generation() const override { return generation_; }

  Result<std::vector<Vector>> embed(std::span<const std::string> texts, TextRole role,
                                    const std::stop_token& cancelled) override;

 private:
  Tokens tokens_of(const std::string& text, TextRole role) const;
  Result<Tokens> some_tokens_of(const std::string& text, TextRole role) const;
  Status compute(Batch& batch, const std::stop_token& cancelled, std::vector<Vector>& vectors);
  Status compute_alone(Batch& batch, std::vector<Vector>& vectors);

  // Gives the context to the next, whichever way the work ends.
  struct Turn {
    LocalEmbedder& embedder;

    explicit Turn(LocalEmbedder& owner) : embedder(owner) {}
    ~Turn() {
      const std::lock_guard lock(embedder.mutex_);
      embedder.busy_ = false;
      embedder.idle_.notify_all();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
  };

  const LlamaLibrary& llama_;
  const Prefixes prefixes_;
  const std::size_t context_tokens_;
  const EmbeddingGeneration generation_;
  ModelOwner model_;
  const LlamaVocabulary* vocabulary_;
  ContextOwner context_;
  std::size_t texts_at_once_ = 1;

  std::mutex mutex_;
  std::condition_variable_any idle_;
  bool busy_ = false;
  std::stop_token running_;  // Of the batch being computed.
};

Status LocalEmbedder::open_context(const EmbeddingChoice& choice, std::int64_t threads) {
  texts_at_once_ = static_cast<std::size_t>(
      std::clamp<std::int64_t>(choice.batch_size, 1, limits::local_texts_at_once_max));
  const auto tokens = static_cast<std::uint32_t>(context_tokens_);
  LlamaContextParams params;
  params.n_ctx = tokens;
  params.n_batch = tokens;
  params.n_ubatch = tokens;  // Attention that looks both ways needs all of a text at once.
  params.n_seq_max = static_cast<std::uint32_t>(texts_at_once_);
  params.n_threads = static_cast<std::int32_t>(threads);
  params.n_threads_batch = params.n_threads;
  params.embeddings = 1;
  params.kv_unified = 1;  // A text may fill the context alone.
  params.abort_callback = [](void* self) {
    return static_cast<LocalEmbedder*>(self)->running_.stop_requested();
  };
  params.abort_callback_data = this;
  context_.reset(llama_.init_from_model(model_.get(), params));
  if (!context_) return unavailable("llama.cpp found no memory for the model " + generation_.model);
  return Done{};
}

Tokens LocalEmbedder::tokens_of(const std::string& text, TextRole role) const {
  std::string input(role == TextRole::query ? prefixes_.query : prefixes_.document);
  input += cut_to_bytes(text, context_tokens_ * limits::local_bytes_per_token_max);
  // Words that look like the model's own marks, such as "[SEP]", are words.
  const auto tokenize = [&](Tokens& tokens) {
    return llama_.tokenize(vocabulary_, input.data(), static_cast<std::int32_t>(input.size()),
                           tokens.data(), static_cast<std::int32_t>(tokens.size()), true, false);
  };
  Tokens tokens(context_tokens_);
  std::int32_t count = tokenize(tokens);
  if (count < 0) {  // As many would have been needed.
    tokens.resize(static_cast<std::size_t>(-std::int64_t{count}));
    count = tokenize(tokens);
  }
  tokens.resize(static_cast<std::size_t>(std::max(count, 0)));
  if (tokens.size() <= context_tokens_) return tokens;
  const LlamaToken last = tokens.back();
  tokens.resize(context_tokens_);
  if (llama_.vocab_is_control(vocabulary_, last)) tokens.back() = last;  // The mark of the end.
  return tokens;
}

// Some vocabularies make nothing of "", and nothing has no vector.
Result<Tokens> LocalEmbedder::some_tokens_of(const std::string& text, TextRole role) const {
  Tokens tokens = tokens_of(text, role);
  if (tokens.empty()) tokens = tokens_of(".", role);
  if (tokens.empty()) return unavailable("the model " + generation_.model + " knows no word");
  return tokens;
}

Result<std::vector<Vector>> LocalEmbedder::embed(std::span<const std::string> texts, TextRole role,
                                                 const std::stop_token& cancelled) {
  std::vector<Vector> vectors;
  Batch batch;
  for (const auto& text : texts) {
    if (cancelled.stop_requested()) return cancelled_error();
    const Tokens tokens = TRY(some_tokens_of(text, role));
    const bool is_full =
        batch.texts() == texts_at_once_ || batch.tokens() + tokens.size() > context_tokens_;
    if (is_full) {
      TRY(compute(batch, cancelled, vectors));
      batch = {};
    }
    batch.add(tokens);
  }
  if (batch.texts() > 0) TRY(compute(batch, cancelled, vectors));
  return vectors;
}

Status LocalEmbedder::compute(Batch& batch, const std::stop_token& cancelled,
                              std::vector<Vector>& vectors) {
  std::unique_lock lock(mutex_);
  if (!idle_.wait(lock, cancelled, [this] { return !busy_; })) return cancelled_error();
  busy_ = true;
  running_ = cancelled;
  lock.unlock();
  const Turn turn(*this);
  return compute_alone(batch, vectors);
}

Status LocalEmbedder::compute_alone(Batch& batch, std::vector<Vector>& vectors) {
  if (LlamaMemory* memory = llama_.get_memory(context_.get())) llama_.memory_clear(memory, true);
  const auto run = llama_.model_has_decoder(model_.get()) ? llama_.decode : llama_.encode;
  const std::int32_t outcome = run(context_.get(), batch.view());
  if (running_.stop_requested()) return cancelled_error();
  if (outcome != 0) {
    return unavailable("llama.cpp could not compute with the model " + generation_.model +
                       " (code " + std::to_string(outcome) + "); its log is at level debug");
  }
  const auto count = static_cast<std::size_t>(generation_.dimensions);
  for (std::size_t i = 0; i < batch.texts(); ++i) {
    const float* values = llama_.get_embeddings_seq(context_.get(), static_cast<std::int32_t>(i));
    if (values == nullptr) return unavailable("llama.cpp gave no vector for a text");
    vectors.push_back(TRY(normalised(values, count, generation_.model)));
  }
  return Done{};
}

Result<ModelOwner> load_model(const LlamaLibrary& llama, const std::string& path) {
  LlamaModelParams params;
  params.n_gpu_layers = 0;
  // Mapped, a file that somebody overwrites would take this process down.
  params.load_mode = LlamaLoading::plain;
  params.check_tensors = 1;
  ModelOwner model(llama.model_load_from_file(path.c_str(), params), llama.model_free);
  if (model) return model;
  return invalid_argument("model_path", "llama.cpp cannot load the model file '" + path +
                                            "': it is damaged, or of a kind this release does not "
                                            "know; its log is at level debug");
}

Result<std::unique_ptr<Embedder>> loaded_embedder(const EmbeddingChoice& choice,
                                                  const LocalOptions& options) {
  const GgufFile file = TRY(read_gguf(*choice.model_path));
  const LlamaLibrary& llama = *TRY(LlamaLibrary::loaded(options.library_folder));
  ModelOwner model = TRY(load_model(llama, *choice.model_path));
  EmbeddingGeneration generation{.provider = "local",
                                 .model = name_of_model(file, *choice.model_path),
                                 .dimensions = llama.model_n_embd_out(model.get()),
                                 .preprocessing = preprocessing_version};
  if (choice.dimensions && *choice.dimensions != generation.dimensions) {
    return invalid_argument("dimensions", "the model's vectors have " +
                                              std::to_string(generation.dimensions) +
                                              " dimensions, which cannot be changed");
  }
  auto embedder =
      std::make_unique<LocalEmbedder>(llama, file, std::move(generation), std::move(model));
  TRY(embedder->open_context(choice, options.threads > 0 ? options.threads : default_threads()));
  return std::unique_ptr<Embedder>(std::move(embedder));
}

// With one text that fills the context: some files fail only then.
Status try_out(const EmbeddingChoice& choice, LocalOptions options) {
  TRY(LlamaLibrary::loaded(options.library_folder));  // Here, so that the trial finds it loaded.
  options.threads = 1;
  const Status survived = try_in_own_process([&]() -> Status {
    const auto embedder = TRY(loaded_embedder(choice, options));
    std::string long_text;
    for (std::int64_t i = 0; i < limits::local_context_tokens_max; ++i) long_text += "of it ";
    const std::array<std::string, 2> texts{probe_text, std::move(long_text)};
    TRY(embedder->embed(texts, TextRole::document, {}));
    return Done{};
  });
  if (survived.ok()) return Done{};
  return invalid_argument(
      "model_path", "the model file '" + *choice.model_path +
                        "' is damaged, or llama.cpp cannot use it: " + survived.error().message);
}

Status check_unchanged(const EmbeddingChoice& choice, const EmbeddingGeneration& known) {
  const GgufFile file = TRY(read_gguf(*choice.model_path));
  if (name_of_model(file, *choice.model_path) == known.model) return Done{};
  return invalid_argument("model_path", "the model file '" + *choice.model_path +
                                            "' is not the one that was chosen; put that one back, "
                                            "or choose this one with configure_embeddings");
}

// Loads the model when the first vector is needed: most commands need none. Safe for concurrent
// use.
class LoadedOnDemand final : public Embedder {
 public:
  LoadedOnDemand(EmbeddingChoice choice, LocalOptions options)
      : choice_(std::move(choice)), options_(std::move(options)) {}

  const EmbeddingGeneration& generation() const override { return options_.known; }

  Result<std::vector<Vector>> embed(std::span<const std::string> texts, TextRole role,
                                    const std::stop_token& cancelled) override {
    return TRY(loaded())->embed(texts, role, cancelled);
  }

 private:
  Result<Embedder*> loaded() {
    const std::lock_guard lock(mutex_);
    if (!embedder_) {
      TRY(check_unchanged(choice_, options_.known));
      embedder_ = TRY(loaded_embedder(choice_, options_));
    }
    return embedder_.get();
  }

  const EmbeddingChoice choice_;
  const LocalOptions options_;
  std::mutex mutex_;
  std::unique_ptr<Embedder> embedder_;
};

}  // namespace

Result<std::unique_ptr<Embedder>> make_local_embedder(const EmbeddingChoice& choice,
                                                      const LocalOptions& options) {
  if (!choice.model_path) {
    return invalid_argument("model_path",
                            "the local provider needs model_path, the GGUF file of an embedding "
                            "model such as all-MiniLM-L6-v2 or bge-small");
  }
  if (options.known.dimensions > 0) {
    TRY(check_unchanged(choice, options.known));
    return std::unique_ptr<Embedder>(std::make_unique<LoadedOnDemand>(choice, options));
  }
  TRY(read_gguf(*choice.model_path));  // What is wrong with it, as far as that is known.
  TRY(try_out(choice, options));
  return loaded_embedder(choice, options);
}

Result<std::unique_ptr<Embedder>> make_local_embedder(const EmbeddingChoice& choice,
                                                      const EmbedderSetup& setup) {
  EmbeddingGeneration known = setup.known;
  if (known.dimensions > 0) known.preprocessing = preprocessing_version;
  return make_local_embedder(choice, LocalOptions{.known = std::move(known)});
}

}  // namespace memory_mcp
