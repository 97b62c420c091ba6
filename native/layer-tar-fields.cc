#include "layer-tar-fields.h"

#include <cstring>
#include <limits>

namespace troupe {

static bool ParseBase256(const uint8_t* field, size_t width, int64_t* value) {
  const bool isNegative = (field[0] & 0x40) != 0;
  const uint8_t filler = isNegative ? 0xff : 0;
  uint64_t bits = isNegative ? ~uint64_t{0} : 0;
  for (size_t i = 0; i < width; ++i) {
    uint8_t byte = field[i];
    if (i == 0) byte = isNegative ? byte | 0x80 : byte & 0x7f;
    if (width - i > 8 && byte != filler) return false;
    bits = bits << 8 | byte;
  }
  *value = static_cast<int64_t>(bits);
  return (*value < 0) == isNegative;
}

bool ParseTarNumber(const uint8_t* field, size_t width, int64_t* value) {
  if ((field[0] & 0x80) != 0) return ParseBase256(field, width, value);
  const auto isBlank = [](uint8_t c) { return c == ' ' || c == 0; };
  size_t from = 0, to = width;
  while (from < to && isBlank(field[from])) ++from;
  while (to > from && isBlank(field[to - 1])) --to;
  int64_t number = 0;  // at most 12 digits: 36 bits
  for (size_t i = from; i < to; ++i) {
    if (field[i] == 0) break;
    if (field[i] < '0' || field[i] > '7') return false;
    number = number * 8 + (field[i] - '0');
  }
  *value = number;
  return true;
}

bool ParsePaxNumber(std::string_view text, uint64_t* value) {
  uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    if (__builtin_mul_overflow(number, 10u, &number)) return false;
    if (__builtin_add_overflow(number, static_cast<unsigned>(c - '0'), &number)) return false;
  }
  *value = number;
  return !text.empty();
}

bool ParsePaxTime(std::string_view text, timespec* time) {
  const bool isNegative = !text.empty() && text[0] == '-';
  if (isNegative) text.remove_prefix(1);
  const size_t point = text.find('.');
  uint64_t seconds = 0;
  if (!ParsePaxNumber(text.substr(0, point), &seconds)) return false;
  if (seconds > static_cast<uint64_t>(std::numeric_limits<int64_t>::max() - 1)) return false;
  long nanoseconds = 0;
  if (point != std::string_view::npos) {
    long weight = 100'000'000;
    for (const char c : text.substr(point + 1)) {
      if (c < '0' || c > '9') return false;
      nanoseconds += (c - '0') * weight;
      weight /= 10;
    }
  }
  time->tv_sec = isNegative ? -static_cast<int64_t>(seconds) : static_cast<int64_t>(seconds);
  time->tv_nsec = nanoseconds;
  if (isNegative && nanoseconds > 0) *time = {time->tv_sec - 1, 1'000'000'000 - nanoseconds};
  return true;
}

bool HasTarChecksum(const uint8_t* header) {
  int64_t wanted = 0;
  if (!ParseTarNumber(header + 148, 8, &wanted)) return false;
  int64_t sum = 0, signedSum = 0;
  for (size_t i = 0; i < 512; ++i) {
    const uint8_t byte = i >= 148 && i < 156 ? ' ' : header[i];
    sum += byte;
    signedSum += static_cast<int8_t>(byte);
  }
  return wanted == sum || wanted == signedSum;
}

std::string_view TarText(const uint8_t* field, size_t width) {
  const auto* text = reinterpret_cast<const char*>(field);
  return {text, strnlen(text, width)};
}

}  // namespace troupe
