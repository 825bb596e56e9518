#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace aimodel {

// Up to 5 sizes, held inline. A layer's shapes are those of one row; a tensor's first size is its
// rows.
class Shape {
 public:
  static constexpr int kMaxRank = 5;

  Shape() = default;  // rank 0: one element
  Shape(std::initializer_list<int64_t> sizes) {
    for (const int64_t size : sizes) push_back(size);
  }

  int rank() const { return rank_; }
  int64_t operator[](int axis) const { return sizes_[static_cast<size_t>(axis)]; }
  int64_t back() const { return rank_ == 0 ? 1 : (*this)[rank_ - 1]; }
  int64_t elements() const {
    int64_t product = 1;
    for (int axis = 0; axis < rank_; ++axis) product *= (*this)[axis];
    return product;
  }

  void push_back(int64_t size) {
    if (rank_ == kMaxRank) too_long();
    sizes_[static_cast<size_t>(rank_++)] = size;
  }
  Shape with_rows(int64_t rows) const;  // [28, 28] -> [rows, 28, 28]
  Shape without_rows() const;           // [n, 28, 28] -> [28, 28]
  Shape with_back(int64_t size) const;  // [28, 3] -> [28, size]

  bool operator==(const Shape&) const = default;

 private:
  [[noreturn]] static void too_long();

  std::array<int64_t, kMaxRank> sizes_{};
  int rank_ = 0;
};

std::string to_string(const Shape& shape);     // [28, 28, 1]
std::string row_text(const Shape& row_shape);  // [n, 28, 28, 1]

}  // namespace aimodel
