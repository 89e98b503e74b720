#!/usr/bin/env bash
# Ends the program, and lets calls of the system fail, wherever it writes a file: what was there before
# is there, or the new file is, and never half of one; what a kill leaves is named; a sweep goes on.
#
#     Scripts/hardening/files.sh [PROGRAM]
#
# Needs strace, and some minutes. One line an item; the exit status is 1 where something is not as promised.
# KILLS is the number of sweeps that are ended at a random moment, 50 unless set. With QUICK=1 the program
# is ended only at the calls from the first on that has to do with the file.

set -u
program=$(realpath "${1:-.build/release/netrepl}")
command -v strace >/dev/null || { echo 'files: strace is not here, nothing was tried'; exit 0; }
[ -x "$program" ] || { echo "files: there is no $program"; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work/home" XDG_STATE_HOME="$work/home" XDG_CONFIG_HOME="$work/home" LC_ALL=C.UTF-8
mkdir "$work/home"
broken=0

# What fails is said with what was done.
complain() {
  echo "  $item, $1: $2"
  broken=$((broken + 1))
}

# A folder as it is before each run, in "$work/before".
prepare() {
  rm -rf "$work/before"
  mkdir "$work/before"
  (
    cd "$work/before" || exit 1
    "$program" --no-rc -c 'new 3-4-2 seed 1; save net.json' </dev/null >/dev/null 2>&1
    awk 'BEGIN { for (i = 0; i < 500; i++) print i / 500 "," i % 7 "," 1 - i / 250 }' >x.csv
  )
}

begin() {
  rm -rf "$work/box"
  cp -a "$work/before" "$work/box"
  cd "$work/box" || exit 1
}

run() { "$program" "$@" </dev/null >"$work/output" 2>"$work/error"; }

# The calls of the first thread, from the first that has to do with the file on, or all of them: "NAME
# COUNT" a line, COUNT being that of the calls of this name so far.
calls() {
  awk -v seen="$1" '
    NR == 1 { first = $1 }
    $1 != first || $2 !~ /\(/ { next }
    { name = $2; sub(/\(.*/, "", name); count[name]++ }
    seen == "" || index($0, seen) { found = 1 }
    found && name !~ /^(sched_yield|futex|exit|exit_group|restart_syscall)$/ { print name, count[name] }
  ' "$work/trace"
}

# Old or new, whole.
is_whole() {
  if [ ! -e "$target" ]; then [ ! -e "$work/before/$target" ]; return; fi
  cmp -s "$target" "$work/new" && return
  [ -e "$work/before/$target" ] && cmp -s "$target" "$work/before/$target" && return
  # A recording grows: it is whole lines at every moment, of what it becomes, unless a command of it
  # has failed, which it tells.
  [ "$item" = record ] && { [ ! -s "$target" ] || [ -z "$(tail -c 1 "$target")" ]; } &&
    { cmp -s -n "$(stat -c %s "$target")" "$target" "$work/new" || grep -q '^error: ' "$target"; }
}

# Tries every call of one command.
try() {
  item=$1 target=$2
  shift 2
  local kills=0 faults=0 left=0 name count status error
  begin
  run "$@" || { complain whole "it does not run: $(cat "$work/error")"; return; }
  cp "$target" "$work/new"
  begin
  strace -f -o "$work/trace" -- "$program" "$@" </dev/null >/dev/null 2>&1
  calls "$mark" >"$work/calls"
  if [ -n "${QUICK:-}" ]; then cp "$work/calls" "$work/kills"; else calls '' >"$work/kills"; fi
  while read -r name count; do
    begin
    # That a shell says Killed is no news.
    { strace -f -o /dev/null -e "inject=$name:signal=KILL:when=$count" -- "$program" "$@" \
      </dev/null >/dev/null 2>&1; } 2>/dev/null
    kills=$((kills + 1))
    is_whole || complain "SIGKILL at $name $count" "half a file"
    for file in .netrepl-*.tmp; do
      [ -e "$file" ] || continue
      left=$((left + 1))
      run --no-rc net.json -c 'save after.json'
      grep -qF -- "$file is left of a run" "$work/error" ||
        complain "SIGKILL at $name $count" "$file is not named"
      [ -s after.json ] || complain "SIGKILL at $name $count" "nothing can be saved beside $file"
      rm "$file"
    done
    if [ "$item" = sweep ]; then
      run "$@" --resume || complain "SIGKILL at $name $count" "not gone on with: $(cat "$work/error")"
      cmp -s "$target" "$work/new" || complain "SIGKILL at $name $count" "other bytes with --resume"
      [ -e "$target.part" ] && complain "SIGKILL at $name $count" "a part is left"
    fi
  done <"$work/kills"
  while read -r name count; do
    case $name in
      open | openat | read | pread64 | write | pwrite64 | fsync | fdatasync | rename | renameat | \
        renameat2 | link | linkat | ftruncate | flock) ;;
      *) continue ;;
    esac
    for error in ENOSPC EIO EINTR; do
      begin
      strace -f -o /dev/null -e "inject=$name:error=$error:when=$count" -- "$program" "$@" \
        </dev/null >"$work/output" 2>"$work/error"
      status=$?
      faults=$((faults + 1))
      is_whole || complain "$error at $name $count" "half a file"
      if [ "$status" = 0 ]; then
        cmp -s "$target" "$work/new" || complain "$error at $name $count" "no file, and nothing said"
      elif ! grep -q 'rror' "$work/error" && ! grep -q different "$work/output"; then
        complain "$error at $name $count" "status $status, and nothing said"
      fi
      for file in .netrepl-*.tmp; do
        [ -e "$file" ] && complain "$error at $name $count" "$file is left"
      done
    done
  done <"$work/calls"
  echo "$item: ended at $kills calls, $faults failing calls: old or new each time; $left leftovers, all named"
}

prepare
mark=.netrepl-
(cd "$work/before" && echo old >t.json)
try save t.json --no-rc net.json -c 'save t.json'

rm "$work/before/t.json"
mark='"t.md"'
try record t.md --no-rc -c 'record t.md' -c 'load net.json' -c 'set input 1 2 3' -c jacobian -c 'record stop'

printf 'Prose\n\n```session\n> load net.json\n\n> set input 1 2 3\n\n> output\n```\nMore\n' >"$work/before/t.md"
mark=.netrepl-
try 'replay --update' t.md replay --update t.md
rm "$work/before/t.md"

echo old >"$work/before/t.npy"
mark=.netrepl-
try sweep t.npy sweep net.json x.csv --out t.npy --threads 1
(cd "$work/before" &&
  for k in 1 2; do run sweep net.json x.csv --out s.npy --shard $k/2 --threads 1; done)
try merge t.npy merge t.npy s.1-of-2.npy s.2-of-2.npy

# A sweep that is ended at a random moment, again and again.
item='random kills'
begin
awk 'BEGIN { for (i = 0; i < 300000; i++) print i / 500 "," i % 7 "," 1 - i / 250 }' >x.csv
start=$(date +%s%N)
run sweep net.json x.csv --out one.npy --hessian
length=$((($(date +%s%N) - start) / 1000000))
resumed=0
kills=${KILLS:-50}
RANDOM=13
for ((k = 0, tries = 0; k < kills && tries < 4 * kills; tries++)); do
  rm -f t.npy*
  { "$program" sweep net.json x.csv --out t.npy --hessian </dev/null >/dev/null 2>&1 & } 2>/dev/null
  child=$!
  sleep "$(awk -v share="$RANDOM" -v total="$length" 'BEGIN { print share / 32768 * total / 1000 }')"
  kill -KILL $child 2>/dev/null
  { wait $child; } 2>/dev/null
  # It was quicker this time.
  [ -e t.npy ] && continue
  k=$((k + 1))
  run sweep net.json x.csv --out t.npy --hessian --resume || complain "kill $k" "$(cat "$work/error")"
  cmp -s t.npy one.npy || complain "kill $k" "other bytes"
  grep -q 'from an earlier run' "$work/output" && resumed=$((resumed + 1))
done
[ "$k" -ge "$kills" ] || complain "$kills kills" "the sweep was over before most of them"
[ $((resumed * 5)) -ge $((kills * 4)) ] || complain "$kills kills" "only $resumed were gone on with"
echo "$item: $kills sweeps of $length ms ended and resumed to the same bytes, $resumed from what was done"

[ "$broken" = 0 ] || { echo "files: $broken promises broken"; exit 1; }
