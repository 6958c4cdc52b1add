// A store whose transactions are seen in traces.
#pragma once

#include <memory>

#include "storage/store.h"
#include "tracing/tracer.h"

namespace memory_mcp {

// Only what is done within a span has one: what the server does for itself is no part of a trace.
// `tracer` outlives it.
std::unique_ptr<Store> make_traced_store(std::unique_ptr<Store> store, Tracer& tracer);

}  // namespace memory_mcp
