#!/bin/sh
# Makes a folder from which the libraries of C are linked in, for `swift build --pkg-config-path`:
# Scripts/static.sh FOLDER
#
# The linear algebra library so linked neither changes the settings of another one in the same process nor
# is changed by it. The others are those of the program that not every system has; MPFR and GMP stay shared,
# since their archives fit programs alone.
set -eu
mkdir -p "$1"
folder=$(cd "$1" && pwd)

# The archives alone stand in the folder, which is searched first.
for library in openblas edit bsd md tinfo; do
  file=$(cc -print-file-name="lib$library.a")
  [ -f "$file" ] || { echo "lib$library.a is not there; its -dev package has it" >&2; exit 1; }
  ln -sf "$(realpath "$file")" "$folder/lib$library.a"
done

cc -O2 -fPIC -fvisibility=hidden -c "$(dirname "$0")/static-fortran.c" -o "$folder/fortran.o"
ar rcs "$folder/libnetreplfortran.a" "$folder/fortran.o"

{
  printf 'Name: openblas\nDescription: openblas, linked in\n'
  echo "Version: $(pkg-config --modversion openblas)"
  echo "Cflags: $(pkg-config --cflags openblas)"
  echo "Libs: -L$folder -lopenblas -lnetreplfortran"
} > "$folder/openblas.new"
# The build looks at its time, so what says the same stays.
if cmp -s "$folder/openblas.new" "$folder/openblas.pc"; then
  rm "$folder/openblas.new"
else
  mv "$folder/openblas.new" "$folder/openblas.pc"
fi
