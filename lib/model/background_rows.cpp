#include "model/background_rows.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"
#include "base/names.h"
#include "base/random_order.h"
#include "rows/row_set.h"
#include "tensor/elementwise.h"

namespace aimodel {

namespace {

constexpr int64_t kMostRows = 10000;
constexpr size_t kMostBytes = size_t{256} << 10;

// Numbers that say what a group's rows are like in the mean.
int64_t size_of_means(const InputInfo& info) {
  return info.indexed() ? info.known_values() : info.width();
}

std::string name_of(size_t group, const char* what) {
  return fmt::format("{}{}.{}", kBackgroundTensor, group, what);
}

// Adds the rows of a batch to the sums over all.
void add_rows(const InputInfo& info, const Tensor& x, std::vector<double>& sums) {
  const int64_t width = x.row_size();
  for (int64_t i = 0; i < x.rows(); ++i) {
    const real* row = x.data + i * width;
    if (!info.indexed()) {
      for (int64_t j = 0; j < width; ++j) {
        sums[static_cast<size_t>(j)] += static_cast<double>(row[j]);
      }
      continue;
    }
    int64_t start = 0;
    for (int64_t j = 0; j < width; ++j) {
      const int64_t values = info.known_values(static_cast<size_t>(j));
      if (const auto index = static_cast<int64_t>(row[j]); index > 0) {
        ++sums[static_cast<size_t>(start + index - 1)];
      } else if (info.options.text("encoding") == "embedding") {  // the mean of all values
        for (int64_t v = 0; v < values; ++v) {
          sums[static_cast<size_t>(start + v)] += 1 / static_cast<double>(values);
        }
      }
      start += values;
    }
  }
}

}  // namespace

BackgroundRows make_background(const Preprocessing& preprocessing, const Dataset& training,
                               int64_t most, uint64_t seed) {
  constexpr int64_t kBlock = 256;
  const std::vector<InputInfo>& inputs = preprocessing.inputs();
  std::vector<std::vector<double>> sums;
  for (const InputInfo& info : inputs) {
    sums.emplace_back(static_cast<size_t>(size_of_means(info)));
  }
  const RowSet rows(training);
  BatchMemory memory;
  for (int64_t first = 0; first < training.rows; first += kBlock) {
    const Batch& batch = rows.fetch(first, std::min(kBlock, training.rows - first), memory);
    for (size_t g = 0; g < inputs.size(); ++g) add_rows(inputs[g], batch.inputs[g], sums[g]);
  }
  BackgroundRows result;
  size_t row_bytes = 0;
  for (size_t g = 0; g < inputs.size(); ++g) {
    std::vector<real>& means = result.means.emplace_back();
    for (const double sum : sums[g]) {
      means.push_back(static_cast<real>(sum / static_cast<double>(training.rows)));
    }
    if (!all_finite(means)) return {};
    row_bytes += sizeof(real) * static_cast<size_t>(inputs[g].width());
  }
  const auto room = static_cast<int64_t>(kMostBytes / std::max<size_t>(1, row_bytes));
  const int64_t count = std::min({most, training.rows, room, kMostRows});
  const RandomOrder order(Random(seed).branch("background"), static_cast<uint64_t>(training.rows));
  result.rows.rows = count;
  if (count == 0) {
    for (const InputInfo& info : inputs) result.rows.inputs.push_back({info.width(), {}});
    return result;
  }
  const Batch& batch = RowSet(training, order, count).fetch(0, count, memory);
  for (const Tensor& x : batch.inputs) {
    result.rows.inputs.push_back({x.row_size(), {x.data, x.data + x.size()}});
  }
  return result;
}

std::vector<SafeTensors::Entry> entries_of(const BackgroundRows& background) {
  std::vector<SafeTensors::Entry> entries;
  for (size_t g = 0; g < background.means.size(); ++g) {
    const std::vector<real>& means = background.means[g];
    const Matrix& rows = background.rows.inputs[g];
    entries.push_back({name_of(g, "means"), {static_cast<int64_t>(means.size())}, bytes_of(means)});
    entries.push_back(
        {name_of(g, "rows"), {background.rows.rows, rows.width}, bytes_of(rows.values)});
  }
  return entries;
}

BackgroundRows restore_background(const std::vector<const SafeTensors::Entry*>& entries,
                                  const Preprocessing& preprocessing, const std::string& file) {
  const auto error = [&](const std::string& name, const std::string& what) {
    return Error(Exit::model, file, fmt::format("tensor {} {}", quote(name), what),
                 "the file is damaged or was not written by this program");
  };
  BackgroundRows result;
  if (entries.empty()) return result;
  std::map<std::string_view, const SafeTensors::Entry*> by_name;
  for (const SafeTensors::Entry* entry : entries) by_name[entry->name] = entry;
  const std::vector<InputInfo>& inputs = preprocessing.inputs();
  // Takes a tensor out; its last size must be `width`.
  const auto take = [&](const std::string& name, const Shape& shape) {
    const auto found = by_name.find(name);
    if (found == by_name.end()) throw error(name, "is missing");
    const SafeTensors::Entry& entry = *found->second;
    by_name.erase(found);
    if (entry.shape != shape) {
      throw error(name, fmt::format("has the shape {}, the preprocessing asks for {}",
                                    to_string(entry.shape), to_string(shape)));
    }
    std::vector<real> values(static_cast<size_t>(shape.elements()));
    copy_numbers(entry.data, values);
    if (!all_finite(values)) throw error(name, "holds a number that is not finite");
    return values;
  };
  const auto first = by_name.find(name_of(0, "rows"));
  if (first != by_name.end() && first->second->shape.rank() == 2) {
    result.rows.rows = first->second->shape[0];
  }
  if (result.rows.rows > kMostRows) throw error(name_of(0, "rows"), "has too many rows");
  for (size_t g = 0; g < inputs.size(); ++g) {
    const InputInfo& info = inputs[g];
    result.means.push_back(take(name_of(g, "means"), {size_of_means(info)}));
    const std::string name = name_of(g, "rows");
    const int64_t width = info.width();
    result.rows.inputs.push_back({width, take(name, {result.rows.rows, width})});
    if (!info.indexed()) continue;
    const std::vector<real>& indexes = result.rows.inputs.back().values;
    for (size_t i = 0; i < indexes.size(); ++i) {
      const auto values = static_cast<real>(info.known_values(i % info.columns.size()));
      if (indexes[i] >= 0 && indexes[i] <= values && indexes[i] == std::trunc(indexes[i])) continue;
      throw error(name, "holds a number that is the place of no value");
    }
  }
  if (by_name.empty()) return result;
  throw error(std::string(by_name.begin()->first), "belongs to no input group");
}

}  // namespace aimodel
