#include "zygote/walls/confine.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "zygote/die.h"
#include "zygote/walls/landlock.h"

namespace memory_mcp::zygote {
namespace {

constexpr unsigned nobody = 65'534;
// One JavaScript call 15,000 deep needs 6 MB of native stack, the deepest parse three times that.
constexpr rlim_t stack_bytes_max = rlim_t{64} << 20U;
// A child is killed at its deadline; this is for one whose server is gone. In seconds, and more
// than the longest run may use.
constexpr rlim_t cpu_seconds_max = 660;
// The zygote holds a descriptor or two for each child that it is just making.
constexpr rlim_t descriptors_max = 64;

using Capabilities = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;
constexpr __user_cap_header_struct capability_version{.version = _LINUX_CAPABILITY_VERSION_3,
                                                      .pid = 0};

bool set_capabilities(const Capabilities& capabilities) {
  auto version = capability_version;
  return ::syscall(SYS_capset, &version, capabilities.data()) == 0;
}

// A server that runs as root hands its children no root, not even a mapped one. The capabilities
// stay for as long as building the walls needs them.
void leave_root() {
  if (::geteuid() != 0) return;
  ::prctl(PR_SET_KEEPCAPS, 1);
  if (::setgroups(0, nullptr) != 0 || ::setresgid(nobody, nobody, nobody) != 0 ||
      ::setresuid(nobody, nobody, nobody) != 0) {
    die("the sandbox cannot stop being root");
  }
  Capabilities capabilities{};
  auto version = capability_version;
  ::syscall(SYS_capget, &version, capabilities.data());
  for (auto& word : capabilities) word.effective = word.permitted;
  set_capabilities(capabilities);
  ::prctl(PR_SET_DUMPABLE, 1);  // Else the maps below belong to root.
}

bool write_file(const char* path, std::string_view text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(file);
  return written;
}

bool map_to_nobody(const char* path, unsigned outside) {
  std::array<char, 64> line{};
  const int length = std::snprintf(line.data(), line.size(), "%u %u 1", nobody, outside);
  return write_file(path, {line.data(), static_cast<std::size_t>(length)});
}

// Kernels refuse a user namespace, and taking the root away, to who lives in a changed root
// (chroot(2), as installers and build farms use it). Who was root there may have a mount namespace
// of its own, and joining it once more sets the root back to that namespace's: the very first thing
// that is then taken away. Does nothing to anybody else, whom `unshare` tells of what is missing.
void leave_changed_root() {
  if (::geteuid() != 0 || ::unshare(CLONE_NEWNS) != 0) return;
  const int own = ::open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
  if (own < 0) return;
  ::setns(own, CLONE_NEWNS);
  ::close(own);
}

// Ends as its child ends, so that the server sees the end of the one it started.
[[noreturn]] void wait_for(pid_t child, int kept_descriptor) {
  ::close(kept_descriptor);  // Its end must mean the end of the zygote.
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
}

void limit(__rlimit_resource resource, rlim_t most) {
  const rlimit bound{.rlim_cur = most, .rlim_max = most};
  ::setrlimit(resource, &bound);
}

}  // namespace

void Confinement::refuse(std::string_view layer, int error) {
  const std::size_t used = std::strlen(refused_.data());
  std::snprintf(refused_.data() + used, refused_.size() - used, "%s%.*s: %s", used == 0 ? "" : "; ",
                static_cast<int>(layer.size()), layer.data(), ::strerrordesc_np(error));
}

// No signal at the server's death: the kernel would send it at the end of the thread that started
// this process. The control socket ends with the server, and the zygote with that: reading from it
// fails, and so does the greeting if the server goes while the engine boots.
void Confinement::enter_namespaces(int kept_descriptor) {
  leave_changed_root();
  leave_root();
  const unsigned user = ::geteuid();
  const unsigned group = ::getegid();
  // All or nothing: kernels that refuse one of them to us refuse the user namespace, and with it
  // all.
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC |
                CLONE_NEWUTS | CLONE_NEWCGROUP) != 0) {
    return refuse("namespaces", errno);
  }
  const bool is_mapped = write_file("/proc/self/setgroups", "deny") &&
                         map_to_nobody("/proc/self/uid_map", user) &&
                         map_to_nobody("/proc/self/gid_map", group);
  // Without its map a user namespace has no rights, not even over itself: some systems want that.
  is_mapped ? stand(wire::Layer::user_namespace) : refuse("user_namespace", errno);
  const pid_t child = ::fork();
  if (child < 0) return refuse("pid_namespace", errno);
  if (child > 0) wait_for(child, kept_descriptor);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  stand(wire::Layer::pid_namespace);
  stand(wire::Layer::network_namespace);
  stand(wire::Layer::ipc_namespace);
  stand(wire::Layer::uts_namespace);
  stand(wire::Layer::cgroup_namespace);
  enter_empty_root();
}

// A file system of our own with nothing in it, that nothing can be written to.
void Confinement::enter_empty_root() {
  constexpr unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  const bool entered =
      ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
      ::mount("none", "/tmp", "tmpfs", flags, "size=4k,mode=0555") == 0 && ::chdir("/tmp") == 0 &&
      // Old and new root in one place: the old one then lies on top, and is taken off.
      ::syscall(SYS_pivot_root, ".", ".") == 0 && ::umount2(".", MNT_DETACH) == 0 &&
      ::chdir("/") == 0 &&
      ::mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | flags, nullptr) == 0;
  if (!entered) return refuse("mount_namespace", errno);
  stand(wire::Layer::mount_namespace);
}

void Confinement::give_up_rights(std::size_t data_bytes_max) {
  limit_resources(data_bytes_max);
  forbid_new_privileges();
  deny_files_by_landlock();
  drop_capabilities();
  ::prctl(PR_SET_DUMPABLE, 0);
}

void Confinement::enter(const SystemCallFilter& filter) {
  if (!filter.enter()) return refuse("seccomp", errno);
  stand(wire::Layer::seccomp);
}

void Confinement::limit_resources(std::size_t data_bytes_max) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_MEMLOCK, 0);
  limit(RLIMIT_NOFILE, descriptors_max);
  limit(RLIMIT_CPU, cpu_seconds_max);
  limit(RLIMIT_STACK, stack_bytes_max);
  // Writable memory, which is what a script that broke out of its linear memory could still take.
  // The address space cannot be the bound: the reservations for linear memory are far larger.
  limit(RLIMIT_DATA, data_bytes_max);
  stand(wire::Layer::resource_limits);
}

void Confinement::forbid_new_privileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refuse("no_new_privileges", errno);
  stand(wire::Layer::no_new_privileges);
}

void Confinement::deny_files_by_landlock() {
  if (enter_landlock() == 0) return refuse("landlock", errno);
  stand(wire::Layer::landlock);
}

void Confinement::drop_capabilities() {
  constexpr int capabilities_max = 64;  // The kernel refuses what it does not know.
  for (int capability = 0; capability < capabilities_max; ++capability) {
    ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  }
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (!set_capabilities({})) return refuse("no_capabilities", errno);
  stand(wire::Layer::no_capabilities);
}

}  // namespace memory_mcp::zygote
