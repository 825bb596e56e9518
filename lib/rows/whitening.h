#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "columns/stored_state.h"
#include "rows/covariance.h"
#include "spec/options.h"
#include "tensor/real.h"

namespace aimodel {

// Zero-phase whitening (ZCA) of the k numbers of a group: of all linear maps that make them
// uncorrelated with variance 1 the one whose results are nearest to the numbers themselves.
//   y = (x - mean) matrix,   matrix = U diag(f) U^T
//   covariance of the training rows = U diag(l) U^T,   f = 1 / sqrt(l + 1e-4 mean(l))
//   f = 0 where l is below 1e-6 of the largest
//   source    Kessy, Lewin, Strimmer 2018, arXiv:1512.00809; Bell, Sejnowski 1997
//   limits    A mixture that varies little in the training rows is mostly noise, and f would make it
//             as large as all others: what is added to l bounds f. Where l is all but 0 the rows
//             obey an equation (a column is a copy or a sum of others), of which rounding is left.
//             Numbers that are left out stay as they are, and mix with none: mean 0, matrix 1.
struct Whitening {
  std::vector<real> mean, matrix;  // [k], [k, k]; both empty: nothing was learnt
};

bool is_whitened(const Options& group);
// Throws Error (spec) for a group that is whitened and has more numbers than a matrix is made for.
void check_whitening(const Options& group, int64_t numbers);

Whitening learn_whitening(const Covariance& rows, std::span<const int64_t> taken);

// As one word, the bits of each number in hexadecimal digits; and back.
std::string to_text(const Whitening& whitening);
Whitening read_whitening(const StoredState& state, const char* key, int64_t numbers);

}  // namespace aimodel
