#!/bin/sh
# Makes a folder from which the libraries of C are linked in, for `swift build --pkg-config-path`:
# Scripts/static.sh FOLDER
#
# What is linked so runs where they are not, and has a linear algebra library of its own: it neither
# changes the settings of another one in the same process nor is changed by it.
set -eu
mkdir -p "$1"
folder=$(cd "$1" && pwd)

# The archives alone stand in the folder, which is searched first.
for library in openblas mpfr gmp z edit bsd md tinfo; do
  file=$(cc -print-file-name="lib$library.a")
  [ -f "$file" ] || { echo "lib$library.a is not there; its -dev package has it" >&2; exit 1; }
  ln -sf "$(realpath "$file")" "$folder/lib$library.a"
done

describe() {
  {
    printf 'Name: %s\nDescription: %s, linked in\n' "$1" "$1"
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
describe mpfr '-lmpfr -lgmp'
describe zlib -lz
