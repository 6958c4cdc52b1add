// A library to preload into a server: every fsync and fdatasync takes 2 ms longer, as on a disk
// without a protected write cache. A virtual disk often acknowledges a flush in microseconds, and
// then nothing shows whether writers share their flushes.
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace {

int flush_slowly(long system_call, int descriptor) {
  const timespec two_ms{.tv_sec = 0, .tv_nsec = 2'000'000};
  ::nanosleep(&two_ms, nullptr);
  return static_cast<int>(::syscall(system_call, descriptor));
}

}  // namespace

extern "C" int fsync(int descriptor) { return flush_slowly(SYS_fsync, descriptor); }
extern "C" int fdatasync(int descriptor) { return flush_slowly(SYS_fdatasync, descriptor); }
