#include "tensor/softmax.h"

#include <algorithm>

#include "tensor/parallel.h"
#include "tensor/vector_math.h"

namespace aimodel {

namespace {

namespace vm = vector_math;
namespace hn = vm::hn;
using vm::constant;
using vm::Vector;

}  // namespace

// y_j = e^(x_j - max) / sum,   dx = y * (dy - sum(dy * y))
void softmax_rows(Tensor x, Tensor y) {
  const int64_t width = x.shape.back();
  const int64_t rows = width == 0 ? 0 : x.size() / width;
  const int64_t piece = std::max<int64_t>(1, kElementPiece / std::max<int64_t>(1, width));
  for_ranges(rows, piece, 4 * kElementCost * static_cast<double>(x.size()),
             [&](int64_t first, int64_t last) {
               for (int64_t i = first; i < last; ++i) {
                 const real* from = x.data + i * width;
                 real* to = y.data + i * width;
                 const real largest = *std::max_element(from, from + width);
                 const Vector shift = constant(largest);
                 vm::map(
                     width, to, [shift](Vector v) { return vm::exp(hn::Sub(v, shift)); }, from);
                 real total = 0;
                 for (int64_t j = 0; j < width; ++j) total += to[j];
                 const real factor = 1 / total;
                 for (int64_t j = 0; j < width; ++j) to[j] *= factor;
               }
             });
}

void softmax_rows_backward(Tensor y, Tensor dy, Tensor dx) {
  const int64_t width = y.shape.back();
  const int64_t rows = width == 0 ? 0 : y.size() / width;
  for (int64_t i = 0; i < rows; ++i) {
    const real* s = y.data + i * width;
    const real* d = dy.data + i * width;
    real dot = 0;
    for (int64_t j = 0; j < width; ++j) dot += s[j] * d[j];
    for (int64_t j = 0; j < width; ++j) dx.data[i * width + j] = s[j] * (d[j] - dot);
  }
}

}  // namespace aimodel
