#!/bin/sh
# Builds the documentation of the libraries Core and Formats in .build/documentation; fails at a warning.
set -eu
cd "$(dirname "$0")/.."
SWIFT=${SWIFT:-swift}
command -v docc >/dev/null 2>&1 || { echo 'docc is needed, which comes with Swift' >&2; exit 1; }
$SWIFT build --target Core
$SWIFT build --target Formats
built=$($SWIFT build --show-bin-path)
graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT

# What the umbrella Core re-exports is a part of it.
parts=$(sed -n 's/^@_exported public import //p' Sources/Core/Core/Core.swift | paste -s -d , -)

document() {
  mkdir "$graphs/$1"
  # shellcheck disable=SC2046
  $SWIFT symbolgraph-extract -module-name "$1" -minimum-access-level public -skip-inherited-docs \
    -experimental-allowed-reexported-modules="$parts" -output-dir "$graphs/$1" \
    -target "$($SWIFT -print-target-info | sed -n 's/.*"triple": "\(.*\)".*/\1/p' | head -n 1)" \
    -I "$built/Modules" -I Sources/CSystem -I Sources/CLinearAlgebra -I Sources/CMultiprecision \
    -I Sources/CZlib -I .build/checkouts/swift-numerics/Sources/_NumericsShims/include \
    -Xcc "-fmodule-map-file=$built/CKernels.build/module.modulemap" \
    $(pkg-config --cflags-only-I openblas mpfr zlib)
  docc convert "$2/Documentation.docc" --additional-symbol-graph-dir "$graphs/$1" \
    --fallback-display-name "$1" --fallback-bundle-identifier "netrepl.$1" \
    --warnings-as-errors --output-path ".build/documentation/$1.doccarchive"
}

mkdir -p .build/documentation
document Core Sources/Core/Core
document Formats Sources/Formats
echo '.build/documentation; docc preview shows it, or any server of files'
