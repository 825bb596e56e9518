#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/output_place.h"
#include "csv/data_options.h"
#include "rows/row_file_writer.h"

namespace aimodel {

class RandomAccessFile;

// Rows that stand encoded in a file, part by part, and what was learnt of them.
struct CachedRows {
  Preprocessing preprocessing;
  std::map<std::string, Dataset> parts;
  Json record;
};

// What the rows of a training depend on: its files, the spec's preprocessing, how they are read.
// Throws Error (usage) for a file that cannot be read twice.
// `initial` is the model that it starts from, or "".
Json cache_key(const Spec& spec, const DataOptions& reading, const std::string& initial,
               const std::vector<std::string>& files);
// Throws Error (data) where one of the files is no longer what it was when the key was made.
void check_key(const Json& key, const std::vector<std::string>& files);

// A file in a directory where a later run finds encoded rows again (train --cache DIR).
class RowCache {
 public:
  RowCache(const std::string& directory, const std::string& data, Json key);

  const std::string& path() const { return path_; }
  static constexpr uint64_t kRowsBegin = 4096;

  // What an earlier run left; nothing where there is no file, or one that does not fit: then
  // `reason` says why. Never throws for what the file holds. `preprocessing` is the one that the rows
  // must be encoded with, or null for the one that was learnt of them.
  std::optional<CachedRows> find(const Spec& spec, const Preprocessing* preprocessing,
                                 std::string& reason) const;
  // Completes a file whose rows begin at kRowsBegin, and puts it where it belongs.
  void keep(RandomAccessFile& file, const RowFileWriter& rows, const Preprocessing& preprocessing,
            const Json& record, const OutputPlace& place) const;

 private:
  CachedRows read(const Spec& spec, const Preprocessing* preprocessing) const;

  std::string directory_, path_;
  Json key_;
};

}  // namespace aimodel
