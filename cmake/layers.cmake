# memory_mcp_layer(NAME [USES layer…] [LIBRARIES target…])
# One library per folder of src/: its *.cpp files, and a test program of its *_test.cpp files.
function(memory_mcp_layer name)
  cmake_parse_arguments(LAYER "" "" "USES;LIBRARIES;SOURCES" ${ARGN})
  set(folder ${CMAKE_CURRENT_SOURCE_DIR}/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${folder}/*_test.cpp)
  list(REMOVE_ITEM sources ${folder}/main.cpp)
  if(tests)
    list(REMOVE_ITEM sources ${tests})
  endif()

  set(library memory_mcp_${name})
  set(visibility PUBLIC)
  if(sources OR LAYER_SOURCES)
    add_library(${library} STATIC ${sources} ${LAYER_SOURCES})
  else()
    set(visibility INTERFACE)  # Headers only.
    add_library(${library} INTERFACE)
  endif()
  target_include_directories(${library} ${visibility} ${CMAKE_CURRENT_SOURCE_DIR}
                             ${CMAKE_SOURCE_DIR}/include)
  list(TRANSFORM LAYER_USES PREPEND memory_mcp_)
  target_link_libraries(${library} ${visibility} ${LAYER_USES} ${LAYER_LIBRARIES})

  if(tests AND MEMORY_MCP_TESTS)
    add_executable(${name}_test ${tests})
    target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR})
    target_compile_definitions(${name}_test
                               PRIVATE MEMORY_MCP_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_libraries(${name}_test PRIVATE ${library} GTest::gtest GTest::gtest_main rapidcheck)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()
