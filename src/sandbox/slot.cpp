#include "sandbox/slot.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "base/check.h"

namespace memory_mcp {
namespace {

Error no_slot(const char* what) {
  return unavailable(std::string("the sandbox cannot share memory with its process: ") + what +
                     " failed");
}

}  // namespace

Result<Slot> Slot::make() {
  UniqueFd descriptor(::memfd_create("memory-mcp-slot", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!descriptor.is_open()) return no_slot("memfd_create");
  if (::ftruncate(descriptor.get(), wire::slot_bytes) != 0) return no_slot("ftruncate");
  // A child that could shrink it would make our reads fault.
  if (::fcntl(descriptor.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return no_slot("sealing");
  }
  void* const memory =
      ::mmap(nullptr, wire::slot_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor.get(), 0);
  if (memory == MAP_FAILED) return no_slot("mmap");
  return Slot(std::move(descriptor), static_cast<std::uint8_t*>(memory));
}

Slot::Slot(Slot&& other) noexcept
    : descriptor_(std::move(other.descriptor_)), memory_(std::exchange(other.memory_, nullptr)) {}

Slot& Slot::operator=(Slot&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(memory_, other.memory_);
  return *this;
}

Slot::~Slot() {
  if (memory_ != nullptr) ::munmap(memory_, wire::slot_bytes);
}

void Slot::write_job(const wire::Job& job, std::string_view code, std::string_view context) {
  CHECK(code.size() <= wire::code_bytes_max && context.size() <= wire::context_bytes_max);
  std::memcpy(memory_ + wire::job_offset, &job, sizeof job);
  std::memcpy(memory_ + wire::text_offset, code.data(), code.size());
  std::memcpy(memory_ + wire::text_offset + code.size(), context.data(), context.size());
}

Untrusted<wire::Report> Slot::report() const {
  wire::Report report;
  std::memcpy(&report, memory_ + wire::report_offset, sizeof report);
  return Untrusted<wire::Report>(report);
}

std::string Slot::copy(std::size_t offset, std::size_t bytes) const {
  CHECK(offset + bytes <= wire::slot_bytes);
  return {reinterpret_cast<const char*>(memory_ + offset), bytes};
}

}  // namespace memory_mcp
