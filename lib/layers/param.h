#pragma once

#include <cstdint>
#include <string>

#include "tensor/shape.h"

namespace aimodel {

// How a parameter gets its first values; fan_in and fan_out are those of the matrix [fan_in,
// fan_out].
enum class Initializer {
  zeros,
  ones,
  glorot_uniform,  // U(-a, a), a = sqrt(6 / (fan_in + fan_out))      Glorot, Bengio 2010, eq. 16
  he_uniform,      // U(-a, a), a = sqrt(6 / fan_in)                  He et al. 2015, eq. 10
  normal,          // N(0, 0.05^2), embeddings
  orthogonal,      // columns, or rows where there are fewer, orthonormal      Saxe et al. 2014
};

// Which zone of the parameter buffer holds it. Weights decay; biases and norms do not; statistics
// are not trained but travel with the model.
enum class Zone { weight, bias, statistic };
inline constexpr int kZones = 3;

// Declared by a layer; holds no numbers. The network gives it its full name and its place when it
// is built.
struct Param {
  std::string name;  // "weight"; after the network is built "network.0.weight"
  Shape shape;
  Initializer initializer = Initializer::zeros;
  Zone zone = Zone::weight;
  int64_t offset = 0;  // within its zone
};

}  // namespace aimodel
