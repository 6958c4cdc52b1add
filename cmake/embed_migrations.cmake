# Writes a C++ file that holds the text of src/storage/migrations/*.sql, in order.
# Run as: cmake -DFOLDER=… -DOUTPUT=… -P embed_migrations.cmake
file(GLOB files ${FOLDER}/*.sql)
list(SORT files)
set(entries "")
foreach(file ${files})
  get_filename_component(name ${file} NAME_WE)
  string(REGEX MATCH "^[0-9]+" digits ${name})
  string(REGEX REPLACE "^0+" "" version ${digits})
  file(READ ${file} sql)
  string(APPEND entries "    {${version}, \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated from src/storage/migrations.
#include <array>

#include \"storage/migrate.h\"

namespace memory_mcp {

std::span<const Migration> all_migrations() {
  static constexpr auto migrations = std::to_array<Migration>({
${entries}  });
  return migrations;
}

}  // namespace memory_mcp
")
