#!/usr/bin/env bash
# Presses Ctrl-C at random moments of the commands that take longest: the prompt comes within a quarter of a
# second, a hundred times in a row, and nothing has changed.
#
#     Scripts/hardening/interrupt.sh [PROGRAM]
#
# Some minutes; a terminal of its own is part of the tests, so it runs one of them. INTERRUPTIONS is how often.

set -eu
export NETREPL
NETREPL=$(realpath "${1:-.build/release/netrepl}")
export INTERRUPTIONS="${INTERRUPTIONS:-100}"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if "${SWIFT:-swift}" test --filter InterruptionTests >"$log" 2>&1; then
  grep '^interruptions:' "$log"
else
  grep -E 'error:|✘|interruptions:' "$log" || cat "$log"
  exit 1
fi
