#include "layers/fields.h"

#include "layers/tape.h"
#include "tensor/columns.h"
#include "tensor/one_hot.h"

namespace aimodel {

Tensor write_out(Fields fields, Tape& tape) {
  const int64_t n = fields[0].x.rows();
  int64_t width = 0;
  for (const Field& field : fields) width += field.width;
  const Tensor all = tape.make({n, width});
  int64_t column = 0;
  for (const Field& field : fields) {
    Tensor x = field.x;
    if (field.one_hot()) {
      x = fields.size() == 1 ? all : tape.make({n, field.width});
      write_one_hot(field.x, field.sizes, x);
    }
    if (x.data != all.data) put_columns(x, column, all);
    column += field.width;
  }
  return all;
}

void cut_up(Tensor dx, Fields fields) {
  int64_t column = 0;
  for (const Field& field : fields) {
    if (field.dx.data != nullptr) take_columns(dx, column, field.dx);
    column += field.width;
  }
}

}  // namespace aimodel
