#include "profile/homogeneity.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace aimodel {

double stability_index(const Bins& bins) {
  const double n = std::accumulate(bins.before.begin(), bins.before.end(), 0.0);
  const double m = std::accumulate(bins.after.begin(), bins.after.end(), 0.0);
  double index = 0;
  for (size_t i = 0; i < bins.before.size(); ++i) {
    constexpr double kHalf = 0.5;
    if (bins.before[i] == 0 && bins.after[i] == 0) continue;
    const double p = std::max(bins.before[i], kHalf) / n, q = std::max(bins.after[i], kHalf) / m;
    index += (q - p) * std::log(q / p);
  }
  return index;
}

double homogeneity(const Bins& bins) {
  const double n = std::accumulate(bins.before.begin(), bins.before.end(), 0.0);
  const double m = std::accumulate(bins.after.begin(), bins.after.end(), 0.0);
  const double all = n + m;
  double k = 0, statistic = 0, inverses = 0;
  for (size_t i = 0; i < bins.before.size(); ++i) {
    const double count = bins.before[i] + bins.after[i];
    if (count == 0) continue;
    const double expected = n * count / all, distance = bins.before[i] - expected;
    ++k;
    inverses += 1 / count;
    // Of both samples: d^2 / (n c / N) + d^2 / (m c / N).
    if (n > 0 && m > 0) statistic += distance * distance / expected * (1 + n / m);
  }
  constexpr double kFewest = 4;
  if (k < 2 || n == 0 || m == 0 || all <= kFewest) return 1;
  const double mean = all * (k - 1) / (all - 1);
  const double v1 = (all - 2) / (all - 1), w1 = (all * (1 / n + 1 / m) - 4) / (all - 2);
  const double v2 = (k - 1) * (all - k) / (all - 1), w2 = (all * inverses - k * k) / (all - 2);
  const double variance =
      2 * all / (all - 3) * (v1 - w1) * (v2 - w2) + all * all / (all - 1) * w1 * w2;
  if (!(variance > 0)) return 1;
  return gamma_tail(mean * mean / variance, statistic * mean / variance);
}

double gamma_tail(double shape, double x) {
  constexpr int kMost = 100'000;
  constexpr double kExact = std::numeric_limits<double>::epsilon();
  if (!(x > 0)) return 1;
  const double factor = std::exp(shape * std::log(x) - x - std::lgamma(shape));
  if (x < shape + 1) {
    double term = 1 / shape, sum = term;
    for (int i = 1; i < kMost && term > sum * kExact; ++i) sum += term *= x / (shape + i);
    return std::max(0.0, 1 - factor * sum);
  }
  constexpr double kTiny = 1e-300;
  double b = x + 1 - shape, c = 1 / kTiny, d = 1 / b, h = d;
  for (int i = 1; i < kMost; ++i) {
    const double a = -i * (i - shape);
    b += 2;
    d = a * d + b;
    d = 1 / (std::abs(d) < kTiny ? kTiny : d);
    c = b + a / c;
    if (std::abs(c) < kTiny) c = kTiny;
    h *= d * c;
    if (std::abs(d * c - 1) < kExact) break;
  }
  return std::min(1.0, factor * h);
}

}  // namespace aimodel
