/* Stands in for the translated engine when its imports are fuzzed: a module that is nothing but a
   linear memory, in the names that the translator gives. */
#ifndef QUICKJS_WASM_H
#define QUICKJS_WASM_H

#include <stdint.h>
#include <wasm-rt.h>

typedef uint32_t u32;
typedef uint64_t u64;

typedef struct Z_env_instance_t Z_env_instance_t;
typedef struct Z_wasi_snapshot_preview1_instance_t Z_wasi_snapshot_preview1_instance_t;

typedef struct Z_quickjs_instance_t {
  wasm_rt_memory_t w2c_memory;
} Z_quickjs_instance_t;

void Z_quickjs_init_module(void);
void Z_quickjs_instantiate(Z_quickjs_instance_t*, Z_env_instance_t*,
                           Z_wasi_snapshot_preview1_instance_t*);
void Z_quickjsZ__initialize(Z_quickjs_instance_t*);

u32 Z_envZ_host_call(Z_env_instance_t*, u32, u32, u32, u32, u32);
u32 Z_envZ_host_interrupt(Z_env_instance_t*);
void Z_envZ_host_promise_rejection(Z_env_instance_t*, u32, u32, u32);
u32 Z_envZ_host_module_normalize(Z_env_instance_t*, u32, u32);
u32 Z_envZ_host_module_load(Z_env_instance_t*, u32, u32);
u32 Z_envZ_host_get_timezone_offset(Z_env_instance_t*, u32, u32);
u32 Z_wasi_snapshot_preview1Z_clock_time_get(Z_wasi_snapshot_preview1_instance_t*, u32, u64, u32);
u32 Z_wasi_snapshot_preview1Z_random_get(Z_wasi_snapshot_preview1_instance_t*, u32, u32);
u32 Z_wasi_snapshot_preview1Z_fd_close(Z_wasi_snapshot_preview1_instance_t*, u32);
u32 Z_wasi_snapshot_preview1Z_fd_fdstat_get(Z_wasi_snapshot_preview1_instance_t*, u32, u32);
u32 Z_wasi_snapshot_preview1Z_fd_seek(Z_wasi_snapshot_preview1_instance_t*, u32, u64, u32, u32);
u32 Z_wasi_snapshot_preview1Z_fd_write(Z_wasi_snapshot_preview1_instance_t*, u32, u32, u32, u32);

#endif
