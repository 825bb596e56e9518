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
  learnt,          // of the training rows before the first step (Model::initialize); 0 until then
};

// What is done with a parameter in training, and so where it stands in the parameter buffer, in this
// order.
//   weight     moved along its gradient, decays
//   bias       moved along its gradient: biases, scales and shifts of normalisations
//   statistic  changed by what passes saw (running means and variances)
//   frozen     a weight or bias that keeps its values: "trainable": false
enum class ParamKind { weight, bias, statistic, frozen };
inline constexpr int kParamKinds = 4;

// Declared by a layer; holds no numbers. The network gives it its full name and its offset when it
// is built.
struct Param {
  std::string name;  // "weight"; after the network is built "network.0.weight"
  Shape shape;
  Initializer initializer = Initializer::zeros;
  ParamKind kind = ParamKind::weight;
  int64_t offset = 0;           // among those of its kind
  const Param* tied = nullptr;  // an earlier one whose numbers it shares, of the same shape
  bool hidden_matrix = false;   // a dense layer's weight, but that of an output's last layer

  bool trained() const { return kind == ParamKind::weight || kind == ParamKind::bias; }
};

}  // namespace aimodel
