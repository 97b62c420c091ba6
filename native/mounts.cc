#include "addon.h"

namespace troupe {

void InitMounts(Napi::Env, Napi::Object) {}

}  // namespace troupe
