"""The rules of the MCP registry for server.json (schema 2025-12-11) that a document of ours can break."""
import re

SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"
NAME = re.compile(r"[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+")
VERSION = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?")
KINDS = {"npm", "pypi", "nuget", "oci", "mcpb"}
VERSIONED = {"npm", "pypi", "nuget"}
FORMATS = {"string", "number", "boolean", "filepath"}


def faults_of_input(place, given):
    if given.get("format", "string") not in FORMATS:
        yield f"{place}: no format {given['format']!r}"
    for name in ("value", "default", "placeholder", "description"):
        if not isinstance(given.get(name, ""), str):
            yield f"{place}.{name}: text only"


def faults_of_arguments(place, arguments):
    for argument in arguments:
        if argument.get("type") == "positional":
            if "value" not in argument and "valueHint" not in argument:
                yield f"{place}: a positional argument has a value or a valueHint"
        elif argument.get("type") != "named" or not argument.get("name"):
            yield f"{place}: an argument is positional, or named and has a name"
        yield from faults_of_input(place, argument)


def faults_of_transport(place, transport):
    kind = transport.get("type")
    if kind == "stdio":
        return
    if kind not in ("streamable-http", "sse"):
        yield f"{place}: no transport {kind!r}"
    elif not re.match(r"https?://\S+$|\{[a-zA-Z_]\w*\}\S*$", transport.get("url", "")):
        yield f"{place}.url: missing, or not a URL"


def faults_of_package(place, package):
    kind = package.get("registryType")
    if kind not in KINDS:
        yield f"{place}: no kind of package {kind!r}"
    if not package.get("identifier"):
        yield f"{place}: no identifier"
    if kind in VERSIONED and not VERSION.fullmatch(package.get("version", "")):
        yield f"{place}: an exact version is needed"
    if kind == "mcpb":
        if not re.fullmatch(r"[a-f0-9]{64}", package.get("fileSha256", "")):
            yield f"{place}: a bundle has a checksum"
        if "mcp" not in package.get("identifier", ""):
            yield f"{place}: the URL of a bundle has \"mcp\" in it"
    if "runtimeArguments" in package and "runtimeHint" not in package:
        yield f"{place}: arguments of a runtime need its name"
    yield from faults_of_transport(f"{place}.transport", package.get("transport", {}))
    for name in ("packageArguments", "runtimeArguments"):
        yield from faults_of_arguments(f"{place}.{name}", package.get(name, []))
    for variable in package.get("environmentVariables", []):
        if not variable.get("name"):
            yield f"{place}: an environment variable has a name"
        yield from faults_of_input(f"{place}.environmentVariables", variable)


def faults_of(document):
    if document.get("$schema") != SCHEMA:
        yield "another schema"
    name = document.get("name", "")
    if not (NAME.fullmatch(name) and 3 <= len(name) <= 200):
        yield "name: reverse DNS, one slash, a name"
    for member in ("description", "title"):
        if not 1 <= len(document.get(member, "")) <= 100:
            yield f"{member}: 1 to 100 characters"
    if not VERSION.fullmatch(document.get("version", "")):
        yield "version: an exact one"
    for index, package in enumerate(document.get("packages", [])):
        yield from faults_of_package(f"packages[{index}]", package)
