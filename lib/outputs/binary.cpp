#include "outputs/class_output.h"
#include "outputs/class_target.h"

namespace aimodel {

namespace {

// One of two classes: the logit of the second one, which the loss brings to its probability by a
// sigmoid.
class BinaryOutput : public ClassOutput {
 public:
  using ClassOutput::ClassOutput;

  ColumnFitPtr begin_fit() const override { return fit_class_target(options(), true); }
  std::unique_ptr<Column> restore_target(const Stored& stored) const override {
    return restore_class_target(stored, true);
  }

  int64_t width() const override { return 1; }
  void finish(Tensor z, double* p) const override {
    for (int64_t row = 0; row < z.rows(); ++row) {
      p[2 * row + 1] = static_cast<double>(z[row]);
      p[2 * row] = 1 - p[2 * row + 1];
    }
  }
  std::vector<real> trivial_outputs() const override {
    return {static_cast<real>(trivial_prediction()[1])};
  }
  RawTarget raw_target(int64_t index) const override { return {0, index == 1 ? 1 : -1}; }
  std::string quantity(std::optional<int64_t> index) const override {
    return "log odds of " + class_name(index);
  }

 private:
  int64_t positive_class() const override { return 1; }
};

}  // namespace

OutputPtr make_binary_output(const Options& options) {
  return std::make_unique<BinaryOutput>(options);
}

}  // namespace aimodel
