// Result<T> with TRY. What Result is stands in include/memory_mcp/result.h, where programs that
// use the library get it; a macro with such a name is not for them.
#pragma once

#include "memory_mcp/result.h"

// Unwraps a Result, or returns its error from the enclosing function. Each use names its variable
// anew, so that one may stand inside another.
#define TRY(expression) TRY_AS(expression, __COUNTER__)
#define TRY_AS(expression, number) TRY_NAMED(expression, number)
#define TRY_NAMED(expression, number)                                             \
  __extension__({                                                                 \
    auto try_result_##number = (expression);                                      \
    if (!try_result_##number.ok()) return std::move(try_result_##number).error(); \
    std::move(try_result_##number).value();                                       \
  })
