#!/usr/bin/env bash
# One session of many commands, generated from the grammar: its memory is flat within 5 % once it has
# begun, and a sample of the answers is that of a fresh process.
#
#     Scripts/hardening/soak.sh [PROGRAM [COMMANDS]]
set -eu
program=$(realpath "${1:-.build/release/netrepl}")
cd "$(dirname "$0")/../.."
output=$(mktemp)
trap 'rm -f "$output"' EXIT
if SOAK_PROGRAM=$program SOAK_COMMANDS=${2:-200000} ${SWIFT:-swift} test --filter SoakTests >"$output" 2>&1
then
  grep '^soak: ' "$output"
else
  echo 'soak: FAILED'
  grep -E '✘|error:|issue' "$output" | head -20
  exit 1
fi
