// The number formats of tar headers and pax records.
#pragma once

#include <time.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe {

// Octal between blanks and NULs, or base-256 (GNU: the first byte has its top bit set). False: neither, or beyond int64.
[[nodiscard]] bool ParseTarNumber(const uint8_t* field, size_t width, int64_t* value);

// Decimal digits alone, within uint64.
[[nodiscard]] bool ParsePaxNumber(std::string_view text, uint64_t* value);

// Decimal seconds, `-` and a fraction allowed; finer than nanoseconds is cut off.
[[nodiscard]] bool ParsePaxTime(std::string_view text, timespec* time);

// The sum of all bytes, the checksum field itself taken as blanks; as unsigned bytes, or as signed ones (old tars).
[[nodiscard]] bool HasTarChecksum(const uint8_t* header);

// Up to the first NUL.
[[nodiscard]] std::string_view TarText(const uint8_t* field, size_t width);

}  // namespace troupe
