# Every library we use: the Debian packages are listed in scripts/packages.txt, the reasons in
# docs/dependencies.md. Versions are asserted to the minor number.
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(SQLiteCpp 3.2 REQUIRED)
find_package(fmt 9.1 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(Boost 1.81 REQUIRED)  # Boost.Math, Asio and Beast: headers only.
find_package(CLI11 2.1 REQUIRED)
find_package(tomlplusplus 3.3 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS SSL Crypto)
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBMD REQUIRED IMPORTED_TARGET libmd>=1.0)
# Only their headers: they are loaded when the server first asks something over the network, or
# opens a store on PostgreSQL.
pkg_check_modules(LIBPQ REQUIRED libpq>=15)
pkg_check_modules(CURL REQUIRED libcurl>=7.88)
pkg_check_modules(PROMETHEUS REQUIRED IMPORTED_TARGET prometheus-cpp-core>=1.0)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash>=0.8)
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-uc>=72.1)
find_library(STEMMER stemmer REQUIRED)

# usearch, headers only, with NumKong's kernels beside it.
set(MEMORY_MCP_USEARCH ${CMAKE_SOURCE_DIR}/node_modules/usearch CACHE PATH "npm's usearch")
if(EXISTS ${MEMORY_MCP_USEARCH}/package.json)
  file(STRINGS ${MEMORY_MCP_USEARCH}/package.json usearch_version REGEX "\"version\": \"2\\.26\\.")
endif()
if(NOT usearch_version)
  message(FATAL_ERROR "usearch 2.26 is not in ${MEMORY_MCP_USEARCH}: run scripts/setup npm")
endif()
add_library(usearch INTERFACE)
target_include_directories(usearch SYSTEM INTERFACE ${MEMORY_MCP_USEARCH}/include
                           ${MEMORY_MCP_USEARCH}/numkong/include)
if(MEMORY_MCP_TESTS)
  find_package(GTest 1.12 REQUIRED)
  find_package(rapidcheck REQUIRED)
endif()
