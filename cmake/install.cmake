# `cmake --install BUILD --prefix DIR`: the program, its sandbox, the library with its headers, and
# what finds it: find_package(memory_mcp) and pkg-config. All of it works wherever DIR is moved.
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/memory_mcp)

install(TARGETS memory-mcp RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS memory-mcp-sandbox RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/memory-mcp)
install(TARGETS memory_mcp EXPORT memory_mcp
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(EXPORT memory_mcp NAMESPACE memory_mcp:: FILE memory_mcp-targets.cmake
  DESTINATION ${package_folder})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/memory_mcp-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES cmake/memory_mcp-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/memory_mcp-config-version.cmake
  DESTINATION ${package_folder})

set(pkg_config_folder ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH prefix_from_pkg_config ${pkg_config_folder} ${CMAKE_INSTALL_PREFIX})
file(RELATIVE_PATH library_folder ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_LIBDIR})
file(RELATIVE_PATH include_folder ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_INCLUDEDIR})
configure_file(cmake/memory_mcp.pc.in memory_mcp.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/memory_mcp.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
