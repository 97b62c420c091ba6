// What each syscall family adds to the addon's exports. src/native.ts documents and types them.
#pragma once

#include <napi.h>

namespace troupe {

void InitConnections(Napi::Env env, Napi::Object exports);
void InitDatagrams(Napi::Env env, Napi::Object exports);
void InitLayers(Napi::Env env, Napi::Object exports);
void InitMounts(Napi::Env env, Napi::Object exports);
void InitNamespaces(Napi::Env env, Napi::Object exports);
void InitOverlay(Napi::Env env, Napi::Object exports);
void InitOrphans(Napi::Env env, Napi::Object exports);
void InitPaths(Napi::Env env, Napi::Object exports);
void InitProcesses(Napi::Env env, Napi::Object exports);
void InitRelabel(Napi::Env env, Napi::Object exports);
void InitSamples(Napi::Env env, Napi::Object exports);
void InitSealed(Napi::Env env, Napi::Object exports);
void InitSeqpacket(Napi::Env env, Napi::Object exports);
void InitSpawn(Napi::Env env, Napi::Object exports);
void InitTerminals(Napi::Env env, Napi::Object exports);
void InitUsage(Napi::Env env, Napi::Object exports);

}  // namespace troupe
