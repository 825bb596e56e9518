#pragma once

#include <cstdint>
#include <string>

#include "network/network.h"
#include "rows/preprocessing.h"
#include "rows/row_source.h"

namespace aimodel {

// Whether the numbers that outputs are to learn can be learnt: their loss takes them, and their
// activation, brought back from scaling, gives them.
//   linear  any        relu, softplus  [0, inf)        sigmoid  [0, 1]        tanh  [-1, 1]
// What is at the end of a range counts as in it, though some only come near to it.
class TargetCheck {
 public:
  TargetCheck(const Preprocessing& preprocessing, const Network& network)
      : preprocessing_(preprocessing), network_(network) {}

  // Throws Error (data), with file, line, column and value, at the first target that its loss does
  // not take. One that its activation cannot give is refused where rows are learnt from; of others
  // it is noted, since they can still be measured.
  void check(const Frame& frame, std::span<const uint32_t> rows, bool learnt);

  int64_t beyond() const { return beyond_; }           // so many were noted
  const std::string& first() const { return first_; }  // and this was the first

 private:
  const Preprocessing& preprocessing_;
  const Network& network_;
  int64_t beyond_ = 0;
  std::string first_;
};

// Rows that are checked on their way.
class CheckedRows : public RowSource {
 public:
  CheckedRows(const RowSource& rows, TargetCheck& check, bool learnt)
      : rows_(rows), check_(check), learnt_(learnt) {}
  const Frame& columns() const override { return rows_.columns(); }
  void each(const Visit& visit) const override {
    rows_.each([&](const Frame& chunk, std::span<const uint32_t> chosen) {
      check_.check(chunk, chosen, learnt_);
      visit(chunk, chosen);
    });
  }

 private:
  const RowSource& rows_;
  TargetCheck& check_;
  bool learnt_;
};

}  // namespace aimodel
