# Writes a C++ file that holds src/zygote/realm/api.d.ts.
# Run as: cmake -DFILE=… -DOUTPUT=… -P embed_agent_code_api.cmake
file(READ ${FILE} text)
file(WRITE ${OUTPUT} "// Generated from src/zygote/realm/api.d.ts.
#include \"tools/offers/offers.h\"

namespace memory_mcp {

std::string_view agent_code_api() { return R\"api(${text})api\"; }

}  // namespace memory_mcp
")
