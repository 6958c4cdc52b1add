// Numbers with as many digits as a reader takes in.
#pragma once

#include <string>

namespace memory_mcp::statistics {

// Four significant digits: "0.1235", "1.235e+08".
std::string brief(double number);

// "p = 0.0123", "p < 0.001".
std::string p_text(double p_value);

// "93 %", "99.5 %"; "over 99.9 %" of what rounding may have made a whole.
std::string percent_text(double share);

// The number that is written with so many significant digits.
double with_digits(double number, int digits);

}  // namespace memory_mcp::statistics
