#include "embeddings/llama/gguf_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/limits.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/doubles/tiny_gguf.h"

namespace memory_mcp {
namespace {

Result<GgufFile> read_bytes(const std::string& bytes) {
  const TemporaryFolder folder;
  write_file(folder.file("model.gguf"), bytes);
  return read_gguf(folder.file("model.gguf"));
}

TEST(GgufFile, says_what_the_model_is) {
  const auto file = must(read_bytes(tiny_gguf({.dimensions = 48, .context = 80})));
  EXPECT_EQ(file.architecture, "bert");
  EXPECT_EQ(file.name, "Tiny test model");
  EXPECT_EQ(file.dimensions, 48);
  EXPECT_EQ(file.context_tokens, 80);
}

TEST(GgufFile, bounds_the_context) {
  EXPECT_EQ(must(read_bytes(tiny_gguf({.context = 9'000}))).context_tokens,
            limits::local_context_tokens_max);
}

TEST(GgufFile, tells_files_apart_by_their_weights) {
  const auto one = must(read_bytes(tiny_gguf({.seed = 1})));
  EXPECT_EQ(one.fingerprint, must(read_bytes(tiny_gguf({.seed = 1}))).fingerprint);
  EXPECT_NE(one.fingerprint, must(read_bytes(tiny_gguf({.seed = 2}))).fingerprint);
}

TEST(GgufFile, refuses_what_is_not_a_file) {
  const TemporaryFolder folder;
  for (const auto& path : {folder.file("none.gguf"), folder.file("."), std::string("/dev/zero")}) {
    const auto refused = read_gguf(path);
    EXPECT_EQ(fault_of(refused), Fault::invalid_argument);
    EXPECT_EQ(field_of(refused), "model_path");
    EXPECT_NE(complaint_of(refused).find("does not exist or is not a file"), std::string::npos);
  }
}

TEST(GgufFile, refuses_another_format) {
  for (const std::string other :
       {"", "GGU", "{\"model\": 1}", "PK\x03\x04 and so on", "GGML...."}) {
    EXPECT_NE(complaint_of(read_bytes(other)).find("is not a GGUF file"), std::string::npos)
        << other;
  }
  std::string later = tiny_gguf();
  later[4] = 9;
  EXPECT_NE(complaint_of(read_bytes(later)).find("version"), std::string::npos);
}

TEST(GgufFile, refuses_a_model_that_takes_no_text) {
  EXPECT_NE(complaint_of(read_bytes(tiny_gguf({.has_vocabulary = false}))).find("no vocabulary"),
            std::string::npos);
}

TEST(GgufFile, refuses_a_model_that_is_not_made_for_embeddings) {
  for (const TinyModel& model :
       {TinyModel{.pooling = 0}, TinyModel{.pooling = 4}, TinyModel{.has_pooling = false}}) {
    EXPECT_NE(complaint_of(read_bytes(tiny_gguf(model))).find("is no embedding model"),
              std::string::npos);
  }
}

TEST(GgufFile, refuses_a_header_cut_off_anywhere) {
  const std::string whole = tiny_gguf();
  const std::size_t header = whole.find("blk.1.layer_output_norm.bias");
  ASSERT_NE(header, std::string::npos);
  for (std::size_t length = 0; length < header; length += 7) {
    EXPECT_EQ(fault_of(read_bytes(whole.substr(0, length))), Fault::invalid_argument) << length;
  }
}

// llama.cpp checks these by assertions, which end the process.
TEST(GgufFile, refuses_what_would_end_the_process) {
  const auto with = [whole = tiny_gguf()](const std::string& found, const std::string& instead) {
    std::string changed = whole;
    changed.replace(changed.find(found), found.size(), instead);
    return read_bytes(changed);
  };
  EXPECT_TRUE(with("milk", "silk").ok());
  EXPECT_FALSE(with("docker", "memory").ok());
  EXPECT_FALSE(read_bytes(tiny_gguf({.layers = 0})).ok());
  const std::string epsilon = "layer_norm_epsilon" + std::string("\x06\0\0\0\xcc\xbc\x8c\x2b", 8);
  EXPECT_TRUE(with(epsilon, epsilon).ok());
  EXPECT_FALSE(with(epsilon, epsilon.substr(0, epsilon.size() - 1) + "\xab").ok());
}

TEST(GgufFile, bears_any_byte_of_the_header_being_another) {
  const std::string whole = tiny_gguf();
  const std::size_t header = whole.find("blk.1.layer_output_norm.bias");
  const TemporaryFolder folder;
  for (std::size_t place = 0; place < header; place += 5) {
    std::string damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 0xFF);
    write_file(folder.file("model.gguf"), damaged);
    const auto file = read_gguf(folder.file("model.gguf"));
    if (!file.ok()) {
      EXPECT_EQ(field_of(file), "model_path");
    }
  }
}

}  // namespace
}  // namespace memory_mcp
