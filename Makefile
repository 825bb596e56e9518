# Short names for what CMake does. `make` alone prints them.

PREFIX ?= /usr/local
BENCH_DATA ?= ../shared/data
TIME ?= 1m
export DESTDIR

# What the program needs. g++-12 is the compiler; the package g++ only gives it its short name.
packages = g++-12 make cmake ninja-build libcli11-dev nlohmann-json3-dev libopenblas-serial-dev libfmt-dev zlib1g-dev \
           libhwy-dev libxxhash-dev
# What its tests need beside.
test_packages = doctest-dev python3-jsonschema
aimodel = build/release/aimodel
sources = $(shell find cmd lib tests -name '*.cpp' -o -name '*.h')

# A compiler cache is used where there is one, never asked for.
ccache := $(shell command -v ccache)
ifneq ($(ccache),)
export CMAKE_CXX_COMPILER_LAUNCHER ?= $(ccache)
endif

help: ## Print this list (what `make` alone does)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

build: build/deps ## Build build/release/aimodel, installing what is missing first
	@.ci/build release aimodel

demo: build ## Train, test, predict and explain on the breast cancer data
	@.ci/demo $(aimodel)

test: build/test-deps ## Build everything and run all tests that need Debian packages alone
	@.ci/build release
	@.ci/test release

asan: build/test-deps ## The same tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@.ci/build asan
	@.ci/test asan

tsan: build/test-deps ## The same tests under ThreadSanitizer, with four threads
	@.ci/build tsan
	@.ci/test tsan

fuzz: build/deps ## Look for files that make their reader fall, TIME=1m for each kind; FUZZ='csv spec model checkpoint cache'
	@.ci/packages clang libclang-rt-dev
	@.ci/build fuzz
	@.ci/fuzz $(TIME) $(FUZZ)

mutants: build/test-deps ## Make mistakes in the training code one by one and list those that no test sees (ten minutes); MUTANTS='WORD...'
	@.ci/mutants $(MUTANTS)

mutants-check: ## Say which mistakes of tests/mutants no longer stand in the sources as they are described
	@.ci/mutants --check

bench: build/test-deps ## Measure beside PyTorch, JAX, onnxruntime, polars, LightGBM and others; BENCH_DATA=DIRECTORY holds adult and mnist_10k
	@.ci/build release
	@.ci/bench --data "$(BENCH_DATA)" --json build/bench.json $(BENCH)

peers: build/test-deps ## Compare with Python libraries (scikit-learn, PyTorch, safetensors)
	@.ci/build release
	@.ci/peers

install: build ## Install to PREFIX (default /usr/local) below DESTDIR (default none)
	@.ci/build release aimodel documents
	@cmake --install build/release --prefix "$(PREFIX)"

uninstall: ## Remove what the last `make install` to PREFIX (below DESTDIR) has put there
	@.ci/uninstall "$(PREFIX)"

dist: build/deps ## Make build/dist/*.deb and *.tar.gz: one program for any x86-64 processor that needs the C library alone
	@.ci/build dist aimodel documents
	@.ci/dist

format: ## Format all C++ files
	@.ci/packages clang-format
	@clang-format -i $(sources)

format-check: ## Check that all C++ files are formatted
	@.ci/packages clang-format
	@clang-format --dry-run --Werror $(sources)

tidy: build/deps ## Look for mistakes with clang-tidy
	@.ci/packages clang-tidy
	@.ci/tidy

clean: ## Remove everything that was built
	@rm -rf build

# Installed packages are looked at again only when the lists above change.
build/deps: Makefile
	@.ci/packages $(packages)
	@mkdir -p build && touch build/deps

build/test-deps: build/deps
	@.ci/packages $(test_packages)
	@touch build/test-deps

.PHONY: help build demo test asan tsan fuzz mutants mutants-check bench peers install uninstall dist \
        format format-check tidy clean
.DEFAULT_GOAL := help
