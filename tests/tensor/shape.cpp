#include "tensor/shape.h"

#include <stdexcept>

#include <doctest/doctest.h>

#include "tensor/tensor.h"

using namespace aimodel;

TEST_CASE("shapes count, print and change") {
  const Shape image{28, 20, 3};
  CHECK(image.rank() == 3);
  CHECK(image[1] == 20);
  CHECK(image.back() == 3);
  CHECK(image.elements() == 1680);
  CHECK(to_string(image) == "[28, 20, 3]");
  CHECK(row_text(image) == "[n, 28, 20, 3]");
  CHECK(image.with_rows(5) == Shape{5, 28, 20, 3});
  CHECK(image.with_rows(5).without_rows() == image);
  CHECK(image.with_back(8) == Shape{28, 20, 8});
  CHECK_FALSE(image == Shape{28, 20});
}

TEST_CASE("a shape without sizes is one number") {
  const Shape one;
  CHECK(one.elements() == 1);
  CHECK(one.back() == 1);
  CHECK(to_string(one) == "[]");
  CHECK(row_text(one) == "[n]");
  CHECK(one.with_back(4) == Shape{4});
}

TEST_CASE("a shape has at most five sizes") {
  CHECK_THROWS_AS((Shape{1, 2, 3, 4, 5, 6}), std::logic_error);
  CHECK_THROWS_AS((Shape{1, 2, 3, 4, 5}.with_rows(1)), std::logic_error);
}

TEST_CASE("a tensor is rows of numbers") {
  real numbers[12] = {};
  const Tensor x{numbers, {3, 2, 2}};
  CHECK(x.rows() == 3);
  CHECK(x.row_size() == 4);
  CHECK(x.row(2) == numbers + 8);
  CHECK(x.reshaped({12}).data == numbers);
  CHECK(Tensor{numbers, {0, 4}}.row_size() == 0);
}
