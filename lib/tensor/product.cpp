#include "tensor/product.h"

#include <algorithm>

#include <cblas.h>

#include "tensor/elementwise.h"
#include "tensor/parallel.h"
#include "tensor/row_product.h"

namespace aimodel {

namespace {

// Blocks of 128 output columns: wide enough for sgemm's own blocking, narrow enough to be shared
// (design, section 4).
constexpr int64_t kBlock = 128;

double work_of(int64_t n, int64_t k, int64_t m) {
  return static_cast<double>(n) * static_cast<double>(k) * static_cast<double>(m);
}

void gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int64_t m, int64_t n, int64_t k, const real* a,
          int64_t lda, const real* b, int64_t ldb, real beta, real* c, int64_t ldc) {
  const auto size = [](int64_t value) { return static_cast<blasint>(value); };
  // Outside a team BLAS would share its work by rules of its own, with other bits.
  const OneThread alone;
#ifdef AIMODEL_DOUBLE
  cblas_dgemm(CblasRowMajor, ta, tb, size(m), size(n), size(k), 1, a, size(lda), b, size(ldb), beta,
              c, size(ldc));
#else
  cblas_sgemm(CblasRowMajor, ta, tb, size(m), size(n), size(k), 1, a, size(lda), b, size(ldb), beta,
              c, size(ldc));
#endif
}

// y = activation(y + b) for some columns, row by row while they are in cache.
void finish(Tensor y, Tensor b, Activation activation, int64_t first, int64_t last) {
  if (b.data == nullptr && activation == Activation::linear) return;
  const int64_t m = y.row_size();
  for (int64_t i = 0; i < y.rows(); ++i) {
    real* row = y.data + i * m;
    if (b.data != nullptr) {
      for (int64_t j = first; j < last; ++j) row[j] += b.data[j];
    }
    activate_range(activation, row + first, last - first, row + first);
  }
}

}  // namespace

void product(Tensor x, Tensor w, Tensor b, Activation activation, Tensor y) {
  const int64_t n = x.rows(), k = w.shape[0], m = w.shape[1];
  for_ranges(m, kBlock, work_of(n, k, m), [&](int64_t first, int64_t last) {
    gemm(CblasNoTrans, CblasNoTrans, n, last - first, k, x.data, k, w.data + first, m, 0,
         y.data + first, m);
    finish(y, b, activation, first, last);
  });
}

void product_by_row(Tensor x, Tensor w, Tensor b, Activation activation, Tensor y) {
  const int64_t n = x.rows(), k = w.shape[0], m = w.shape[1];
  for_ranges(m, kBlock, work_of(n, k, m), [&](int64_t first, int64_t last) {
    row_product({n, last - first, k, x.data, k, w.data + first, m, y.data + first, m});
    finish(y, b, activation, first, last);
  });
}

void add_product_tn(Tensor x, Tensor dy, Tensor dw) {
  const int64_t n = x.rows(), k = dw.shape[0], m = dw.shape[1];
  // Cut along the longer side of dw; the sum over rows is never cut.
  const double work = work_of(n, k, m);
  if (k > m) {
    for_ranges(k, kBlock, work, [&](int64_t first, int64_t last) {
      gemm(CblasTrans, CblasNoTrans, last - first, m, n, x.data + first, k, dy.data, m, 1,
           dw.data + first * m, m);
    });
  } else {
    for_ranges(m, kBlock, work, [&](int64_t first, int64_t last) {
      gemm(CblasTrans, CblasNoTrans, k, last - first, n, x.data, k, dy.data + first, m, 1,
           dw.data + first, m);
    });
  }
}

void product_nt(Tensor dy, Tensor w, Tensor dx) {
  const int64_t n = dy.rows(), k = w.shape[0], m = w.shape[1];
  for_ranges(k, kBlock, work_of(n, k, m), [&](int64_t first, int64_t last) {
    gemm(CblasNoTrans, CblasTrans, n, last - first, m, dy.data, m, w.data + first * m, m, 0,
         dx.data + first, k);
  });
}

}  // namespace aimodel
