#pragma once

namespace aimodel {

namespace detail {

#if defined(__x86_64__) && !defined(__AVX2__)

template <typename Body, typename... Arguments>
[[gnu::target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,bmi,bmi2"), gnu::flatten,
  gnu::noinline]] void
with_avx512(const Body& body, Arguments... arguments) {
  body(arguments...);
}

template <typename Body, typename... Arguments>
[[gnu::target("avx2,fma,bmi,bmi2"), gnu::flatten, gnu::noinline]] void with_avx2(
    const Body& body, Arguments... arguments) {
  body(arguments...);
}

#endif

}  // namespace detail

// A function that calls `body`, to which it keeps a reference, compiled for AVX-512, for AVX2 and for any processor: for plain loops
// over numbers. What is written with Highway's vectors chooses by itself. A build for processors
// that have AVX2 (-march=native) needs one of them only.
template <typename Body>
auto vectorised(const Body& body) {
#if defined(__x86_64__) && !defined(__AVX2__)
  return [&body](auto... arguments) {
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
      detail::with_avx512(body, arguments...);
    } else if (avx2) {
      detail::with_avx2(body, arguments...);
    } else {
      body(arguments...);
    }
  };
#else
  return [&body](auto... arguments) { body(arguments...); };
#endif
}

}  // namespace aimodel
