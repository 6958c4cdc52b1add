#include "base/edited_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bytes_max = 100;

class EditedFileTest : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return folder_.file(name); }
  static EditedFile opened(const std::string& path) {
    return must(EditedFile::open(path, bytes_max));
  }
  static mode_t mode_of(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777U;
  }
  std::size_t files() const {
    const fs::directory_iterator all(at(""));
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  TemporaryFolder folder_;
};

TEST_F(EditedFileTest, makes_a_private_file_and_the_folders_that_it_lacks) {
  const EditedFile file = opened(at("a/b/c.json"));
  EXPECT_FALSE(file.exists());
  EXPECT_EQ(file.text(), "");
  must(file.save("new"));
  EXPECT_EQ(text_of_file(at("a/b/c.json")), "new");
  EXPECT_EQ(mode_of(at("a/b/c.json")), 0600U);
  EXPECT_FALSE(fs::exists(file.copy_path()));
}

TEST_F(EditedFileTest, keeps_the_mode_and_a_copy_of_what_was_there) {
  write_file(at("c.json"), "old");
  fs::permissions(at("c.json"), fs::perms(0644));
  must(opened(at("c.json")).save("new"));
  EXPECT_EQ(text_of_file(at("c.json")), "new");
  EXPECT_EQ(text_of_file(at("c.json.bak")), "old");
  EXPECT_EQ(mode_of(at("c.json")), 0644U);
  EXPECT_EQ(mode_of(at("c.json.bak")), 0644U);
  must(opened(at("c.json")).save("newer"));
  EXPECT_EQ(text_of_file(at("c.json.bak")), "new");
  EXPECT_EQ(files(), 2U);
}

TEST_F(EditedFileTest, changes_the_file_that_a_link_leads_to) {
  fs::create_directory(at("dotfiles"));
  write_file(at("dotfiles/c.json"), "old");
  fs::create_symlink("dotfiles/c.json", at("c.json"));
  must(opened(at("c.json")).save("new"));
  EXPECT_TRUE(fs::is_symlink(at("c.json")));
  EXPECT_EQ(text_of_file(at("dotfiles/c.json")), "new");
  EXPECT_EQ(text_of_file(at("dotfiles/c.json.bak")), "old");
}

TEST_F(EditedFileTest, refuses_a_link_that_leads_nowhere) {
  fs::create_symlink("nowhere", at("c.json"));
  EXPECT_EQ(fault_of(EditedFile::open(at("c.json"), bytes_max)), Fault::not_found);
}

TEST_F(EditedFileTest, refuses_what_is_no_file_and_what_is_too_large) {
  EXPECT_EQ(fault_of(EditedFile::open(at(""), bytes_max)), Fault::conflict);
  write_file(at("large"), std::string(bytes_max + 1, ' '));
  EXPECT_EQ(fault_of(EditedFile::open(at("large"), bytes_max)), Fault::exhausted);
}

TEST_F(EditedFileTest, does_not_overwrite_what_somebody_else_wrote_meanwhile) {
  write_file(at("c.json"), "old");
  const EditedFile file = opened(at("c.json"));
  write_file(at("c.json"), "theirs");
  EXPECT_EQ(fault_of(file.save("new")), Fault::conflict);
  EXPECT_EQ(text_of_file(at("c.json")), "theirs");
}

TEST_F(EditedFileTest, does_not_overwrite_a_file_that_somebody_else_made_meanwhile) {
  const EditedFile file = opened(at("c.json"));
  write_file(at("c.json"), "theirs");
  EXPECT_EQ(fault_of(file.save("new")), Fault::conflict);
  EXPECT_EQ(text_of_file(at("c.json")), "theirs");
}

TEST_F(EditedFileTest, changes_nothing_when_no_copy_can_be_made) {
  write_file(at("c.json"), "old");
  fs::create_directory(at("c.json.bak"));
  EXPECT_FALSE(opened(at("c.json")).save("new").ok());
  EXPECT_EQ(text_of_file(at("c.json")), "old");
  EXPECT_EQ(files(), 2U);
}

}  // namespace
}  // namespace memory_mcp
