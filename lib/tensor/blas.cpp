#include "tensor/blas.h"

#include <cstdlib>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <vector>

#include <cblas.h>
#include <lapacke.h>

// OpenBLAS gives each call a space for its work. In its serial variant two calls at once may get
// the same space (2 to 4 of 100 calls from eight threads had wrong results; OpenBLAS says so of
// builds without USE_LOCKING, as Debian's is). So the linker leads both functions here (--wrap),
// where one thread at a time goes through, and no more at once than it has spaces for: 128, beyond
// which it would write a warning to standard output.
extern "C" {
void* __real_blas_memory_alloc(int kind);
void __real_blas_memory_free(void* space);
void* __wrap_blas_memory_alloc(int kind);
void __wrap_blas_memory_free(void* space);
// Of OpenBLAS: makes its choice of a kernel, if that was not made yet; forgets it.
void gotoblas_dynamic_init();
void gotoblas_dynamic_quit();
}

namespace {

std::mutex spaces;
std::counting_semaphore<96> free_spaces(96);

// OpenBLAS takes the kernel that it knows for the processor's model, and for a model that is younger
// than itself the oldest of all, which makes products at a quarter of the rate (Emerald Rapids with
// 0.3.21: 7.6 of 33 GMAC/s). There it is told to take the one for the vector instructions at hand.
// Happens before main(), when there is one thread.
const bool kernel_chosen = [] {
  constexpr const char* kTold = "OPENBLAS_CORETYPE";
  gotoblas_dynamic_init();
  const bool oldest = std::string_view(openblas_get_corename()) == "Prescott";
  if (!oldest || std::getenv(kTold) != nullptr) return false;
  __builtin_cpu_init();
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (!avx2) return false;
  ::setenv(kTold, avx512 ? "SkylakeX" : "Haswell", 1);
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  ::unsetenv(kTold);
  return true;
}();

}  // namespace

void* __wrap_blas_memory_alloc(int kind) {
  free_spaces.acquire();
  const std::lock_guard lock(spaces);
  return __real_blas_memory_alloc(kind);
}

void __wrap_blas_memory_free(void* space) {
  {
    const std::lock_guard lock(spaces);
    __real_blas_memory_free(space);
  }
  free_spaces.release();
}

namespace aimodel {

namespace {

// A matrix as BLAS has it: rows that lie together, or the transposed of such.
struct Matrix {
  CBLAS_TRANSPOSE transposed;
  blasint row;
};

Matrix matrix(const Strided& x) {
  if (x.column == 1) return {CblasNoTrans, static_cast<blasint>(x.row)};
  return {CblasTrans, static_cast<blasint>(x.column)};
}

void check(lapack_int status, const char* what) {
  if (status != 0) throw std::runtime_error(std::string("LAPACK failed: ") + what);
}

}  // namespace

void blas_product(const TileProduct& p) {
  const Matrix a = matrix(p.a), b = matrix(p.b);
  const auto gemm = [&](auto function) {
    function(CblasRowMajor, a.transposed, b.transposed, static_cast<blasint>(p.rows),
             static_cast<blasint>(p.columns), static_cast<blasint>(p.steps), real{1}, p.a.data,
             a.row, p.b.data, b.row, p.add ? real{1} : real{0}, p.c, static_cast<blasint>(p.c_row));
  };
#ifdef AIMODEL_DOUBLE
  gemm(cblas_dgemm);
#else
  gemm(cblas_sgemm);
#endif
}

void orthonormal_columns(Tensor a) {
  const auto n = static_cast<lapack_int>(a.shape[0]), m = static_cast<lapack_int>(a.shape[1]);
  std::vector<real> scales(static_cast<size_t>(m)), signs(static_cast<size_t>(m));
#ifdef AIMODEL_DOUBLE
  const auto factor = LAPACKE_dgeqrf;
  const auto expand = LAPACKE_dorgqr;
#else
  const auto factor = LAPACKE_sgeqrf;
  const auto expand = LAPACKE_sorgqr;
#endif
  check(factor(LAPACK_ROW_MAJOR, n, m, a.data, m, scales.data()), "QR");
  for (int64_t j = 0; j < m; ++j) {
    signs[static_cast<size_t>(j)] = a[j * m + j] < 0 ? real{-1} : real{1};
  }
  check(expand(LAPACK_ROW_MAJOR, n, m, m, a.data, m, scales.data()), "QR");
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < m; ++j) a[i * m + j] *= signs[static_cast<size_t>(j)];
  }
}

void symmetric_eigenvectors(std::span<double> a, std::span<double> values) {
  const auto n = static_cast<lapack_int>(values.size());
  // By columns, as LAPACK has it: the upper triangle by rows is the lower one, and what are columns
  // of eigenvectors to it are rows here. Not syevd, which needs Fortran's own library.
  check(LAPACKE_dsyev(LAPACK_COL_MAJOR, 'V', 'L', n, a.data(), n, values.data()), "eigenvectors");
}

void add_column_products(std::span<const double> x, std::span<double> c, int64_t columns) {
  const auto m = static_cast<blasint>(columns);
  const auto n = static_cast<blasint>(x.size() / static_cast<size_t>(columns));
  cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, m, n, 1, x.data(), m, 1, c.data(), m);
}

std::string blas_version() {
  const std::string config = openblas_get_config();  // "OpenBLAS 0.3.21 NO_LAPACKE ..."
  return config.substr(0, config.find(' ', config.find(' ') + 1));
}

std::string blas_kernel() {
  return openblas_get_corename();
}

std::string blas_name() {
  return blas_version() + " " + blas_kernel();
}

}  // namespace aimodel
