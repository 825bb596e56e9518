#pragma once

#include "model/model.h"
#include "report/table.h"

namespace aimodel {

// Layers in the order in which they run, the layers inside them indented below them.
Table layer_table(const Network& network);
Json layers_json(const Network& network);

// The columns of each input group and output, and what was learnt of them.
Table input_table(const Preprocessing& preprocessing);
Table output_table(const Preprocessing& preprocessing);

}  // namespace aimodel
