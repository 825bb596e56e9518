#include "profile/starter_inputs.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/json.h"
#include "profile/column_family.h"

namespace aimodel {

namespace {

constexpr int64_t kMostOneHot = 50;  // values of a category; beyond it an embedding takes less
constexpr int64_t kUsualBins = 16;   // the default of piecewise_linear

// Times that a value must come so that some ten training rows have it.
constexpr int64_t kLearnt = 15;

// Where all dates can be read in more than one way, or numbers say only by their name that they are
// dates, the spec says what the profile chose.
void set_reading(const Dress& dress, Json& options) {
  const DateReading& date = dress.date;
  const bool order = date.order != DateReading::Order::unknown;
  if (order && !dress.open.empty()) options["order"] = name_of(date.order);
  if (date.kind == DateReading::Kind::numbers) options["unit"] = name_of(date.unit);
}

// Whether a value lies so far outside that it would rule training and validation alike.
bool reaches_far(const ColumnProfile& column) {
  constexpr double kFar = 20;  // deviations
  if (!column.numbers) return false;
  const NumberSummary& numbers = *column.numbers;
  return std::max(numbers.maximum - numbers.mean, numbers.mean - numbers.minimum) >
         kFar * numbers.deviation;
}

}  // namespace

bool has_rare_values(const ColumnProfile& column, int64_t rows) {
  constexpr int64_t kRowsOfValue = 10;
  return column.type == ColumnType::category && column.distinct > kMostOneHot &&
         rows < kRowsOfValue * column.distinct && column.values[0].count < kLearnt;
}

int64_t own_numbers(const std::vector<const ColumnProfile*>& columns) {
  const std::set<std::string> families = families_of_one_unit(columns);
  return std::ranges::count_if(columns, [&](const ColumnProfile* column) {
    const bool number =
        column->type == ColumnType::number || column->type == ColumnType::identifier;
    return number && !families.contains(family_of(column->name));
  });
}

void set_style(const Dress& dress, Json& options) {
  if (dress.kind != Dress::Kind::numbers) return;
  const NumberStyle& style = dress.style;
  if (style.decimal != '.') options["decimal"] = std::string(1, style.decimal);
  if (style.thousands != 0) options["thousands"] = std::string(1, style.thousands);
  if (!style.unit.empty()) options["unit"] = style.unit;
  if (style.minus_behind) options["minus"] = "behind";
  if (style.magnitudes) options["magnitudes"] = true;
}

Json input_groups(const std::vector<const ColumnProfile*>& columns, int64_t bins) {
  Json odd = Json::array();
  std::set<std::string> listed;
  for (const ColumnProfile* column : columns) {
    for (const std::string& text : column->odd) {
      if (listed.insert(text).second) odd.push_back(text);
    }
  }
  Json groups = Json::array();
  const std::set<std::string> families = families_of_one_unit(columns);
  std::map<std::string, size_t> read_as;  // by its options, where a group stands
  for (const ColumnProfile* column : columns) {
    Json options = Json::object();
    std::string family;
    switch (column->type) {
      case ColumnType::number:
      case ColumnType::identifier:
        options["type"] = "number";
        family = family_of(column->name);
        if (!families.contains(family)) family.clear();
        if (!family.empty()) {
          options["shared_scale"] = true;
        } else if (reaches_far(*column)) {
          options["clip"] = 3;
        }
        if (family.empty() && bins > 0) {
          options["encoding"] = "piecewise_linear";
          if (bins != kUsualBins) options["bins"] = bins;
        }
        set_style(column->dress, options);
        if (column->missing > 0 || !column->odd.empty()) {
          options["fill"] = "median";
          options["missing_indicator"] = true;
          if (!odd.empty()) options["missing"] = odd;
        }
        break;
      case ColumnType::date:
        options["type"] = "date";
        set_reading(column->dress, options);
        if (column->missing > 0 || !column->odd.empty()) options["missing_indicator"] = true;
        if (!column->odd.empty()) options["missing"] = odd;
        break;
      case ColumnType::ordinal:
        options["type"] = "ordinal";
        options["order"] = column->order;
        break;
      case ColumnType::binary:
        options["type"] = "binary";
        break;
      default:
        options["type"] = "category";
        if (column->distinct > kMostOneHot) {
          options["encoding"] = "embedding";
          options["units"] = 8;
          options["minimum_count"] = column->values[0].count < kLearnt ? 5 : 10;
        }
    }
    const auto [known, added] = read_as.try_emplace(options.dump() + family, groups.size());
    if (!added) {
      groups[known->second]["columns"].push_back(column->name);
      continue;
    }
    Json group = {{"columns", Json::array({column->name})}};
    group.update(options);
    groups.push_back(std::move(group));
  }
  return groups;
}

int64_t width_of(const std::vector<const ColumnProfile*>& columns) {
  int64_t width = 0;
  for (const ColumnProfile* column : columns) {
    if (column->type == ColumnType::category) {
      width += std::min(column->distinct + 1, kMostOneHot);
    } else if (column->type == ColumnType::date) {
      constexpr int64_t kParts = 7;
      width += kParts;
    } else {
      width += column->type == ColumnType::number && column->missing > 0 ? 2 : 1;
    }
  }
  return width;
}

}  // namespace aimodel
