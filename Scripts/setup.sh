#!/bin/sh
# Installs the libraries that the build needs and the machine lacks; does nothing when all are there.
set -eu

if ! command -v pkg-config >/dev/null 2>&1; then
  # Nothing else can tell what is there; apt-get skips what is.
  packages=' pkg-config libedit-dev libhdf5-dev libmpfr-dev libopenblas-dev zlib1g-dev'
else
  packages=''
  pkg-config --exists libedit || packages="$packages libedit-dev"
  pkg-config --exists hdf5-serial || packages="$packages libhdf5-dev"
  pkg-config --exists mpfr || packages="$packages libmpfr-dev"
  pkg-config --exists openblas || packages="$packages libopenblas-dev"
  pkg-config --exists zlib || packages="$packages zlib1g-dev"
fi

if ! command -v "${SWIFT:-swift}" >/dev/null 2>&1; then
  echo 'Swift 6.2 or newer is needed: https://www.swift.org/install' >&2
  exit 1
fi

[ -n "$packages" ] || exit 0

as_root=''
[ "$(id -u)" -eq 0 ] || as_root='sudo'

if ! command -v apt-get >/dev/null 2>&1 || ! command -v ${as_root:-true} >/dev/null 2>&1; then
  echo 'Install these first; the names are those of Debian:' >&2
  echo " $packages" >&2
  exit 1
fi

echo "Installing$packages" >&2
# The list of packages may be old or missing: it is fetched only when it has to be.
install="$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
$install $packages >/dev/null || {
  $as_root apt-get update >/dev/null
  $install $packages >/dev/null
}
