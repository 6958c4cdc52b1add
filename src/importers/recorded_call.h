// How a call of a tool and its answer are read in every format that has messages: the rules that
// docs/import.md states.
#pragma once

#include <string>
#include <string_view>

#include "importers/imported_task.h"

namespace memory_mcp {

// A call as yet without its answer. The action is what the arguments say of it ("description"), or
// the tool and the first text among its arguments.
ImportedStep recorded_call(std::string tool, Json arguments);

enum class ToldResult { success, error, unknown };

// unknown: an error when it is text that begins with "error", or an object with an "error" that
// says something; a success otherwise. An error that speaks of a time-out is one.
StepResult recorded_result(std::string text, ToldResult told);

Outcome success_of(std::string verdict);
Outcome failure_of(std::string reason);

// For a task that the agent ended with an answer. Sets the outcome and the rule of it: a failure
// when the last call failed, and otherwise a success with the answer as its verdict.
void conclude(ImportedTask& task, std::string answer);

}  // namespace memory_mcp
