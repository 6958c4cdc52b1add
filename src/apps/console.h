// Where a command writes, and how it may look there.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "json/json.h"

namespace memory_mcp {

class Console {
 public:
  Console(std::ostream& out, std::ostream& err, bool json, bool out_has_colour,
          bool err_is_terminal)
      : out_(out),
        err_(err),
        json_(json),
        out_has_colour_(out_has_colour),
        err_is_terminal_(err_is_terminal) {}

  void print(std::string_view text) { out_ << text; }
  void print_json(const Json& json) { out_ << to_line(json) << '\n'; }
  // The answer in the form that was asked for.
  void print_either(const Json& json, std::string_view text) {
    if (json_)
      print_json(json);
    else
      out_ << text;
  }
  void note(std::string_view text) { err_ << text << '\n'; }
  // What was printed can be read now, though the command goes on.
  void flush() { out_.flush(); }

  std::string green(std::string_view text) const { return coloured("32", text); }
  std::string red(std::string_view text) const { return coloured("31", text); }

  // Shows on a terminal how far long work is; says nothing anywhere else.
  void progress(std::string_view what, std::int64_t done, std::int64_t total);
  void end_progress();

 private:
  std::string coloured(std::string_view code, std::string_view text) const;

  std::ostream& out_;
  std::ostream& err_;
  const bool json_;
  const bool out_has_colour_;
  const bool err_is_terminal_;
  bool progress_shown_ = false;
};

}  // namespace memory_mcp
