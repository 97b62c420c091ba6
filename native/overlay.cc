#include "addon.h"

namespace troupe {

void InitOverlay(Napi::Env, Napi::Object) {}

}  // namespace troupe
