// What the shared library exports; everything else in it is hidden.
#pragma once

#define MEMORY_MCP_API __attribute__((visibility("default")))
