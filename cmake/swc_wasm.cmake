# memory_mcp_swc: the TypeScript compiler swc, to be linked to the zygote's library. The npm package
# holds it as WebAssembly; wasm2c makes C of that, which is compiled once (a minute and 1.8 GB) with
# flags that no preset changes, so that ccache finds it from every build folder.
option(MEMORY_MCP_TYPESCRIPT "Run TypeScript (compiling swc takes a minute and 2 GB)" ON)
if(NOT MEMORY_MCP_TYPESCRIPT)
  return()
endif()

find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
find_program(WASM2C wasm2c REQUIRED)
find_program(WASM_OBJDUMP wasm-objdump REQUIRED)

set(MEMORY_MCP_SWC_PACKAGE ${CMAKE_SOURCE_DIR}/node_modules/@swc/wasm-typescript
    CACHE PATH "The npm package @swc/wasm-typescript")
if(NOT EXISTS ${MEMORY_MCP_SWC_PACKAGE}/wasm.js)
  message(FATAL_ERROR "${MEMORY_MCP_SWC_PACKAGE}/wasm.js is not there. Run scripts/setup npm, or "
                      "build without TypeScript: -DMEMORY_MCP_TYPESCRIPT=OFF")
endif()

# One at a time: two such compilations do not fit into the memory of a small machine.
get_property(pools GLOBAL PROPERTY JOB_POOLS)
if(NOT "heavy=1" IN_LIST pools)
  set_property(GLOBAL APPEND PROPERTY JOB_POOLS heavy=1)
endif()

set(swc_folder ${CMAKE_BINARY_DIR}/swc)
file(MAKE_DIRECTORY ${swc_folder})
set(swc_imports ${CMAKE_CURRENT_LIST_DIR}/swc_imports.txt)

add_custom_command(
  OUTPUT ${swc_folder}/swc.wasm
  COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/extract_swc.py
          ${MEMORY_MCP_SWC_PACKAGE}/wasm.js ${swc_folder}/swc.wasm
          --imports ${swc_imports} --objdump ${WASM_OBJDUMP}
  DEPENDS ${CMAKE_CURRENT_LIST_DIR}/extract_swc.py ${swc_imports}
          ${MEMORY_MCP_SWC_PACKAGE}/wasm.js
  COMMENT "Extracting and checking swc"
  VERBATIM)

add_custom_command(
  OUTPUT ${swc_folder}/swc_wasm.c ${swc_folder}/swc_wasm.h
  COMMAND ${WASM2C} -n swc ${swc_folder}/swc.wasm -o swc_wasm.c
  DEPENDS ${swc_folder}/swc.wasm
  WORKING_DIRECTORY ${swc_folder}
  COMMENT "Translating swc to C"
  VERBATIM)

add_custom_command(
  OUTPUT ${swc_folder}/swc_stubs.c
  COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/swc_stubs.py
          ${swc_folder}/swc_wasm.h ${swc_imports} ${swc_folder}/swc_stubs.c
  DEPENDS ${CMAKE_CURRENT_LIST_DIR}/swc_stubs.py ${swc_imports} ${swc_folder}/swc_wasm.h
  COMMENT "Writing the imports that swc does not get"
  VERBATIM)

# Compiled by commands of their own: neither warnings nor sanitizers of ours apply to the C, and a
# relative path to it is the same in every build folder.
set(swc_flags -x c -O1 -g0 -DNDEBUG -fno-pie -w)
add_custom_command(
  OUTPUT ${swc_folder}/swc_wasm.o
  COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${CMAKE_CXX_COMPILER} ${swc_flags}
          -c swc_wasm.c -o swc_wasm.o
  DEPENDS ${swc_folder}/swc_wasm.c ${swc_folder}/swc_wasm.h
  WORKING_DIRECTORY ${swc_folder}
  JOB_POOL heavy
  COMMENT "Compiling swc (a minute, once)"
  COMMAND_EXPAND_LISTS VERBATIM)
add_custom_command(
  OUTPUT ${swc_folder}/swc_stubs.o
  COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${CMAKE_CXX_COMPILER} ${swc_flags}
          -c swc_stubs.c -o swc_stubs.o
  DEPENDS ${swc_folder}/swc_stubs.c ${swc_folder}/swc_wasm.h
  WORKING_DIRECTORY ${swc_folder}
  COMMENT "Compiling the imports that swc does not get"
  COMMAND_EXPAND_LISTS VERBATIM)

# Linking to memory_mcp_swc adds the objects and the folder of swc_wasm.h, and makes both first.
add_custom_target(memory_mcp_swc_objects
                  DEPENDS ${swc_folder}/swc_wasm.h ${swc_folder}/swc_wasm.o
                          ${swc_folder}/swc_stubs.o)
add_library(memory_mcp_swc INTERFACE)
add_dependencies(memory_mcp_swc memory_mcp_swc_objects)
set_source_files_properties(${swc_folder}/swc_wasm.o ${swc_folder}/swc_stubs.o
                            PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
target_sources(memory_mcp_swc INTERFACE ${swc_folder}/swc_wasm.o ${swc_folder}/swc_stubs.o)
target_include_directories(memory_mcp_swc SYSTEM INTERFACE ${swc_folder})
target_link_options(memory_mcp_swc INTERFACE -no-pie)
target_link_libraries(memory_mcp_swc INTERFACE m)
