// Messages in the form of OpenAI's chat completions, which others use as well.
#pragma once

#include "base/result.h"
#include "importers/imported_task.h"

namespace memory_mcp {

// Steps, description (the first message of the user) and times of one conversation; no outcome and
// no id. `messages` is a list. invalid_argument naming the message that is none.
Result<ImportedTask> task_of_conversation(const Json& messages);

// What the last message says, when it is an answer of the agent that calls nothing more and all
// calls before it have their results.
std::optional<std::string> final_answer(const Json& messages, const ImportedTask& task);

}  // namespace memory_mcp
