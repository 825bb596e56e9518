#include "help_topics.h"

namespace aimodel {

namespace {

constexpr const char* kSpec =
    R"(A spec is a JSON file that says what is learnt from which columns, and how:

  inputs    which columns the network sees, and how they are read and scaled
  network   its layers; none gives a linear model
  outputs   which columns are predicted, and the loss
  training  epochs, batches, optimizer, which rows are kept back
  metrics   what is measured
  data      where the rows are, and how the file is read

Only inputs and outputs are needed. The smallest one:

  {"inputs": [{"columns": "*", "type": "number"}],
   "outputs": [{"column": "y", "type": "category"}]}

One to begin with, one with every default filled in, and what a key can be:

  aimodel inspect rows.csv --target y --spec > spec.json
  aimodel train spec.json --print-spec
  aimodel inspect --schema spec
  aimodel inspect --schema dense

--set training.epochs=50 overrides a value for one run, --unset PATH takes one out. Paths in a spec are relative to it.)";

constexpr const char* kFiles =
    R"(Rows come from a CSV file (its delimiter is found out) or a JSON Lines file, plain or packed with gzip. - stands for standard input. Columns are found by name, in any order.

  spec.json           what is to be learnt: see aimodel help spec
  y.model             a model: weights, preprocessing and training record, in one safetensors file
  y.model.checkpoint  what a stopped training has left; train --resume goes on from it
  --log FILE          one JSON object an epoch
  --cache DIR         encoded rows, which may be deleted at any time

A file is written whole or not at all, and an existing one is replaced only with --force. No output takes the place of what the run reads. Results go to standard output, everything else to standard error.

  aimodel inspect rows.csv
  aimodel inspect y.model)";

constexpr const char* kExitCodes =
    R"(  0    done
  1    the run failed: a file cannot be written, memory ran out
  2    usage: the command line is wrong
  3    the spec is wrong or cannot be read
  4    the data is wrong or cannot be read
  5    the model file is wrong or cannot be read
  6    numeric: NaN or divergence; the message names layer and step
  7    a --require was not met
  8    a limit: --max-time was hit, and the model was saved; or --memory-limit does not allow the network
  130  stopped by INT (Ctrl-C) after saving
  143  stopped by TERM after saving)";

constexpr const char* kEnvironment =
    R"(An option on the command line goes before its variable.

  AIMODEL_THREADS       --threads
  AIMODEL_SEED          --seed
  AIMODEL_FORMAT        --format
  AIMODEL_MEMORY_LIMIT  --memory-limit
  AIMODEL_PROGRESS      --progress
  AIMODEL_COLOR         --color
  AIMODEL_QUIET         --quiet (true or false)
  AIMODEL_VERBOSE       --verbose (true or false)
  TMPDIR                where rows stand that do not fit in memory
  NO_COLOR              no colours, where it is set
  CLICOLOR_FORCE        colours, also where standard error is no terminal (0: not)
  CLICOLOR              0: no colours
  TERM                  dumb: no colours, and no line is drawn anew
  COLUMNS, LINES        size of the terminal, where it does not say itself)";

constexpr const char* kSignals =
    R"(What train does:

  INT, TERM  ends the step, writes checkpoint and model, exits with 130 or 143; a second one stops it at once
  HUP        writes a checkpoint and goes on
  USR1       says on standard error where it stands, with --quiet too

A stopped training goes on to the same bytes as one that nobody stopped:

  aimodel train spec.json rows.csv -o y.model --resume)";

constexpr HelpTopic kTopics[] = {
    {"spec", "What a spec says, and where its keys are explained", kSpec},
    {"files", "What is read and written", kFiles},
    {"exit-codes", "What the program ends with", kExitCodes},
    {"environment", "Variables that are looked at", kEnvironment},
    {"signals", "Stopping, going on, asking where a training stands", kSignals},
};

}  // namespace

std::span<const HelpTopic> help_topics() {
  return kTopics;
}

}  // namespace aimodel
