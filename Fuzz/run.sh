#!/bin/sh
# Builds the reader with libFuzzer and AddressSanitizer and runs it: Fuzz/run.sh [seconds], 60 by default.
# A breaking input is left in .build/fuzz/artifacts; move it to Fuzz/regressions, where the tests read it for ever after.
set -eu
cd "$(dirname "$0")/.."
seconds="${1:-60}"
out=.build/fuzz
mkdir -p "$out/corpus" "$out/artifacts"
flags="-swift-version 6 -O -g -parse-as-library -enable-testing -sanitize=fuzzer,address -I $out -I Sources/CZlib"

module() {
    name="$1"
    shift
    newest=$(ls -t "$@" "$out/$name.o" 2>/dev/null | head -1)
    if [ "$newest" != "$out/$name.o" ]; then
        echo "fuzz: building $name"
        # shellcheck disable=SC2086
        swiftc $flags -whole-module-optimization -emit-module -emit-module-path "$out/$name.swiftmodule" -c -o "$out/$name.o" \
            -module-name "$name" "$@"
    fi
}
module SupplyNetwork Sources/SupplyNetwork/*.swift
module Numerical Sources/Numerical/Parallel.swift
module DelimitedText Sources/DelimitedText/*.swift
module Ingest Sources/Ingest/*.swift
module ReaderFuzz Fuzz/ReaderFuzz.swift
swiftc -sanitize=fuzzer,address -o "$out/reader-fuzz" "$out"/*.o -lz

export SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS=detect_leaks=0
"$out/reader-fuzz" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -max_len=4096 -use_value_profile=0 -print_final_stats=1 \
    -artifact_prefix="$out/artifacts/" -dict=Fuzz/reader.dict "$out/corpus" Fuzz/seeds Fuzz/regressions
