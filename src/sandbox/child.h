// One process of the sandbox as the server holds it: made for one execution, and dead when this is.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

#include "base/unique_fd.h"
#include "sandbox/slot.h"

namespace memory_mcp {

class Child {
 public:
  Child(UniqueFd socket, UniqueFd process, Slot slot)
      : socket_(std::move(socket)), process_(std::move(process)), slot_(std::move(slot)) {}
  Child(Child&&) noexcept = default;
  Child& operator=(Child&&) noexcept = default;
  ~Child() { kill(); }

  int socket() const { return socket_.get(); }
  Slot& slot() { return slot_; }
  const Slot& slot() const { return slot_; }

  // Whether it still holds its end of the socket.
  bool is_alive() const;

  // Can be called from any thread, and again.
  void kill() const;
  void pause() const;
  void resume() const;
  // Leaves the processor to everybody else when there is not enough of it.
  void yield_to_others();
  // Processor time used so far. Nothing when the process is gone.
  std::optional<std::chrono::microseconds> cpu_time();
  // As this process sees it; 0 when it is gone.
  pid_t pid();

 private:
  void send_signal(int signal) const;

  UniqueFd socket_;
  UniqueFd process_;  // A pidfd: never another process that got the same number.
  Slot slot_;
  pid_t pid_ = 0;
};

}  // namespace memory_mcp
