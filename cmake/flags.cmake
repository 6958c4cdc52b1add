# Warnings are errors; hardening is always on; sanitizers and coverage come with their presets.
set(MEMORY_MCP_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
option(MEMORY_MCP_COVERAGE "Count executed lines" OFF)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-missing-field-initializers
                    -Werror -fstack-protector-strong -fno-omit-frame-pointer)
add_link_options(-Wl,-z,relro,-z,now)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)  # Of the shared library only MEMORY_MCP_API can be seen.
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -D_FORTIFY_SOURCE=2")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")

if(MEMORY_MCP_SANITIZE)
  # GCC 12 takes instrumented moves of a variant for uses of what was not set.
  add_compile_options(-fsanitize=${MEMORY_MCP_SANITIZE} -fno-sanitize-recover=all
                      -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${MEMORY_MCP_SANITIZE})
endif()
if(MEMORY_MCP_COVERAGE)
  add_compile_options(--coverage -O0)
  add_link_options(--coverage)
endif()
