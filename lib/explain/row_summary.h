#pragma once

#include "explain/explanation.h"
#include "explain/features.h"
#include "explain/method.h"

namespace aimodel {

// An explanation that names its output and target, with a place for each row; prediction of which
// class is asked where the question leaves it open.
Explanation begin_rows(const Question& question, const Features& features);

// Fills in the columns from the rows, which are both still in the order of the features: the
// importance is the mean over rows of the attribution's size, beside the mean with its sign. Each
// row counts once.
void summarize_rows(Explanation& explanation);

// What a mean with its sign is worth where each row explains its own predicted class.
void add_target_note(const Question& question, Explanation& explanation);

}  // namespace aimodel
