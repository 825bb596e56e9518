#include "tensor/blas.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <vector>

#include <cblas.h>

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
// LAPACK, which stands in OpenBLAS's archive with its Fortran interface alone: all arguments are
// pointers, lengths of texts come last, a work space of size -1 asks for the size.
void sgelqf_(const int* m, const int* n, float* a, const int* row, float* scales, float* work,
             const int* work_size, int* status);
void sorglq_(const int* m, const int* n, const int* k, float* a, const int* row,
             const float* scales, float* work, const int* work_size, int* status);
void dgelqf_(const int* m, const int* n, double* a, const int* row, double* scales, double* work,
             const int* work_size, int* status);
void dorglq_(const int* m, const int* n, const int* k, double* a, const int* row,
             const double* scales, double* work, const int* work_size, int* status);
void dsyev_(const char* job, const char* triangle, const int* n, double* a, const int* row,
            double* values, double* work, const int* work_size, int* status, size_t job_length,
            size_t triangle_length);
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

// Calls LAPACK twice, to be told the size of its work space, and to work.
template <typename Number, typename Call>
void with_work_space(const char* what, const Call& call) {
  Number size = 0;
  int wanted = -1, status = 0;
  call(&size, &wanted, &status);
  wanted = static_cast<int>(size);
  std::vector<Number> space(static_cast<size_t>(std::max(1, wanted)));
  if (status == 0) call(space.data(), &wanted, &status);
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
  // A's rows are columns to LAPACK, which so sees the transposed: A^T = L Q is A = Q^T R.
  const int n = static_cast<int>(a.shape[0]), m = static_cast<int>(a.shape[1]);
  std::vector<real> scales(static_cast<size_t>(m)), signs(static_cast<size_t>(m));
#ifdef AIMODEL_DOUBLE
  const auto factor = dgelqf_;
  const auto expand = dorglq_;
#else
  const auto factor = sgelqf_;
  const auto expand = sorglq_;
#endif
  with_work_space<real>("QR", [&](real* work, const int* size, int* status) {
    factor(&m, &n, a.data, &m, scales.data(), work, size, status);
  });
  for (int64_t j = 0; j < m; ++j) {
    signs[static_cast<size_t>(j)] = a[j * m + j] < 0 ? real{-1} : real{1};
  }
  with_work_space<real>("QR", [&](real* work, const int* size, int* status) {
    expand(&m, &n, &m, a.data, &m, scales.data(), work, size, status);
  });
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < m; ++j) a[i * m + j] *= signs[static_cast<size_t>(j)];
  }
}

void symmetric_eigenvectors(std::span<double> a, std::span<double> values) {
  const int n = static_cast<int>(values.size());
  // By columns, as LAPACK has it: the upper triangle by rows is the lower one, and what are columns
  // of eigenvectors to it are rows here. Not syevd, which needs Fortran's own library.
  with_work_space<double>("eigenvectors", [&](double* work, const int* size, int* status) {
    dsyev_("V", "L", &n, a.data(), &n, values.data(), work, size, status, 1, 1);
  });
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
