# What find_package(memory_mcp) reads. The library needs nothing else to be found.
include(${CMAKE_CURRENT_LIST_DIR}/memory_mcp-targets.cmake)
