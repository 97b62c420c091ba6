// Arguments of the exported functions. src/native/ has checked them: their types, and that no text has a NUL in it.
#pragma once

#include <napi.h>

#include <optional>
#include <string>
#include <vector>

namespace troupe {

inline std::string TextOf(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }

inline std::optional<std::string> OptionalTextOf(const Napi::Value& value) {
  if (value.IsUndefined()) return std::nullopt;
  return TextOf(value);
}

inline std::vector<std::string> TextsOf(const Napi::Value& value) {
  const auto array = value.As<Napi::Array>();
  std::vector<std::string> texts;
  texts.reserve(array.Length());
  for (uint32_t index = 0; index < array.Length(); ++index) texts.push_back(TextOf(array[index]));
  return texts;
}

}  // namespace troupe
