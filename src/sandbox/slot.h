// The memory that the server shares with one child: the job goes in, the report comes out. It is
// made for one execution, of a fixed size that the child cannot change, and what is in it is copied
// once before it is looked at.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"
#include "sandbox/untrusted.h"
#include "zygote/wire.h"

namespace memory_mcp {

class Slot {
 public:
  static Result<Slot> make();

  Slot(Slot&& other) noexcept;
  Slot& operator=(Slot&& other) noexcept;
  ~Slot();

  // For the zygote, until it has it.
  int descriptor() const { return descriptor_.get(); }
  void close_descriptor() { descriptor_ = UniqueFd(); }

  void write_job(const wire::Job& job, std::string_view code, std::string_view context);
  Untrusted<wire::Report> report() const;
  std::string copy(std::size_t offset, std::size_t bytes) const;

 private:
  Slot(UniqueFd descriptor, std::uint8_t* memory)
      : descriptor_(std::move(descriptor)), memory_(memory) {}

  UniqueFd descriptor_;
  std::uint8_t* memory_ = nullptr;
};

}  // namespace memory_mcp
