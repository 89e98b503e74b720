#!/usr/bin/env bash
# How much of the sources the tests reach, a line for all and one for the readers of files; fails below
# the figures that stand here. What is not reached is listed in .build-coverage/uncovered.txt.
#
#     Scripts/hardening/coverage.sh [FOLDER]     `MEASURED=1`: of the tests that ran last
set -eu
cd "$(dirname "$0")/../.."
folder=${1:-.build-coverage}
swift=${SWIFT:-swift}
tools=$(dirname "$(realpath "$(command -v "$swift")")")
mkdir -p "$folder"
if [ -z "${MEASURED:-}" ]; then
  "$swift" build --build-tests --enable-code-coverage --scratch-path "$folder" \
    --explicit-target-dependency-import-check error >"$folder/log.txt" 2>&1 || { tail -20 "$folder/log.txt"; exit 1; }
  rm -rf "$folder"/debug/codecov
  # What a killed program had reached is not told; all else counts, whether a test of it fails or not.
  "$swift" test --skip-build --enable-code-coverage --scratch-path "$folder" >>"$folder/log.txt" 2>&1 ||
    { grep -aE '✘' "$folder/log.txt" | head; echo 'coverage: tests FAILED'; }
fi
# A program that was killed while it wrote leaves half a file, which is left out.
"$tools/llvm-profdata" merge -sparse --failure-mode=all -o "$folder/all.profdata" \
  "$folder"/debug/codecov/*.profraw 2>>"$folder/log.txt"
"$tools/llvm-cov" export -format=text -skip-expansions -instr-profile "$folder/all.profdata" \
  "$folder/debug/netreplPackageTests.xctest" -object "$folder/debug/netrepl" >"$folder/coverage.json"
python3 Scripts/hardening/coverage.py "$folder/coverage.json" "$folder/uncovered.txt"
