#include "zygote/huge_pages.h"

#include <link.h>
#include <sys/mman.h>

#include <cstdint>
#include <cstring>

namespace memory_mcp::zygote {
namespace {

// The linker aligns the segments to it (see CMakeLists.txt).
constexpr std::uintptr_t huge_page_bytes = std::uintptr_t{2} << 20U;
// Since Linux 6.1; the headers of older systems lack it.
constexpr int collapse_now = 25;  // MADV_COLLAPSE

constexpr std::uintptr_t round_up(std::uintptr_t bytes) {
  return (bytes + huge_page_bytes - 1) & ~(huge_page_bytes - 1);
}

struct Segment {
  std::uint8_t* begin;
  std::size_t bytes;
  int protection;
};

// Takes the segment's place at once: the caller's own code may be in it.
bool replace_by_huge_copy(const Segment& segment) {
  const std::size_t room = round_up(segment.bytes);
  void* const raw = ::mmap(nullptr, room + huge_page_bytes, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (raw == MAP_FAILED) return false;
  const auto address = reinterpret_cast<std::uintptr_t>(raw);
  auto* const copy = static_cast<std::uint8_t*>(raw) + (round_up(address) - address);
  ::madvise(copy, room, MADV_HUGEPAGE);
  std::memcpy(copy, segment.begin, segment.bytes);
  const bool replaced =
      ::madvise(copy, room, collapse_now) == 0 && ::mprotect(copy, room, segment.protection) == 0 &&
      ::mremap(copy, room, room, MREMAP_MAYMOVE | MREMAP_FIXED, segment.begin) != MAP_FAILED;
  ::munmap(raw, room + huge_page_bytes);  // What is left of it.
  return replaced;
}

int move_segments(dl_phdr_info* program, std::size_t, void*) {
  for (std::size_t i = 0; i < program->dlpi_phnum; ++i) {
    const auto& header = program->dlpi_phdr[i];
    const std::uintptr_t begin = program->dlpi_addr + header.p_vaddr;
    const bool is_constant = header.p_type == PT_LOAD && (header.p_flags & PF_W) == 0;
    // Half a page of code is not worth a huge one.
    if (!is_constant || begin % huge_page_bytes != 0 || header.p_memsz < huge_page_bytes / 2) {
      continue;
    }
    // The program's own header names its places by number.
    auto* const place =
        reinterpret_cast<std::uint8_t*>(begin);  // NOLINT(performance-no-int-to-ptr)
    replace_by_huge_copy(
        {.begin = place,
         .bytes = header.p_memsz,
         .protection = PROT_READ | ((header.p_flags & PF_X) != 0 ? PROT_EXEC : 0)});
  }
  return 1;  // Nothing else is loaded.
}

}  // namespace

void move_program_to_huge_pages() { ::dl_iterate_phdr(move_segments, nullptr); }

}  // namespace memory_mcp::zygote
