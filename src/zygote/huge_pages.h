// The program's code and constants in huge pages of its own. Children inherit those with the fork;
// the pages of a file each child would fault in again, some forty times, and unmap one by one.
#pragma once

namespace memory_mcp::zygote {

// Once, before the walls. Where the kernel has no huge pages to give, all stays as it was.
void move_program_to_huge_pages();

}  // namespace memory_mcp::zygote
