// A model file that llama.cpp can load: a BERT of two small layers with random weights and a
// vocabulary of its own, as the bytes of a GGUF. It knows nothing of language, but the same seed
// makes the same file, and everything a real one has is there.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace memory_mcp {

struct TinyModel {
  std::string architecture = "bert";  // Or "llama", where a token sees only those before it.
  std::string name = "Tiny test model";
  std::uint32_t dimensions = 32;
  std::uint32_t layers = 2;
  std::uint32_t heads = 2;
  std::uint32_t context = 64;
  std::uint32_t pooling = 1;  // 0 none, 1 mean, 2 first token, 3 last token.
  std::uint32_t seed = 7;
  bool has_vocabulary = true;
  bool has_pooling = true;
  float weight_scale = 0.3F;
};

class TinyGguf {
 public:
  explicit TinyGguf(TinyModel model) : model_(std::move(model)), random_(model_.seed) {}

  std::string bytes() {
    describe();
    if (model_.has_vocabulary) add_vocabulary();
    add_tensors();
    std::string file = "GGUF" + raw(std::uint32_t{3}) + raw(tensor_count_) + raw(key_count_);
    file += keys_ + tensors_;
    file.resize((file.size() + alignment - 1) / alignment * alignment);
    return file + data_;
  }

  // [PAD], [UNK], [CLS], [SEP], [MASK], then words and parts of words; "▁" begins a word.
  static std::vector<std::string> vocabulary() {
    constexpr std::string_view begin = "\xe2\x96\x81";
    std::vector<std::string> tokens{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    const auto add = [&](const std::string& part) {
      tokens.push_back(std::string(begin) + part);
      tokens.push_back(part);
    };
    for (char c = 'a'; c <= 'z'; ++c) add(std::string(1, c));
    for (char c = '0'; c <= '9'; ++c) add(std::string(1, c));
    for (const char c : std::string_view(".,:;!?-_/()[]{}'\"+*=<>#@")) add(std::string(1, c));
    for (const char consonant : std::string_view("bcdfghklmnprstvw")) {
      for (const char vowel : std::string_view("aeiou")) tokens.push_back({consonant, vowel});
    }
    for (const char* word : {"build", "docker", "image", "fail", "test", "file", "memory", "agent",
                             "error", "the", "and", "cat", "like", "milk", "ing", "ed"}) {
      add(word);
    }
    return tokens;
  }

 private:
  static constexpr std::size_t alignment = 32;
  enum class Type : std::uint32_t { u32 = 4, i32 = 5, f32 = 6, boolean = 7, text = 8, array = 9 };

  template <typename T>
  static std::string raw(T value) {
    return {reinterpret_cast<const char*>(&value), sizeof(value)};
  }
  static std::string text(std::string_view text) {
    return raw(std::uint64_t{text.size()}) + std::string(text);
  }

  void key(std::string_view name, Type type, const std::string& value) {
    keys_ += text(name) + raw(type) + value;
    ++key_count_;
  }
  // Of the architecture.
  void number(const std::string& name, std::uint32_t value) {
    key(model_.architecture + "." + name, Type::u32, raw(value));
  }

  void describe() {
    key("general.architecture", Type::text, text(model_.architecture));
    if (!model_.name.empty()) key("general.name", Type::text, text(model_.name));
    number("context_length", model_.context);
    number("embedding_length", model_.dimensions);
    number("feed_forward_length", 2 * model_.dimensions);
    number("block_count", model_.layers);
    number("attention.head_count", model_.heads);
    key(model_.architecture + ".attention.layer_norm_epsilon", Type::f32, raw(1e-12F));
    key(model_.architecture + ".attention.layer_norm_rms_epsilon", Type::f32, raw(1e-6F));
    key(model_.architecture + ".attention.causal", Type::boolean, raw(is_decoder()));
    if (model_.has_pooling) number("pooling_type", model_.pooling);
  }

  void add_vocabulary() {
    key("tokenizer.ggml.model", Type::text, text("bert"));
    key("tokenizer.ggml.token_type_count", Type::u32, raw(std::uint32_t{2}));
    const auto tokens = vocabulary();
    std::string list = raw(Type::text) + raw(std::uint64_t{tokens.size()});
    std::string types = raw(Type::i32) + raw(std::uint64_t{tokens.size()});
    for (const auto& token : tokens) {
      list += text(token);
      const std::size_t place = types.size() / sizeof(std::int32_t) - 3;
      types += raw(std::int32_t{place == 1 ? 2 : place < 5 ? 3 : 1});  // Unknown, control, normal.
    }
    key("tokenizer.ggml.tokens", Type::array, list);
    key("tokenizer.ggml.token_type", Type::array, types);
    const char* const marks[] = {"padding", "unknown", "cls", "seperator", "mask"};
    for (std::uint32_t id = 0; id < 5; ++id) {
      key("tokenizer.ggml." + std::string(marks[id]) + "_token_id", Type::u32, raw(id));
    }
    key("tokenizer.ggml.bos_token_id", Type::u32, raw(std::uint32_t{2}));
  }

  enum class Fill { zeros, ones, random };

  void tensor(const std::string& name, std::vector<std::uint64_t> shape, Fill fill) {
    tensors_ += text(name) + raw(static_cast<std::uint32_t>(shape.size()));
    std::uint64_t values = 1;
    for (const auto extent : shape) {
      tensors_ += raw(extent);
      values *= extent;
    }
    tensors_ += raw(std::uint32_t{0}) + raw(std::uint64_t{data_.size()});  // 0: 32-bit floats.
    ++tensor_count_;
    for (std::uint64_t i = 0; i < values; ++i) {
      const float centred = static_cast<float>(random_()) / 4294967296.0F - 0.5F;
      data_ += raw(fill == Fill::zeros  ? 0.0F
                   : fill == Fill::ones ? 1.0F
                                        : centred * model_.weight_scale);
    }
    data_.resize((data_.size() + alignment - 1) / alignment * alignment);
  }

  void linear(const std::string& name, std::uint64_t from, std::uint64_t to) {
    tensor(name + ".weight", {from, to}, Fill::random);
    if (!is_decoder()) tensor(name + ".bias", {to}, Fill::zeros);
  }

  void norm(const std::string& name) {
    tensor(name + ".weight", {model_.dimensions}, Fill::ones);
    tensor(name + ".bias", {model_.dimensions}, Fill::zeros);
  }

  bool is_decoder() const { return model_.architecture == "llama"; }

  void add_tensors() {
    const std::uint64_t n = model_.dimensions;
    tensor("token_embd.weight", {n, vocabulary().size()}, Fill::random);
    if (is_decoder()) {
      tensor("output_norm.weight", {n}, Fill::ones);
    } else {
      tensor("token_types.weight", {n, 2}, Fill::random);
      tensor("position_embd.weight", {n, model_.context}, Fill::random);
      norm("token_embd_norm");
    }
    for (std::uint32_t layer = 0; layer < model_.layers; ++layer) {
      const std::string block = "blk." + std::to_string(layer) + ".";
      for (const char* part : {"attn_q", "attn_k", "attn_v", "attn_output"}) {
        linear(block + part, n, n);
      }
      linear(block + "ffn_up", n, 2 * n);
      linear(block + "ffn_down", 2 * n, n);
      if (is_decoder()) {
        linear(block + "ffn_gate", n, 2 * n);
        tensor(block + "attn_norm.weight", {n}, Fill::ones);
        tensor(block + "ffn_norm.weight", {n}, Fill::ones);
      } else {
        norm(block + "attn_output_norm");
        norm(block + "layer_output_norm");
      }
    }
  }

  TinyModel model_;
  std::mt19937 random_;
  std::string keys_;
  std::string tensors_;
  std::string data_;
  std::uint64_t key_count_ = 0;
  std::uint64_t tensor_count_ = 0;
};

inline std::string tiny_gguf(TinyModel model = {}) { return TinyGguf(std::move(model)).bytes(); }

}  // namespace memory_mcp
