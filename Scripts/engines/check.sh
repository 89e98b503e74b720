#!/bin/sh
# Runs what docs/clusters.md shows of Spark, Dask and Ray, and the wheel beside JAX, in an environment of its
# own: Scripts/engines/check.sh [spark|dask|ray|jax]...
#
# Installs them from PyPI, and Java by apt; the newest wheel of dist/ is what is tried.
set -eu
cd "$(dirname "$0")/../.."
venv=.build/engines
log=.build/engines.log

if ! command -v java >/dev/null 2>&1; then
  echo 'Installing Java' >&2
  as_root=''
  [ "$(id -u)" -eq 0 ] || as_root='sudo'
  { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends default-jre-headless; } >"$log" 2>&1 ||
    { cat "$log" >&2; exit 1; }
fi
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
if ! cmp -s Scripts/engines/requirements.txt "$venv/installed.txt"; then
  echo 'Installing Spark, Dask, Ray and JAX' >&2
  "$venv/bin/pip" install --quiet -r Scripts/engines/requirements.txt >"$log" 2>&1 ||
    { cat "$log" >&2; exit 1; }
  cp Scripts/engines/requirements.txt "$venv/installed.txt"
fi
# shellcheck disable=SC2012 # the names are our own
wheel=$(ls -t dist/netrepl-*.whl | head -n 1)
"$venv/bin/pip" install --quiet --force-reinstall --no-deps "$wheel"
# Nothing of Swift.
exec env PATH="$(pwd)/$venv/bin:/usr/local/bin:/usr/bin:/bin" python Scripts/engines/check.py "$@"
