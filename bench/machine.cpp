#include "bench/machine.h"

#include <linux/magic.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>

namespace memory_mcp::bench {
namespace {

// For what was killed and has not noticed yet.
constexpr std::chrono::seconds ending_time{1};

std::string cpu_model() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

std::string kernel() {
  utsname names{};
  ::uname(&names);
  return std::string(names.sysname) + " " + names.release + " " + names.machine;
}

// A store on tmpfs never waits for a disk; the reader must be able to see that.
std::string file_system(const std::filesystem::path& directory) {
  struct statfs info {};
  if (::statfs(directory.c_str(), &info) != 0) return "unknown";
  switch (info.f_type) {
    case EXT4_SUPER_MAGIC:
      return "ext4";
    case TMPFS_MAGIC:
      return "tmpfs";
    case XFS_SUPER_MAGIC:
      return "xfs";
    case BTRFS_SUPER_MAGIC:
      return "btrfs";
    case OVERLAYFS_SUPER_MAGIC:
      return "overlayfs";
    default:
      return "other";
  }
}

double memory_gb() {
  const double bytes =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  return std::round(bytes / 1e8) / 10;
}

// Seconds that all cores together have spent on anything but idling and waiting for a disk.
double machine_seconds() {
  std::ifstream stat("/proc/stat");
  std::string cpu;
  double user = 0, nice = 0, system = 0, idle = 0, disk = 0, interrupt = 0, soft = 0, steal = 0;
  stat >> cpu >> user >> nice >> system >> idle >> disk >> interrupt >> soft >> steal;
  const double ticks = user + nice + system + interrupt + soft + steal;
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double seconds_of(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double our_seconds() { return seconds_of(RUSAGE_SELF) + seconds_of(RUSAGE_CHILDREN); }

}  // namespace

OthersAtWork::OthersAtWork()
    : machine_seconds_at_start_(machine_seconds()),
      our_seconds_at_start_(our_seconds()),
      started_(std::chrono::steady_clock::now()) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

double OthersAtWork::percent() const {
  // What lost its parent came to us and has waited for this: its time counts once it is waited for.
  const auto patience = std::chrono::steady_clock::now() + ending_time;
  pid_t ended = 0;
  while ((ended = ::waitpid(-1, nullptr, WNOHANG)) >= 0) {
    if (ended > 0) continue;
    if (std::chrono::steady_clock::now() > patience) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const double ours = our_seconds() - our_seconds_at_start_;
  const double others = machine_seconds() - machine_seconds_at_start_ - ours;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - started_;
  const double available = wall.count() * static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN));
  return std::max(0.0, 100 * others / available);
}

nlohmann::json describe_machine(const std::filesystem::path& scratch) {
  return {{"cpu", cpu_model()},
          {"cores", ::sysconf(_SC_NPROCESSORS_ONLN)},
          {"memory_gb", memory_gb()},
          {"kernel", kernel()},
          {"file_system", file_system(scratch)}};
}

}  // namespace memory_mcp::bench
