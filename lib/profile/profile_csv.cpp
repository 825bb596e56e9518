#include "profile/profile_csv.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/names.h"
#include "base/random.h"
#include "profile/column_collector.h"
#include "profile/profile_notes.h"
#include "profile/suspicions.h"

namespace aimodel {

namespace {

// Which rows of a chunk go into the sample, and in place of which: every row is as likely as any
// other to be there in the end (Waterman's algorithm R, Knuth volume 2, 3.4.2).
std::vector<ColumnCollector::Kept> choose(int64_t first, int64_t count, int64_t most,
                                          const Random& random) {
  std::vector<ColumnCollector::Kept> kept;
  for (int64_t i = 0; i < count; ++i) {
    const auto row = static_cast<uint64_t>(first + i);
    const uint64_t slot = row < static_cast<uint64_t>(most) ? row : random.below(row + 1, row);
    if (slot < static_cast<uint64_t>(most)) kept.push_back({static_cast<size_t>(i), slot});
  }
  return kept;
}

const ColumnProfile& find_target(const Profile& profile, const std::string& name,
                                 const std::string& doubt = "") {
  const ColumnProfile* target = profile.find(name);
  if (target != nullptr) return *target;
  throw Error(Exit::data, profile.file + ":1", "there is no column " + quote(name),
              doubt.empty() ? suggest(name, profile.names()) : doubt);
}

}  // namespace

Profile profile_csv(const std::string& path, const CsvFormat& format,
                    const ProfileOptions& options) {
  constexpr int64_t kChunk = 65536, kFewest = 10000;
  CsvReader reader(path, format, options.on_bad_row);
  reader.settle();
  std::vector<CsvColumn> wanted;
  Profile profile;
  profile.file = profile.sample.file = reader.file();
  for (const std::string& name : reader.header()) {
    wanted.push_back({name, CellKind::text, false});
    profile.columns.push_back({});
    profile.columns.back().name = name;
  }
  const auto width = static_cast<int64_t>(wanted.size());
  const std::string doubt = reader.header_doubt();
  if (!options.target.empty()) {  // before a long file is read
    find_target(profile, options.target, reader.header_hint());
    wanted.push_back({options.target, CellKind::verbatim, false});
  }
  reader.select(wanted);
  wanted.resize(static_cast<size_t>(width));
  std::map<std::string, int64_t> missing_targets;
  const int64_t most = std::min(options.most_rows, std::max(kFewest, options.most_cells / width));
  const Random random = Random(0).branch("profile");
  std::vector<ColumnCollector> collectors(wanted.size());
  for (Frame chunk; reader.read(chunk, kChunk);) {
    const std::vector<ColumnCollector::Kept> kept =
        choose(profile.rows, chunk.rows(), most, random);
    for (const auto& [row, slot] : kept) {
      if (slot == profile.sample.lines.size()) profile.sample.lines.push_back(0);
      profile.sample.lines[slot] = chunk.lines[row];
    }
    for (size_t i = 0; i < collectors.size(); ++i) collectors[i].add(chunk.columns[i], kept);
    if (!options.target.empty()) {
      count_missing(chunk.column(options.target, CellKind::text), chunk.columns.back(),
                    missing_targets);
    }
    profile.rows += chunk.rows();
  }
  if (profile.rows == 0) throw reader.no_rows();
  profile.format = reader.format();
  profile.json_lines = reader.json_lines();
  profile.bad = reader.bad_rows();
  profile.remarks = reader.remarks();
  if (!doubt.empty()) profile.remarks.push_back(doubt);
  for (const auto& [text, count] : missing_targets) {
    profile.missing_targets.push_back({text, count});
  }
  profile.content_hash = reader.content_hash();
  profile.sample.columns.resize(wanted.size());
  for (size_t i = 0; i < collectors.size(); ++i) {
    const std::string& name = wanted[i].name;
    profile.columns[i] = collectors[i].finish(name, name == options.target,
                                              profile.format.delimiter, profile.sample.columns[i]);
    if (!reader.unnamed().contains(name)) continue;
    profile.remarks.push_back(
        fmt::format("column {} has no name in the file: it is called {}", i + 1, name));
    ColumnProfile& column = profile.columns[i];
    const bool once = column.distinct > 1 && column.distinct == profile.sample.rows();
    if (once && name != options.target) column.type = ColumnType::identifier;
  }
  if (lacks_header(profile)) {
    profile.remarks.push_back(
        "the first line looks like values, not names: --no-header reads it as a row");
  }
  const ColumnProfile* target =
      options.target.empty() ? nullptr : &find_target(profile, options.target);
  suspect(profile, target);
  return profile;
}

}  // namespace aimodel
