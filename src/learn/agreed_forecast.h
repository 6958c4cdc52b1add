// What comes next by what several writers of a memory agree on.
#pragma once

#include "learn/forecast.h"

namespace memory_mcp {

// forecast(), where one writer records. Where several do, its likeliest tool must stay likely when
// the episodes of any one of them are left out, but for those of whoever asks: as long as it falls
// with one writer's, those are taken out of the situation.
Forecast agreed_forecast(const History& history, Situation& situation);

}  // namespace memory_mcp
