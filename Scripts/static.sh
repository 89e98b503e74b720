#!/bin/sh
# Describes the linear algebra library to the build as one that is linked in, in a folder for
# `swift build --pkg-config-path`: Scripts/static.sh FOLDER
#
# What is linked so neither changes the settings of another copy in the same process nor is changed by it, and
# runs where there is none.
set -eu
mkdir -p "$1"
folder=$(cd "$1" && pwd)

archive=$(pkg-config --variable=libdir openblas)/libopenblas.a
[ -f "$archive" ] || archive=$(cc -print-file-name=libopenblas.a)
[ -f "$archive" ] || { echo 'libopenblas.a is not there; libopenblas-dev has it' >&2; exit 1; }
ln -sf "$(realpath "$archive")" "$folder/libopenblas.a"
cc -O2 -fPIC -fvisibility=hidden -c "$(dirname "$0")/static-fortran.c" -o "$folder/fortran.o"
ar rcs "$folder/libnetreplfortran.a" "$folder/fortran.o"

describe() {
  {
    printf 'Name: %s\nDescription: %s\n' "$1" "$1"
    echo "Version: $(pkg-config --modversion "$1")"
    echo "Cflags: $(pkg-config --cflags "$1")"
    echo "Libs: -L$folder $2"
  } > "$folder/$1.new"
  # The build looks at its time, so what says the same stays.
  if cmp -s "$folder/$1.new" "$folder/$1.pc"; then rm "$folder/$1.new"; else
    mv "$folder/$1.new" "$folder/$1.pc"
  fi
}

describe openblas '-lopenblas -lnetreplfortran'
# The others say only that the folder is searched first: whatever flags stand first, they are these.
describe mpfr '-lmpfr -lgmp'
describe zlib -lz
