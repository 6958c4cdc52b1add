// How the sandbox is: a real run behind the real walls, and which of them stand.
#include <array>
#include <utility>

#include "sandbox/sandbox.h"

namespace memory_mcp {
namespace {

using namespace std::literals;

constexpr std::array layers{
    std::pair{wire::Layer::seccomp, "seccomp"sv},
    std::pair{wire::Layer::user_namespace, "user namespace"sv},
    std::pair{wire::Layer::mount_namespace, "empty read-only root"sv},
    std::pair{wire::Layer::network_namespace, "network namespace"sv},
    std::pair{wire::Layer::pid_namespace, "pid namespace"sv},
    std::pair{wire::Layer::ipc_namespace, "ipc namespace"sv},
    std::pair{wire::Layer::uts_namespace, "uts namespace"sv},
    std::pair{wire::Layer::cgroup_namespace, "cgroup namespace"sv},
    std::pair{wire::Layer::no_capabilities, "no capabilities"sv},
    std::pair{wire::Layer::no_new_privileges, "no new privileges"sv},
    std::pair{wire::Layer::landlock, "Landlock"sv},
    std::pair{wire::Layer::resource_limits, "resource limits"sv},
};

// Names those that stand, or those that do not.
std::string list_layers(const ZygoteProcess& zygote, bool standing) {
  std::string list = standing ? "WebAssembly" : "";
  for (const auto& [layer, name] : layers) {
    if (zygote.has(layer) != standing) continue;
    list += (list.empty() ? "" : ", ") + std::string(name);
  }
  return list;
}

}  // namespace

pid_t Sandbox::zygote_pid() {
  const auto zygote = pool_.zygote();
  return zygote.ok() ? (*zygote)->pid() : 0;
}

SandboxHealth Sandbox::check_health() {
  SandboxHealth health;
  const auto zygote = pool_.zygote();
  if (!zygote.ok()) {
    health.works = zygote.error();
    return health;
  }
  health.layers = list_layers(**zygote, true);
  health.missing = list_layers(**zygote, false);
  if (!health.missing.empty()) health.missing += " (" + (*zygote)->refusals() + ")";
  health.has_typescript = (*zygote)->hello().has_typescript != 0;
  health.restarts = pool_.restarts();

  const auto started = std::chrono::steady_clock::now();
  // Takes no turn: health must be told when everything is busy, and to scripts that are running.
  const auto executed = run_in_child(
      {.code = "return 6 * 7"}, {.namespace_name = "health_check"},
      {.time = std::chrono::seconds{2}, .memory_mb = limits::sandbox_memory_mb_min}, {});
  health.self_test_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
  if (!executed.ok()) {
    health.works = executed.error();
  } else if (const auto* success = std::get_if<execution::Success>(&executed->result);
             success == nullptr || success->output != "42") {
    health.works =
        internal("a run that should give 42 ended as " + std::string(status_of(executed->result)));
  }
  return health;
}

}  // namespace memory_mcp
