#include "apps/configuration.h"

#include <gtest/gtest.h>

#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

using Variables = std::map<std::string, std::string>;

class ConfigurationTest : public testing::Test {
 protected:
  // The environment of a user whose home is this test's folder.
  Result<Configuration> load(const Json& flags, Variables variables = {}) const {
    variables.try_emplace("HOME", folder_.file(""));
    return load_configuration(flags, [variables](const std::string& name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
  }
  Json file_with(const std::string& toml) const {
    write_file(config(), toml);
    return {{"config", config()}};
  }
  std::string config() const { return folder_.file("config.toml"); }

  TemporaryFolder folder_;
};

// --- Precedence -------------------------------------------------------------------------------

TEST_F(ConfigurationTest, fills_in_defaults_when_nothing_is_said) {
  const Configuration configuration = must(load(Json::object(), {{"HOME", "/home/ann"}}));
  EXPECT_EQ(configuration.settings.data_dir, "/home/ann/.local/share/memory-mcp");
  EXPECT_EQ(configuration.settings.store, "sqlite:/home/ann/.local/share/memory-mcp/memory.db");
  EXPECT_EQ(configuration.settings.log_level, LogLevel::info);
  EXPECT_EQ(configuration.file, "");
  for (const auto& [name, source] : configuration.sources) EXPECT_EQ(source, "default") << name;
  EXPECT_EQ(configuration.sources.size(), 35U);
}

TEST_F(ConfigurationTest, prefers_flags_to_the_environment_and_that_to_the_file) {
  const auto workers = [&](const Json& flags, const Variables& variables) {
    const Configuration configuration = must(load(flags, variables));
    return std::to_string(configuration.settings.workers) + " by " +
           configuration.sources.at("workers");
  };
  Json flags = file_with("workers = 3");
  EXPECT_EQ(workers(flags, {}), "3 by file");
  EXPECT_EQ(workers(flags, {{"MEMORY_MCP_WORKERS", "4"}}), "4 by environment");
  flags["workers"] = 5;
  EXPECT_EQ(workers(flags, {{"MEMORY_MCP_WORKERS", "4"}}), "5 by flag");
}

TEST_F(ConfigurationTest, takes_each_setting_from_where_it_was_said) {
  Json flags = file_with("workers = 3\nlog_level = \"error\"\n");
  flags["data_dir"] = "/by/flag";
  const Configuration configuration = must(load(flags, {{"MEMORY_MCP_LOG_LEVEL", "debug"}}));
  EXPECT_EQ(configuration.settings.workers, 3);
  EXPECT_EQ(configuration.settings.log_level, LogLevel::debug);
  EXPECT_EQ(configuration.settings.store, "sqlite:/by/flag/memory.db");
  EXPECT_EQ(configuration.sources.at("store"), "default");
  EXPECT_EQ(configuration.file, config());
}

TEST_F(ConfigurationTest, follows_the_base_directories_of_the_desktop) {
  const auto data_dir = [&](const Variables& variables) {
    return must(load(Json::object(), variables)).settings.data_dir;
  };
  EXPECT_EQ(data_dir({{"XDG_DATA_HOME", "/data"}}), "/data/memory-mcp");
  EXPECT_EQ(data_dir({{"HOME", "/h"}, {"XDG_DATA_HOME", "relative"}}),
            "/h/.local/share/memory-mcp");
}

TEST_F(ConfigurationTest, makes_a_relative_data_directory_absolute) {
  const std::string data_dir = must(load({{"data_dir", "a/../b"}})).settings.data_dir;
  EXPECT_TRUE(data_dir.starts_with('/'));
  EXPECT_TRUE(data_dir.ends_with("/b")) << data_dir;
}

TEST_F(ConfigurationTest, keeps_a_store_that_is_named) {
  EXPECT_EQ(must(load({{"store", "in_memory:"}})).settings.store, "in_memory:");
}

TEST_F(ConfigurationTest, says_what_to_do_without_a_home) {
  const auto homeless = load_configuration(
      Json::object(), [](const std::string&) -> std::optional<std::string> { return {}; });
  EXPECT_EQ(fault_of(homeless), Fault::invalid_argument);
  EXPECT_NE(complaint_of(homeless).find("--data-dir"), std::string::npos);
}

// --- Files ------------------------------------------------------------------------------------

TEST_F(ConfigurationTest, reads_the_users_own_file_when_there_is_one) {
  std::filesystem::create_directories(folder_.file(".config/memory-mcp"));
  write_file(folder_.file(".config/memory-mcp/config.toml"), "workers = 7");
  EXPECT_EQ(must(load(Json::object())).settings.workers, 7);
}

TEST_F(ConfigurationTest, reads_the_file_that_the_environment_names) {
  file_with("workers = 8");
  EXPECT_EQ(must(load(Json::object(), {{"MEMORY_MCP_CONFIG", config()}})).settings.workers, 8);
}

TEST_F(ConfigurationTest, misses_a_file_that_was_asked_for) {
  const std::string missing = folder_.file("missing.toml");
  EXPECT_EQ(fault_of(load({{"config", missing}})), Fault::not_found);
  EXPECT_EQ(fault_of(load(Json::object(), {{"MEMORY_MCP_CONFIG", missing}})), Fault::not_found);
  EXPECT_NE(complaint_of(load({{"config", missing}})).find(missing), std::string::npos);
}

TEST_F(ConfigurationTest, names_the_file_and_the_line_of_bad_toml) {
  const auto refused = load(file_with("workers = 3\n\nlog_level = oops\n"));
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument);
  EXPECT_TRUE(complaint_of(refused).starts_with(config() + ":3: ")) << complaint_of(refused);
}

TEST_F(ConfigurationTest, refuses_unknown_keys_and_names_the_nearest) {
  const auto refused = load(file_with("wrokers = 3"));
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument);
  EXPECT_TRUE(complaint_of(refused).starts_with(config() + ".wrokers: unknown field"));
  EXPECT_NE(complaint_of(refused).find("did you mean workers?"), std::string::npos);
  EXPECT_FALSE(load(file_with("[section]\nworkers = 3")).ok());
}

TEST_F(ConfigurationTest, says_where_a_bad_value_stands_even_if_another_source_wins) {
  Json flags = file_with("workers = 0");
  flags["workers"] = 5;
  EXPECT_TRUE(complaint_of(load(flags)).starts_with(config() + ".workers: "));
  EXPECT_EQ(complaint_of(load(Json::object(), {{"MEMORY_MCP_WORKERS", "many"}})),
            "environment.workers: expected an integer; got \"many\"");
  EXPECT_EQ(complaint_of(load({{"workers", 257}})),
            "flags.workers: expected a number, 1 to 256; got 257");
  EXPECT_TRUE(complaint_of(load({{"log_level", "loud"}})).starts_with("flags.log_level: "));
}

TEST_F(ConfigurationTest, takes_a_list_from_the_environment_as_json) {
  const auto hosts = [&](const std::string& text) {
    return load(Json::object(), {{"MEMORY_MCP_SANDBOX_HOSTS", text}});
  };
  EXPECT_EQ(must(hosts(R"(["a.example", "b.example"])")).settings.sandbox_hosts,
            (std::vector<std::string>{"a.example", "b.example"}));
  EXPECT_EQ(complaint_of(hosts("a.example")),
            "environment.sandbox_hosts: expected a list as JSON, such as [\"one\", \"two\"]; got "
            "\"a.example\"");
}

TEST_F(ConfigurationTest, refuses_values_of_the_wrong_kind_in_the_file) {
  for (const char* toml : {"workers = \"3\"", "workers = 3.5", "workers = inf", "workers = true",
                           "workers = [3]", "log_level = 1"}) {
    EXPECT_EQ(fault_of(load(file_with(toml))), Fault::invalid_argument) << toml;
  }
}

TEST(environment_name, is_the_setting_in_capitals) {
  EXPECT_EQ(environment_name("data_dir"), "MEMORY_MCP_DATA_DIR");
}

}  // namespace
}  // namespace memory_mcp
