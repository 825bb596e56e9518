// The targets that this processor has, beside what Highway's own library says of it.
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <hwy/highway.h>

TEST_CASE("the same targets are there as Highway's library finds") {
  void* library = dlopen("libhwy.so.1", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return;  // only its headers are here
  using Targets = int64_t (*)();
  const auto theirs = reinterpret_cast<Targets>(dlsym(library, "_ZN3hwy16SupportedTargetsEv"));
  const bool known = theirs != nullptr;
  REQUIRE(known);
  constexpr int64_t kAsked = HWY_SSSE3 | HWY_SSE4 | HWY_AVX2 | HWY_AVX3;
  CHECK((hwy::SupportedTargets() & kAsked) == (theirs() & kAsked));
  dlclose(library);
}

TEST_CASE("what is compiled for all is among them") {
  CHECK((hwy::SupportedTargets() & HWY_STATIC_TARGET) != 0);
}
