"""Decides whether a value contains what a transcript line expects (docs/formats/transcript.md)."""
import json
import re

CLOSE_ENOUGH = 0.0005
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
NAME = re.compile(r"\$(\w+)")
ABSENT = object()
KINDS = {
    "?": lambda value: value is not ABSENT,
    "?absent": lambda value: value is ABSENT,
    "?string": lambda value: isinstance(value, str),
    "?number": lambda value: type(value) in (int, float),
    "?integer": lambda value: type(value) is int,
    "?object": lambda value: isinstance(value, dict),
    "?array": lambda value: isinstance(value, list),
    "?boolean": lambda value: isinstance(value, bool),
    "?uuid": lambda value: isinstance(value, str) and UUID.fullmatch(value),
    "?time": lambda value: isinstance(value, str) and TIME.fullmatch(value),
}


def mismatch(expected, actual, names, path="reply"):
    """None when actual contains expected, else a sentence. Binds unseen $names into names."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return first_of(
            mismatch(value, actual.get(key, ABSENT), names, f"{path}.{key}")
            for key, value in expected.items())
    if isinstance(expected, list) and isinstance(actual, list):
        return mismatch_in_array(expected, actual, names, path)
    if isinstance(expected, str):
        return mismatch_of_string(expected, actual, names, path)
    if type(expected) is type(actual) and expected == actual:
        return None
    return differs(path, expected, actual)


def mismatch_in_array(expected, actual, names, path):
    """Elements match in order; "..." stands for any run of them, the shortest that works."""
    if not expected:
        return differs(path, "its end", actual) if actual else None
    if expected[0] != "...":
        if not actual:
            return differs(path, expected[0], ABSENT)
        return (mismatch(expected[0], actual[0], names, f"{path}[]")
                or mismatch_in_array(expected[1:], actual[1:], names, path))
    if expected == ["..."]:
        return None
    for start in range(len(actual)):
        tried = dict(names)
        if mismatch_in_array(expected[1:], actual[start:], tried, path) is None:
            names.update(tried)
            return None
    return differs(path, expected[1:], actual)


def mismatch_of_string(expected, actual, names, path):
    if name := NAME.fullmatch(expected):
        if actual is ABSENT:
            return differs(path, expected, actual)
        bound = names.setdefault(name[1], actual)
        same = type(bound) is type(actual) and bound == actual
        return None if same else differs(path, f"{expected} = {shown(bound)}", actual)
    if expected in KINDS:
        return None if KINDS[expected](actual) else differs(path, expected, actual)
    if re.fullmatch(r"~-?\d+(\.\d+)?", expected):
        near = type(actual) in (int, float) and abs(actual - float(expected[1:])) <= CLOSE_ENOUGH
        return None if near else differs(path, expected, actual)
    holds = isinstance(actual, str) and string_holds(expected, actual)
    return None if holds else differs(path, expected, actual)


def string_holds(expected, actual):
    inner = expected.strip("*")
    if len(expected) > 2 and expected.startswith("*") and expected.endswith("*"):
        return inner in actual
    if len(expected) > 1 and expected.startswith("*"):
        return actual.endswith(inner)
    if len(expected) > 1 and expected.endswith("*"):
        return actual.startswith(inner)
    return expected == actual


def first_of(problems):
    return next((problem for problem in problems if problem), None)


def differs(path, expected, actual):
    return f"{path}: expected {shown(expected)}, got {shown(actual)}"


def shown(value):
    if value is ABSENT:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 600 else text[:600] + " …"
