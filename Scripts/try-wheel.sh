#!/bin/sh
# Installs the newest wheel of dist/ in an environment of its own, and tries it there with nothing of Swift
# on the path: Scripts/try-wheel.sh
set -eu
cd "$(dirname "$0")/.."
# shellcheck disable=SC2012 # the names are our own
wheel=$(ls -t dist/netrepl-*.whl | head -n 1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "$wheel"
root=$(pwd)
cd "$work"
env -i PATH="$work/venv/bin:/usr/bin:/bin" HOME="$work" python "$root/Python/tests/try_wheel.py" "$root"
