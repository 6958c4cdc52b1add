"""Writes a C++ file that holds the files of a folder, each as it is and compressed.

embed_dashboard.py FOLDER OUTPUT   (the same bytes for the same folder)
"""
import gzip
import hashlib
import sys
from pathlib import Path

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


def array(name, contents):
    """Numbers, because compilers bound the length of literals."""
    numbers = [f"{byte}," for byte in contents]
    lines = ["".join(numbers[at:at + 32]) for at in range(0, len(numbers), 32)]
    return f"constexpr unsigned char {name}[] = {{\n" + "\n".join(lines) + "};\n"


def main():
    folder, output = Path(sys.argv[1]), Path(sys.argv[2])
    arrays, entries = [], []
    for number, path in enumerate(sorted(p for p in folder.rglob("*") if p.is_file())):
        name = path.relative_to(folder).as_posix()
        contents = path.read_bytes()
        arrays.append(array(f"plain_{number}", contents))
        arrays.append(array(f"gzip_{number}", gzip.compress(contents, 9, mtime=0)))
        where = "/dashboard/" + ("" if name == "index.html" else name)
        etag = hashlib.sha256(contents).hexdigest()[:32]
        immutable = "true" if name.startswith("assets/") else "false"
        entries.append(f'      {{"{where}", "{TYPES[path.suffix]}", "\\"{etag}\\"", {immutable},\n'
                       f"       text(plain_{number}), text(gzip_{number})}},\n")
    output.write_text(f"""// Generated from dashboard/.
#include <array>

#include "dashboard/dashboard_files.h"

namespace memory_mcp {{
namespace {{

{"".join(arrays)}
template <std::size_t size>
std::string_view text(const unsigned char (&bytes)[size]) {{
  return {{reinterpret_cast<const char*>(bytes), size}};
}}

}}  // namespace

std::span<const DashboardFile> dashboard_files() {{
  static const auto files = std::to_array<DashboardFile>({{
{"".join(entries)}  }});
  return files;
}}

}}  // namespace memory_mcp
""", encoding="utf-8")


main()
