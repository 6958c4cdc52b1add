# Writes a C++ file that holds src/zygote/realm/*.js as one expression, in the order of
# realm_files.txt. Run as: cmake -DFOLDER=… -DOUTPUT=… -P embed_realm.cmake
file(STRINGS ${FOLDER}/realm_files.txt names REGEX "^[^#]")
set(parts "    \"(host, tool_names) => (function (host, config) {\\n'use strict';\\n\"\n")
foreach(name ${names})
  file(READ ${FOLDER}/${name} part)
  # Compilers bound the length of one literal; adjacent ones are joined.
  string(APPEND parts "    R\"realm(${part})realm\"\n")
endforeach()
string(APPEND parts "    \"})(host, {tools: JSON.parse(tool_names)})\"")
file(WRITE ${OUTPUT} "// Generated from src/zygote/realm.
#include \"zygote/engine/realm.h\"

namespace memory_mcp::zygote {

const std::string_view realm_source =
${parts};

}  // namespace memory_mcp::zygote
")
