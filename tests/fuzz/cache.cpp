// Files of the row cache: one that is taken holds rows that a batch can be made of.
#include <charconv>

#include "base/file.h"
#include "fuzz/trained.h"
#include "rows/row_set.h"
#include "train/row_cache.h"

using namespace aimodel;

namespace {

// The cache of a training, its first line and rows apart from its text.
struct Fixture {
  TrainedExample example;
  Spec spec = example.spec();
  RowCache cache{example.scratch().path, example.rows_path(),
                 cache_key(spec, {}, "", {example.rows_path()})};
  std::string good, text;
  size_t begin = 0;

  Fixture() {
    example.rows(example.scratch().path);
    good = content(cache.path());
    begin = good.rfind("{\"key\"");
    must(begin != std::string::npos, "the cache has no text");
    text = good.substr(begin);
    seed("file", std::string(1, '\0') + good);
    seed("text", std::string(1, '\1') + text);
  }

  // With another text, whose hash and size the first line names.
  std::string with(std::string_view other) const {
    ContentHash hash;
    hash.add(other);
    std::string line = good.substr(0, 15) + hash.hex() + " " + std::to_string(begin) + " " +
                       std::to_string(other.size()) + "\n";
    std::string result = good.substr(0, begin) + std::string(other);
    return result.replace(0, line.size(), line);
  }
};
std::unique_ptr<Fixture> fixture;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  fixture = std::make_unique<Fixture>();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view rest{reinterpret_cast<const char*>(data + 1), size - 1};
  put(fixture->cache.path(), data[0] % 2 == 0 ? std::string(rest) : fixture->with(rest));
  std::string reason;
  std::optional<CachedRows> rows = fixture->cache.find(fixture->spec, nullptr, reason);
  must(rows.has_value() == reason.empty(), "taken for a reason, or refused for none: " + reason);
  if (!rows) return 0;
  answer([&] {
    for (const auto& [name, part] : rows->parts) {
      BatchMemory memory;
      if (part.rows > 0) RowSet(part).fetch(0, std::min<int64_t>(part.rows, 64), memory);
    }
  });
  return 0;
}
