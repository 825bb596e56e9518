#include "csv/date_words.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace aimodel {

namespace {

// English first: most files are.
struct MonthName {
  std::string_view whole;
  size_t shortest;  // so many of its letters are enough
  int month;
};
constexpr std::array<MonthName, 73> kMonthNames = {
    {{"january", 3, 1},    {"february", 3, 2},  {"march", 3, 3},      {"april", 3, 4},
     {"may", 3, 5},        {"june", 3, 6},      {"july", 3, 7},       {"august", 3, 8},
     {"september", 3, 9},  {"october", 3, 10},  {"november", 3, 11},  {"december", 3, 12},
     {"januar", 3, 1},     {"januari", 3, 1},   {"janner", 3, 1},     {"jaenner", 3, 1},
     {"janvier", 3, 1},    {"janeiro", 3, 1},   {"enero", 3, 1},      {"gennaio", 3, 1},
     {"februar", 3, 2},    {"februari", 3, 2},  {"fevrier", 3, 2},    {"fevereiro", 3, 2},
     {"febrero", 3, 2},    {"febbraio", 3, 2},  {"marz", 3, 3},       {"maerz", 3, 3},
     {"mrz", 3, 3},        {"mars", 3, 3},      {"marzo", 3, 3},      {"marco", 3, 3},
     {"maart", 3, 3},      {"mrt", 3, 3},       {"avril", 3, 4},      {"abril", 3, 4},
     {"aprile", 3, 4},     {"mai", 3, 5},       {"mayo", 3, 5},       {"maio", 3, 5},
     {"mei", 3, 5},        {"maggio", 3, 5},    {"juni", 3, 6},       {"juin", 4, 6},
     {"junio", 3, 6},      {"junho", 3, 6},     {"giugno", 3, 6},     {"juli", 3, 7},
     {"juillet", 4, 7},    {"julio", 3, 7},     {"julho", 3, 7},      {"luglio", 3, 7},
     {"augustus", 3, 8},   {"aout", 3, 8},      {"agosto", 3, 8},     {"septembre", 3, 9},
     {"septiembre", 3, 9}, {"settembre", 3, 9}, {"setiembre", 3, 9},  {"setembro", 3, 9},
     {"oktober", 3, 10},   {"octobre", 3, 10},  {"octubre", 3, 10},   {"ottobre", 3, 10},
     {"outubro", 3, 10},   {"novembre", 3, 11}, {"noviembre", 3, 11}, {"novembro", 3, 11},
     {"dezember", 3, 12},  {"decembre", 3, 12}, {"diciembre", 3, 12}, {"dicembre", 3, 12},
     {"dezembro", 3, 12}}};

constexpr std::array<std::string_view, 48> kWeekdays = {
    "monday",   "tuesday",  "wednesday", "thursday",   "friday",    "saturday", "sunday",
    "montag",   "dienstag", "mittwoch",  "donnerstag", "freitag",   "samstag",  "sonnabend",
    "sonntag",  "maandag",  "dinsdag",   "woensdag",   "donderdag", "vrijdag",  "zaterdag",
    "zondag",   "lundi",    "mardi",     "mercredi",   "jeudi",     "vendredi", "samedi",
    "dimanche", "lunedi",   "martedi",   "mercoledi",  "giovedi",   "venerdi",  "sabato",
    "domenica", "lunes",    "martes",    "miercoles",  "jueves",    "viernes",  "sabado",
    "domingo",  "segunda",  "terca",     "quarta",     "quinta",    "sexta"};
constexpr std::array<std::string_view, 12> kShortWeekdays = {"mo", "di", "mi", "do", "fr", "sa",
                                                             "so", "ma", "wo", "vr", "za", "zo"};

bool names(std::string_view word, std::string_view whole, size_t shortest) {
  return word.size() >= shortest && whole.starts_with(word);
}

}  // namespace

int month_of(std::string_view word) {
  const auto found = std::ranges::find_if(
      kMonthNames, [&](const MonthName& name) { return names(word, name.whole, name.shortest); });
  return found == kMonthNames.end() ? 0 : found->month;
}

bool is_weekday(std::string_view word) {
  constexpr size_t kShortest = 3;
  return std::ranges::find(kShortWeekdays, word) != kShortWeekdays.end() ||
         std::ranges::any_of(kWeekdays,
                             [&](std::string_view name) { return names(word, name, kShortest); });
}

}  // namespace aimodel
