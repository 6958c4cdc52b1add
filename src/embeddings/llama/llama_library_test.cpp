#include "embeddings/llama/llama_library.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

void expect_refused(const Result<LlamaLibrary>& refused, const std::string& reason) {
  EXPECT_EQ(fault_of(refused), Fault::unavailable);
  EXPECT_NE(complaint_of(refused).find(reason), std::string::npos) << complaint_of(refused);
  EXPECT_NE(complaint_of(refused).find("npm install"), std::string::npos);
}

TEST(LlamaLibrary, refuses_another_release) {
  expect_refused(LlamaLibrary::open(MEMORY_MCP_OTHER_RELEASE), "not 0.6.0");
}

TEST(LlamaLibrary, refuses_structs_that_are_not_ours) {
  expect_refused(LlamaLibrary::open(MEMORY_MCP_OTHER_LAYOUT), "as it was released");
}

TEST(LlamaLibrary, refuses_a_file_that_is_no_library) {
  const TemporaryFolder folder;
  write_file(folder.file("libllama.v0.5.0.so"), "no library");
  expect_refused(LlamaLibrary::open(folder.file("libllama.v0.5.0.so")), "that loads");
}

TEST(LlamaLibrary, is_looked_for_in_the_named_folder_only) {
  const TemporaryFolder folder;
  EXPECT_EQ(find_llama_library(folder.file(".")), "");
  write_file(folder.file("libllama.v0.5.0.so"), "");
  EXPECT_EQ(find_llama_library(folder.file(".")), folder.file("./libllama.v0.5.0.so"));
}

}  // namespace
}  // namespace memory_mcp
