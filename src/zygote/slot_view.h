// The child's side of its slot: reads the job, writes the report. Everything written is in place
// at once, so that what a script printed is there even when its process is killed.
#pragma once

#include <cstdint>
#include <string_view>

#include "zygote/wire.h"

namespace memory_mcp::zygote {

enum class Output { out, error };

class SlotView {
 public:
  explicit SlotView(std::uint8_t* memory) : memory_(memory) {}

  const wire::Job& job() const {
    return *reinterpret_cast<const wire::Job*>(memory_ + wire::job_offset);
  }
  wire::Report& report() const {
    return *reinterpret_cast<wire::Report*>(memory_ + wire::report_offset);
  }
  std::string_view code() const;
  std::string_view context() const;

  // Appends what fits; what does not is dropped, and the report says so.
  void append(Output output, std::string_view text) const;
  // As `append`, all or nothing: half a JSON text is worth nothing.
  void set_result(std::string_view json) const;
  void clear_result() const { report().result_bytes = report().result_dropped = 0; }
  // Adds to the result; false when it is full, which leaves what was added.
  bool append_result(std::string_view part) const;

 private:
  std::uint8_t* memory_;
};

}  // namespace memory_mcp::zygote
