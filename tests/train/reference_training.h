#pragma once

#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace aimodel {

// A training of outputs that are linear in the inputs, in double, with plain loops, as one would
// write it beside a textbook. It shares no code with the program.
//   z = x w + b for each output; rows in the order of the file
class ReferenceTraining {
 public:
  using Numbers = std::vector<double>;
  struct Output {
    std::string name;        // of its parameters
    Numbers target;          // a number a row, or the index of its class
    size_t classes = 0;      // 0: a number, by squared error; else by cross-entropy
    Numbers factors{};       // of each class
    double loss_weight = 1;  // of its mean loss in the sum
  };
  struct Value {
    double w = 0, first = 0, second = 0;  // a parameter and what its optimizer remembers
  };

  // `training` is the section of a spec with all defaults.
  ReferenceTraining(Json training, std::vector<Numbers> x, Numbers weight,
                    std::vector<Output> outputs)
      : training_(std::move(training)),
        x_(std::move(x)),
        weight_(std::move(weight)),
        outputs_(std::move(outputs)) {}

  std::map<std::string, std::vector<Value>> values;  // "NAME.weight" [k, m], "NAME.bias" [m]
  std::vector<double> losses;                        // mean of each epoch
  int clipped = 0, unclipped = 0;                    // steps with and without a shorter gradient

  void step() {
    const size_t group =
        training_["batch_size"].get<size_t>() * training_["accumulate"].get<size_t>();
    const size_t end = std::min(next_ + group, x_.size());
    const size_t steps = (x_.size() + group - 1) / group;
    auto gradients = backward(next_, end);
    clip(gradients);
    const double rate = training_["optimizer"]["learning_rate"].get<double>() *
                        schedule(static_cast<double>(steps) * training_["epochs"].get<double>());
    ++updates_;
    for (auto& [name, list] : values) {
      const double decay =
          name.ends_with(".weight") ? training_["optimizer"]["weight_decay"].get<double>() : 0;
      for (size_t i = 0; i < list.size(); ++i) move(list[i], gradients[name][i], rate, decay);
    }
    next_ = end;
    if (next_ < x_.size()) return;
    next_ = 0;
    ++epoch_;
    losses.push_back(loss_sum_ / weight_sum_);
    loss_sum_ = weight_sum_ = 0;
  }

 private:
  std::map<std::string, Numbers> backward(size_t begin, size_t end) {
    std::map<std::string, Numbers> gradients;
    for (const auto& [name, list] : values) gradients[name].resize(list.size());
    double rows_weight = 0;  // of the first output
    for (const Output& output : outputs_) {
      const size_t width = std::max<size_t>(output.classes, 1);
      const auto& w = values[output.name + ".weight"];
      const auto& b = values[output.name + ".bias"];
      const auto importance = [&](size_t i) {
        const size_t row_class = static_cast<size_t>(output.target[i]);
        return weight_[i] * (output.factors.empty() ? 1 : output.factors[row_class]);
      };
      double total = 0, sum = 0;
      for (size_t i = begin; i < end; ++i) total += importance(i);
      if (&output == &outputs_[0]) rows_weight = total;
      for (size_t i = begin; i < end; ++i) {
        Numbers z(width), dz(width);
        for (size_t j = 0; j < width; ++j) {
          z[j] = b[j].w;
          for (size_t k = 0; k < x_[i].size(); ++k) z[j] += x_[i][k] * w[k * width + j].w;
        }
        double loss = 0;
        if (output.classes == 0) {
          loss = (z[0] - output.target[i]) * (z[0] - output.target[i]);
          dz[0] = 2 * (z[0] - output.target[i]);
        } else {
          double denominator = 0;
          for (const double one : z) denominator += std::exp(one);
          for (size_t j = 0; j < width; ++j) {
            const bool right = static_cast<double>(j) == output.target[i];
            dz[j] = std::exp(z[j]) / denominator - (right ? 1 : 0);
            if (right) loss = std::log(denominator) - z[j];
          }
        }
        sum += importance(i) * loss;
        for (size_t j = 0; j < width; ++j) {
          const double share = output.loss_weight * importance(i) / total * dz[j];
          gradients[output.name + ".bias"][j] += share;
          for (size_t k = 0; k < x_[i].size(); ++k) {
            gradients[output.name + ".weight"][k * width + j] += share * x_[i][k];
          }
        }
      }
      loss_sum_ += rows_weight * output.loss_weight * sum / total;
    }
    weight_sum_ += rows_weight;
    return gradients;
  }

  void clip(std::map<std::string, Numbers>& gradients) {
    bool changed = false;
    if (!training_["clip_value"].is_null()) {
      const double most = training_["clip_value"];
      for (auto& [name, list] : gradients) {
        for (double& g : list) {
          changed = changed || std::abs(g) > most;
          if (g > most) g = most;
          if (g < -most) g = -most;
        }
      }
    }
    if (!training_["clip_norm"].is_null()) {
      double squares = 0;
      for (const auto& [name, list] : gradients) {
        for (const double g : list) squares += g * g;
      }
      const double longest = training_["clip_norm"], norm = std::sqrt(squares);
      if (norm > longest) {
        changed = true;
        for (auto& [name, list] : gradients) {
          for (double& g : list) g *= longest / norm;
        }
      }
    }
    ++(changed ? clipped : unclipped);
  }

  double schedule(double total) const {
    const Json& options = training_["schedule"];
    const auto number = [&](const char* key) { return options[key].get<double>(); };
    const std::string type = options["type"];
    const double pi = std::numbers::pi;
    const double t = updates_;
    if (type == "step") return std::pow(number("gamma"), std::floor(epoch_ / number("epochs")));
    if (type == "exponential") return std::pow(number("gamma"), epoch_);
    if (type == "cosine") {
      const double rise = std::round(number("warmup") * total);
      if (t < rise) return (t + 1) / (rise + 1);
      const double low = number("minimum");
      return low + (1 - low) * (1 + std::cos(pi * (t - rise) / (total - rise))) / 2;
    }
    if (type == "one_cycle") {
      const double first = 1 / number("start_divisor"), last = first / number("end_divisor");
      const double peak = number("warmup") * total - 1;
      if (t <= peak) return first + (1 - first) * (1 - std::cos(pi * t / peak)) / 2;
      return last + (1 - last) * (1 + std::cos(pi * (t - peak) / (total - 1 - peak))) / 2;
    }
    if (type == "reduce_on_plateau") {
      double factor = 1, best = INFINITY;
      int64_t bad = 0;
      for (const double loss : losses) {
        const bool better = losses.size() > 0 && loss < best * (1 - number("minimum_change"));
        if (better) best = loss;
        bad = better ? 0 : bad + 1;
        if (bad > options["patience"].get<int64_t>()) {
          factor = std::max(factor * number("factor"), number("minimum"));
          bad = 0;
        }
      }
      return factor;
    }
    return 1;
  }

  void move(Value& value, double g, double rate, double decay) const {
    const Json& options = training_["optimizer"];
    const auto number = [&](const char* key) { return options[key].get<double>(); };
    const std::string type = options["type"];
    double& w = value.w;
    double& first = value.first;
    double& second = value.second;
    if (type == "adamw") {
      w -= rate * decay * w;
    } else {
      g += decay * w;
    }
    if (type == "sgd") {
      first = number("momentum") * first + g;
      w -= rate * (options["nesterov"] == true ? g + number("momentum") * first : first);
    } else if (type == "adagrad") {
      first += g * g;
      w -= rate * g / (std::sqrt(first) + number("epsilon"));
    } else if (type == "rmsprop") {
      second = number("rho") * second + (1 - number("rho")) * g * g;
      first = number("momentum") * first + g / (std::sqrt(second) + number("epsilon"));
      w -= rate * first;
    } else {
      const double beta_1 = number("beta_1"), beta_2 = number("beta_2");
      first = beta_1 * first + (1 - beta_1) * g;
      second = beta_2 * second + (1 - beta_2) * g * g;
      const double mean = first / (1 - std::pow(beta_1, updates_));
      const double square = second / (1 - std::pow(beta_2, updates_));
      w -= rate * mean / (std::sqrt(square) + number("epsilon"));
    }
  }

  Json training_;
  std::vector<Numbers> x_;
  Numbers weight_;
  std::vector<Output> outputs_;
  size_t next_ = 0;  // row
  int epoch_ = 0, updates_ = 0;
  double loss_sum_ = 0, weight_sum_ = 0;
};

}  // namespace aimodel
