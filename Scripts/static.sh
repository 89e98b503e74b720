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
cc -O2 -fPIC -fvisibility=hidden -c "$(dirname "$0")/static-fortran.c" -o "$folder/fortran.o"
# In one archive with what calls it: some linkers go through each only once.
# An archive that is not replaced is not linked again.
if [ ! -e "$folder/libopenblas.a" ] || [ "$archive" -nt "$folder/libopenblas.a" ]; then
  cp "$archive" "$folder/libopenblas.a"
  ar rs "$folder/libopenblas.a" "$folder/fortran.o"
fi

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

describe openblas -lopenblas
# The others say only that the folder is searched first: whatever flags stand first, they are these.
describe mpfr '-lmpfr -lgmp'
describe zlib -lz
