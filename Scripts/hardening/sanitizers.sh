#!/usr/bin/env bash
# The tests of what has threads under the thread sanitizer, and those of the C under the sanitizer of
# undefined behaviour; a line each. What was built stays in .build-thread and .build-undefined.
set -u
cd "$(dirname "$0")/../.."
swift=${SWIFT:-swift}
status=0
check() {
  local name=$1 filter=$2
  shift 2
  local output
  output=$(mktemp)
  if "$@" "$swift" test --scratch-path ".build-$name" --sanitize="$name" --filter "$filter" >"$output" 2>&1 &&
    ! grep -qE 'WARNING: ThreadSanitizer|runtime error:' "$output"; then
    echo "$name: $(grep -E '^.? ?Test run with' "$output" | tail -1)"
  else
    echo "$name: FAILED"
    grep -E 'WARNING: ThreadSanitizer|runtime error:|✘|error:' "$output" | sort -u | head -20
    status=1
  fi
  rm -f "$output"
}
check thread 'ThreadPool|Batch|Sweep|Crew|Parallel' \
  env TSAN_OPTIONS="suppressions=$PWD/Scripts/hardening/thread.supp"
check undefined 'Kernel|Batch|Product|LineEditor|Terminal' \
  env UBSAN_OPTIONS=print_stacktrace=1
exit $status
