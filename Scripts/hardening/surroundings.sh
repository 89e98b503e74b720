#!/usr/bin/env bash
# Runs the program where it gets little, or where what is usual is missing: it does its work or says in words
# why not, with a status of its own: never a hang, an abort or a trap.
#
#     Scripts/hardening/surroundings.sh [PROGRAM]
#
# Some minutes. One line an item; the exit status is 1 where something is not as promised.

set -u
given=$(realpath "${1:-.build/release/netrepl}")
[ -x "$given" ] || { echo "surroundings: there is no $given"; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cp "$given" "$work/netrepl"
program=$work/netrepl
export HOME="$work/home" XDG_STATE_HOME="$work/home" XDG_CONFIG_HOME="$work/home" LC_ALL=C.UTF-8
mkdir -m 777 "$work/home"
cd "$work/home" || exit 1
broken=0 done=0 refused=0

small='load example iris; jacobian; hessian; spectrum H1; save net.json'
large='new 500-500-500-3; jacobian; hessian; spectrum H1; new 3000-3000-3000'

# Runs a line of a shell in which `$netrepl` is the program, and looks at how it ended.
try() {
  local status
  netrepl="$program --no-rc --keep-going" small=$small large=$large \
    timeout 120 bash -c "$2" </dev/null >"$work/output" 2>"$work/error"
  status=$?
  if [ $status = 0 ]; then
    done=$((done + 1))
  elif [ $status = 124 ]; then
    echo "  $1: it hangs"
    broken=$((broken + 1))
  elif [ $status -gt 128 ]; then
    echo "  $1: it ends by signal $((status - 128)): $(tail -c 200 "$work/error")"
    broken=$((broken + 1))
  elif ! grep -q error "$work/error"; then
    echo "  $1: status $status, and nothing said"
    broken=$((broken + 1))
  else
    refused=$((refused + 1))
  fi
}

# Tells of the runs since the last time.
tell() {
  echo "$1: $done did their work, $refused said why not"
  done=0 refused=0
}

for ((megabytes = 64; megabytes <= 512; megabytes += 16)); do
  try "ulimit -v ${megabytes} MB" "ulimit -v $((megabytes * 1024)); \$netrepl -c \"\$small\""
done
for megabytes in 150 200 220 250 300 350 400 450 500 600 800 1000 1500 2000 3000 4000 6000 9000; do
  try "ulimit -v ${megabytes} MB, large" "ulimit -v $((megabytes * 1024)); \$netrepl -c \"\$large\""
done
tell 'addresses (ulimit -v), 64 MB to 9 GB'

for blocks in 0 1 2 16; do
  # What is said goes through a pipe, since a file could not take it.
  for commands in "$small" 'record t.md; load example iris; jacobian; record stop'; do
    try "ulimit -f $blocks, ${commands%%;*}" "
      rm -f t.md
      (ulimit -f $blocks; exec \$netrepl -c '$commands') 2>&1 >/dev/null | cat >&2
      exit \${PIPESTATUS[0]}"
  done
done
tell 'sizes of files (ulimit -f)'

for ((files = 3; files <= 12; files++)); do
  try "ulimit -n $files" "ulimit -n $files; \$netrepl -c \"\$small\""
done
tell 'open files (ulimit -n)'

# A limit on processes does not hold for root.
as_nobody=
[ "$(id -u)" = 0 ] && as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
for processes in 0 1 2 4; do
  try "ulimit -u $processes" \
    "rm -f net.json; $as_nobody bash -c 'ulimit -u $processes; exec \$netrepl -c \"\$small; \$large\"'"
done
tell 'threads (ulimit -u)'

try 'no environment' "env -i \$netrepl -c 'load example iris; hessian'"
try 'no HOME' "env -u HOME \$netrepl -c 'load example iris; hessian'"
try 'HOME that is not there' "HOME=/nowhere \$netrepl -c 'load example iris; hessian'"
try 'no TERM' "env -u TERM \$netrepl -c 'load example iris; hessian'"
for streams in '0<&-' '1>&-' '2>&-' '0<&- 1>&- 2>&-'; do
  try "$streams" "(\$netrepl -c 'load example iris; hessian' $streams) || echo error >&2"
done
tell 'no HOME, no TERM, closed streams'

if unshare -rm true 2>/dev/null; then
  for limit in unlimited 300000; do
    try "no /proc, ulimit -v $limit" \
      "ulimit -v $limit; unshare -rm bash -c 'mount -t tmpfs none /proc; exec \$netrepl -c \"\$small\"'"
  done
  tell 'no /proc'
else
  echo 'no /proc: not tried, unshare is not allowed here'
fi

[ "$broken" = 0 ] || { echo "surroundings: $broken promises broken"; exit 1; }
