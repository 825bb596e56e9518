#include "base/blanks.h"
#include "outputs/class_output.h"
#include "outputs/class_target.h"

namespace aimodel {

namespace {

// One of several classes: a logit for each, which the loss brings to probabilities by softmax.
class CategoryOutput : public ClassOutput {
 public:
  using ClassOutput::ClassOutput;

  ColumnFitPtr begin_fit() const override { return fit_class_target(options(), false); }
  std::unique_ptr<Column> restore_target(const Stored& stored) const override {
    return restore_class_target(stored, false);
  }
  std::string needs_data() const override { return "a category has as many outputs as classes"; }

  int64_t width() const override { return class_count(); }
  void finish(Tensor z, double* p) const override {
    for (int64_t k = 0; k < z.size(); ++k) p[k] = static_cast<double>(z[k]);
  }
  std::vector<real> trivial_outputs() const override {
    std::vector<real> z;
    for (const double share : trivial_prediction()) z.push_back(static_cast<real>(share));
    return z;
  }
  std::string quantity(std::optional<int64_t> index) const override {
    return "logit of " + class_name(index);
  }

 private:
  int64_t positive_class() const override {
    const bool first =
        options().has("positive") && trimmed(options().text("positive")) == target_names()[0];
    return first ? 0 : 1;
  }
};

}  // namespace

OutputPtr make_category_output(const Options& options) {
  return std::make_unique<CategoryOutput>(options);
}

}  // namespace aimodel
