#pragma once

#include <nlohmann/json.hpp>

#include "base/json_fwd.h"
