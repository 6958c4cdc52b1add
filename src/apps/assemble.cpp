#include "apps/assemble.h"

namespace memory_mcp {
namespace {

SandboxConfig preset(SandboxPreset preset) {
  switch (preset) {
    case SandboxPreset::restrictive:
      return SandboxConfig::restrictive();
    case SandboxPreset::standard:
      return {};
    case SandboxPreset::permissive:
      return SandboxConfig::permissive();
  }
  return {};
}

// The sandbox speaks of its own configuration; the operator has set settings.
Error in_settings(Error error) {
  for (const auto& [theirs, ours] :
       {std::pair{std::string("allowed_paths"), std::string("sandbox_paths")},
        std::pair{std::string("allowed_network"), std::string("sandbox_hosts")}}) {
    for (std::string* text : {&error.field, &error.message}) {
      const std::size_t at = text->find(theirs);
      if (at != std::string::npos) text->replace(at, theirs.size(), ours);
    }
  }
  return error;
}

Status check_sandbox(const Settings& settings) {
  if (!settings.sandbox_write_files || !settings.sandbox_paths.empty()) return Done{};
  return invalid_argument(
      "sandbox_write_files",
      "sandbox_write_files is on, but there is nothing to write: set sandbox_paths");
}

SandboxOptions sandbox_options(const Settings& settings) {
  SandboxConfig config = preset(settings.sandbox);
  config.max_execution_time_ms = settings.sandbox_time_ms.value_or(config.max_execution_time_ms);
  config.max_memory_mb = settings.sandbox_memory_mb.value_or(config.max_memory_mb);
  config.max_cpu_percent = settings.sandbox_cpu_percent.value_or(config.max_cpu_percent);
  config.allowed_paths = settings.sandbox_paths;
  config.allow_filesystem = !settings.sandbox_paths.empty();
  config.allowed_network = settings.sandbox_hosts;
  config.allow_network = !settings.sandbox_hosts.empty();
  return {
      .config = std::move(config),
      .file_access = settings.sandbox_write_files ? FileAccess::read_write : FileAccess::read_only,
      .screening = settings.sandbox_screen,
      .degraded = settings.sandbox_degraded ? Degraded::allowed : Degraded::refused,
      .running_max = settings.sandbox_running.value_or(executions_running_default()),
      .program = settings.sandbox_program};
}

}  // namespace

std::string audit_file(const Settings& settings) {
  // Who keeps no memory keeps no log of it either.
  return settings.store.starts_with("in_memory:") ? "" : settings.data_dir + "/audit.jsonl";
}

std::string token_file(const Settings& settings) { return settings.data_dir + "/tokens.json"; }

Result<EmbeddingRules> embedding_rules(const Settings& settings) {
  EmbeddingRules rules;
  rules.allow_private_addresses = settings.embedding_allow_private;
  for (const std::string& text : settings.embedding_key_variables) {
    rules.key_grants.push_back(TRY(KeyGrant::from_text(text)));
  }
  return rules;
}

Result<std::unique_ptr<Sandbox>> open_sandbox(const Settings& settings) {
  TRY(check_sandbox(settings));
  auto sandbox = Sandbox::open(sandbox_options(settings));
  if (!sandbox.ok()) return in_settings(std::move(sandbox).error());
  return sandbox;
}

Result<std::unique_ptr<Assembly>> assemble(const Settings& settings, Opening opening) {
  TRY(check_sandbox(settings));
  auto assembly = open_assembly({.store = settings.store,
                                 .opening = opening,
                                 .sandbox = sandbox_options(settings),
                                 .audit_file = audit_file(settings),
                                 .script_access = settings.sandbox_memory_access,
                                 .listing = settings.tools,
                                 .embedding_rules = TRY(embedding_rules(settings)),
                                 .recorded_secrets = settings.recorded_secrets,
                                 .retention = TRY(retention_policies(settings.retention)),
                                 .otlp_endpoint = settings.otlp_endpoint});
  if (!assembly.ok()) return in_settings(std::move(assembly).error());
  return assembly;
}

}  // namespace memory_mcp
