# Faster tools than the default ones, used where they are installed.
option(MEMORY_MCP_TESTS "Build the tests" ON)
option(MEMORY_MCP_BENCH "Build the benchmarks" ON)

find_program(CCACHE ccache)
if(CCACHE)
  # Paths count from the source folder, so that a second checkout finds what the first one built.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=true ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()

find_program(MOLD mold)
find_program(LLD ld.lld)
if(MOLD)
  add_link_options(-fuse-ld=mold)
elseif(LLD)
  add_link_options(-fuse-ld=lld)
endif()
