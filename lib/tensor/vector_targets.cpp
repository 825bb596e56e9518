// What Highway's dispatch asks of its library, which is all that the program needs of it: which of
// the targets that were compiled this processor has. Debian's shared library answers, too, but it
// measures the timer for its benchmarks whenever a program that is linked with it starts, which takes
// two to three milliseconds of some processors: half of all that this program needs to start.
//   source    hwy/targets.h (Highway 1.0.3) for what the two functions promise
#include <hwy/highway.h>

namespace hwy {

int64_t SupportedTargets() {
  int64_t targets = 0;
#if HWY_ARCH_X86
  __builtin_cpu_init();  // may be called before main()
  const bool ssse3 = __builtin_cpu_supports("ssse3");
  const bool sse4 = ssse3 && __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("sse4.2") &&
                    __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes");
  const bool avx2 = sse4 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool avx3 = avx2 && __builtin_cpu_supports("avx512f") &&
                    __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  if (ssse3) targets |= HWY_SSSE3;
  if (sse4) targets |= HWY_SSE4;
  if (avx2) targets |= HWY_AVX2;
  if (avx3) targets |= HWY_AVX3;
#endif
  return targets | HWY_STATIC_TARGET;  // which all code was compiled for
}

ChosenTarget& GetChosenTarget() {
  static ChosenTarget chosen;
  return chosen;
}

}  // namespace hwy
