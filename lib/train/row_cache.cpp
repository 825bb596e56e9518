// The file:
//   byte 0     "aimodel rows 3\n", then the name of a hash in 32 hexadecimal digits, a space, where
//              the text begins, a space, its size, a newline, zeros
//   byte 4096  encoded rows, part by part
//   then       the text, JSON, whose hash is the one named:
//     {"key": {...}                      what the rows depend on
//      "preprocessing": {...}            what was learnt of them, as in a model
//      "whitening": {"0": "..."}         and what a model has among its parameters (rows/whitening.h)
//      "record": {...}                   what a model's training record says of them
//      "parts": [{"name", "rows", "hash"}, ...]}   in their order
#include "train/row_cache.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/json_text.h"
#include "base/numbers.h"
#include "base/random_access_file.h"
#include "base/text.h"
#include "columns/open_rows.h"
#include "spec/document.h"

namespace aimodel {

namespace {

constexpr std::string_view kMagic = "aimodel rows 3\n";
constexpr size_t kPiece = size_t{1} << 19;

std::string hash_of(const std::string& text) {
  ContentHash hash;
  hash.add(text);
  return hash.hex();
}

std::string hash_of(const RandomAccessFile& file, uint64_t offset, uint64_t size) {
  ContentHash hash;
  std::string piece(kPiece, '\0');
  while (size > 0) {
    const size_t count = std::min<uint64_t>(size, kPiece);
    file.read(offset, piece.data(), count);
    hash.add({piece.data(), count});
    offset += count;
    size -= count;
  }
  return hash.hex();
}

// Size and time, which tell cheaply that a file is another one.
Json file_state(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) return {};
  return {{"size", status.st_size},
          {"time", fmt::format("{}.{:09}", status.st_mtim.tv_sec, status.st_mtim.tv_nsec)}};
}

Json file_key(const std::string& path) {
  if (path == "-" || file_size(path) < 0) {
    throw Error(Exit::usage, "",
                fmt::format("--cache: {} is not a file that can be read again", path),
                "leave out --cache, or write what is read to a file first");
  }
  Json key = file_state(path);
  key["name"] = hash_of(std::filesystem::absolute(path).lexically_normal().string());
  const RandomAccessFile file(path);
  key["hash"] = hash_of(file, 0, file.size());
  return key;
}

// What becomes of the columns before the network sees them.
Json preprocessing(const Spec& spec) {
  Json result = Json::object();
  for (const char* section : {"inputs", "outputs"}) {
    for (Json group : spec.root().json()[section]) {
      for (const char* later :
           {"network", "encoding", "units", "activation", "loss", "loss_weight"}) {
        group.erase(later);
      }
      result[section].push_back(group);
    }
  }
  const Json& training = spec.training().json();
  for (const char* key : {"validation", "test", "sample_weight"}) result[key] = training[key];
  return result;
}

constexpr const char* kParts[] = {"train", "validation", "test"};

bool is_part(const Json& name) {
  return std::ranges::any_of(kParts, [&](const char* part) { return name == part; });
}

Error damaged(const std::string& path) {
  return Error(Exit::run, path, "is damaged");
}

// The record as prepare_rows.cpp makes it, of parts whose rows were counted.
Json checked_record(const Json& stored, const std::map<std::string, Dataset>& parts,
                    const std::string& path) {
  Json record = Json::object();
  const auto take_hash = [&](const Json& from, Json& to) {
    if (!from.contains("hash")) return;
    if (!from["hash"].is_string()) throw damaged(path);
    to["hash"] = from["hash"];
  };
  for (const char* name : kParts) {
    if (!stored.contains(name) || !stored[name].is_object()) throw damaged(path);
    Json part = Json::object();
    take_hash(stored[name], part);
    const auto found = parts.find(name);
    part["rows"] = found == parts.end() ? 0 : found->second.rows;
    record[name] = part;
  }
  take_hash(stored, record);
  return record;
}

}  // namespace

Json cache_key(const Spec& spec, const DataOptions& reading, const std::string& initial,
               const std::vector<std::string>& files) {
  Json key{{"version", AIMODEL_VERSION},
           {"preprocessing", preprocessing(spec)},
           {"reading", reading_json(spec, reading)}};
  if (!initial.empty()) key["init"] = hash_of(read_file(initial, Exit::model));
  key["files"] = Json::array();
  for (const std::string& file : files) key["files"].push_back(file_key(file));
  return key;
}

void check_key(const Json& key, const std::vector<std::string>& files) {
  for (size_t i = 0; i < files.size(); ++i) {
    const Json now = file_state(files[i]), &then = key["files"][i];
    if (!now.is_null() && now["size"] == then["size"] && now["time"] == then["time"]) continue;
    throw Error(Exit::data, files[i], "was changed while it was read",
                "try again when it is complete");
  }
}

RowCache::RowCache(const std::string& directory, const std::string& data, Json key)
    : directory_(directory), key_(std::move(key)) {
  // One name for the same files, read and encoded in the same way.
  Json named = key_;
  for (Json& file : named["files"]) file = file["name"];
  constexpr size_t kDigits = 16;
  const std::string base = std::filesystem::path(data).filename().string();
  path_ = (std::filesystem::path(directory) /
           fmt::format("{}.{}.rows", base, hash_of(json_text(named, -1)).substr(0, kDigits)))
              .string();
}

std::optional<CachedRows> RowCache::find(const Spec& spec, const Preprocessing* preprocessing,
                                         std::string& reason) const {
  if (!file_exists(path_)) return {};
  try {
    return read(spec, preprocessing);
  } catch (const Error& error) {
    reason = error.what();
    return {};
  }
}

CachedRows RowCache::read(const Spec& spec, const Preprocessing* preprocessing) const {
  const auto file = std::make_shared<RandomAccessFile>(path_);
  std::array<char, 128> head{};
  if (file->size() < kRowsBegin) throw damaged(path_);
  file->read(0, head.data(), head.size());
  const std::string_view line(head.data(), head.size());
  const size_t end = line.find('\n', kMagic.size());
  if (!line.starts_with(kMagic) || end == std::string_view::npos) {
    throw Error(Exit::run, path_, "is no cache of this program's version");
  }
  const std::vector<std::string> words =
      split(std::string(line.substr(kMagic.size(), end - kMagic.size())), ' ');
  constexpr int64_t kMostText = int64_t{1} << 30;
  if (words.size() != 3) throw damaged(path_);
  const auto begin = parse_integer(words[1]), size = parse_integer(words[2]);
  if (!begin || !size || *begin < int64_t{kRowsBegin} || *size < 0 || *size > kMostText ||
      static_cast<uint64_t>(*begin) > file->size() ||
      file->size() - static_cast<uint64_t>(*begin) != static_cast<uint64_t>(*size)) {
    throw Error(Exit::run, path_, "is cut short");
  }
  std::string text(static_cast<size_t>(*size), '\0');
  file->read(static_cast<uint64_t>(*begin), text.data(), text.size());
  if (hash_of(text) != words[0]) throw damaged(path_);
  const Json json = parse_json(text, path_, Exit::run).root;
  const auto has = [&](const char* key, auto is) {
    return json.contains(key) && (json[key].*is)();
  };
  if (!json.is_object() || !has("key", &Json::is_object) || !has("record", &Json::is_object) ||
      !has("preprocessing", &Json::is_object) || !has("whitening", &Json::is_object) ||
      !has("parts", &Json::is_array)) {
    throw damaged(path_);
  }
  if (json["key"] != key_) throw Error(Exit::run, path_, "is of other data");
  CachedRows rows{Preprocessing::restore(spec, json["preprocessing"]), {}, {}};
  rows.preprocessing.restore_whitenings(spec, json["whitening"]);
  if (preprocessing != nullptr && rows.preprocessing.state() != preprocessing->state())
    throw damaged(path_);
  const auto row_file = std::make_shared<RowFile>(file, kRowsBegin, rows.preprocessing.layout());
  int64_t first = 0;
  uint64_t offset = kRowsBegin;
  for (const Json& part : json["parts"]) {
    const bool fine = part.is_object() && part.contains("rows") &&
                      part["rows"].is_number_integer() && part.contains("hash") &&
                      part["hash"].is_string() && part.contains("name") && is_part(part["name"]);
    const int64_t count = fine ? part["rows"].get<int64_t>() : -1;
    const uint64_t room = (static_cast<uint64_t>(*begin) - offset) / row_file->bytes_per_row();
    if (count < 0 || static_cast<uint64_t>(count) > room) throw damaged(path_);
    const uint64_t bytes = static_cast<uint64_t>(count) * row_file->bytes_per_row();
    if (hash_of(*file, offset, bytes) != part["hash"]) throw damaged(path_);
    offset += bytes;
    if (!rows.parts.try_emplace(part["name"]).second) throw damaged(path_);
    rows.parts[part["name"]] = rows_of(row_file, first, count);
    first += count;
  }
  if (offset != static_cast<uint64_t>(*begin) || rows.parts["train"].rows == 0) {
    throw damaged(path_);
  }
  rows.record = checked_record(json["record"], rows.parts, path_);
  return rows;
}

void RowCache::keep(RandomAccessFile& file, const RowFileWriter& rows,
                    const Preprocessing& preprocessing, const Json& record,
                    const OutputPlace& place) const {
  Json parts = Json::array();
  for (const RowFileWriter::Section& section : rows.sections()) {
    parts.push_back({{"name", section.name}, {"rows", section.rows}, {"hash", section.hash}});
  }
  const std::string text = json_text({{"key", key_},
                                      {"preprocessing", preprocessing.state()},
                                      {"whitening", preprocessing.whitening_state()},
                                      {"record", record},
                                      {"parts", parts}},
                                     -1);
  file.write(rows.end(), text);
  file.write(0, fmt::format("{}{} {} {}\n", kMagic, hash_of(text), rows.end(), text.size()));
  file.publish(place.path, true);
}

}  // namespace aimodel
