#!/usr/bin/env bash
# The tests of what has threads under the thread sanitizer, and those of the C under the sanitizer of
# undefined behaviour; a line each. What was built stays in .build-thread and .build-undefined.
#
#     Scripts/hardening/sanitizers.sh [thread | undefined]
set -u
cd "$(dirname "$0")/../.."
swift=${SWIFT:-swift}
# Tests are patient then; and of the thread sanitizer the manifest leaves out the reader of HDF5, which is
# static and can only compute.
export NETREPL_SANITIZERS=1
status=0
check() {
  local name=$1
  shift
  local output
  output=$(mktemp)
  if "$swift" test --scratch-path ".build-$name" "$@" >"$output" 2>&1 &&
    ! grep -qaE 'WARNING: ThreadSanitizer|runtime error:' "$output"; then
    echo "$name: $(grep -aoE 'Test run with [0-9]+ tests.* passed' "$output" | tail -1)"
  else
    echo "$name: FAILED"
    grep -aE 'WARNING: ThreadSanitizer|runtime error:|✘|error:' "$output" | cut -c1-300 | sort -u | head -20
    status=1
  fi
  rm -f "$output"
}
wanted=${1:-thread undefined}
# A program that a test starts finds the same options, and ends with a status of its own where it is at fault.
export TSAN_OPTIONS="suppressions=$PWD/Scripts/hardening/thread.supp"
[[ " $wanted " != *" thread "* ]] ||
  check thread --sanitize=thread --filter 'ThreadPool|Batch|Sweep|Spectrum' \
    --skip aFullDiskKeepsWhatIsDone # a limit of files, which the sanitizer does not outlive either
# The compiler of Swift does not have this one here, that of C does: a program that does what is undefined
# traps. CKernels in the three targets that call it; CStartUp and CLibedit in the program, at a terminal too.
[[ " $wanted " != *" undefined "* ]] ||
  check undefined -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined \
    --filter '^(LinearAlgebra|Networks|Derivatives)Tests\.|Kernel|Surroundings|Terminal'
exit $status
