"""Calls execute_agent_code and judges the form of its answers; shared by the wall tests."""
import json

# Which members an answer has, by its status: those it must have, and those it may have.
USAGE = {"cpu_ms", "peak_memory_bytes", "tool_calls"}
MEMBERS = {
    "success": ({"output", "stdout", "stderr", "execution_time_ms"}, set()),
    "error": ({"message", "error_type", "stdout", "stderr", "stack"}, {"line", "column"}),
    "timeout": ({"message", "elapsed_ms"}, {"partial_output"}),
    "security_violation": ({"reason", "violation_type"}, set()),
}
ERROR_TYPES = {"syntax", "runtime", "permission", "resource", "unknown"}
VIOLATION_TYPES = {"file_system_access", "network_access", "process_execution", "memory_limit",
                   "infinite_loop", "malicious_code"}


def arguments_of(code, value=None, **more):
    context = {"task": "a test of the walls"}
    if value is not None:
        context["input"] = value
    return {"code": code, "context": context, **more}


def request_of(request_id, code, value=None, **more):
    """A whole tools/call, for tests that send many before they read one answer."""
    return {"jsonrpc": "2.0", "id": request_id, "method": "tools/call",
            "params": {"name": "execute_agent_code",
                       "arguments": arguments_of(code, value, **more)}}


def execute(server, code, value=None, **more):
    """The structured answer of one execution; a refusal to run is {"status": "refused", …}."""
    return data_of(server.call("tools/call", {
        "name": "execute_agent_code", "arguments": arguments_of(code, value, **more)}))


def data_of(reply):
    if "error" in reply:
        return {"status": "refused", **reply["error"]}
    data = reply["result"].get("structuredContent", {})
    if "status" not in data:
        return {"status": "refused", **data.get("error", {})}
    return data


def output_of(answer):
    """The result of a success as a value; anything else is given back as it is."""
    if answer["status"] != "success" or answer["output"] == "undefined":
        return answer
    return json.loads(answer["output"])


def kind_of(answer):
    """status, or status/type for those that have one."""
    kind = answer.get("error_type") or answer.get("violation_type")
    return answer["status"] + (f"/{kind}" if kind else "")


def fault_in(answer):
    """What is wrong with the form of an answer; None when it is as it should be."""
    status = answer.get("status")
    if status not in MEMBERS:
        return f"no status that is known: {answer}"
    must, may = MEMBERS[status]
    members = set(answer) - {"status", "usage"}
    if not must <= members or members - must - may:
        return f"{status} has {sorted(members)}"
    if set(answer.get("usage", {})) != USAGE:
        return f"usage has {sorted(answer.get('usage', {}))}"
    if status == "error" and answer["error_type"] not in ERROR_TYPES:
        return f"error_type {answer['error_type']}"
    if status == "security_violation" and answer["violation_type"] not in VIOLATION_TYPES:
        return f"violation_type {answer['violation_type']}"
    if status == "success":
        try:
            json.loads(answer["output"])
        except ValueError:
            # How a script ends that returns nothing.
            return None if answer["output"] == "undefined" else f"output {answer['output'][:80]}"
    return None
