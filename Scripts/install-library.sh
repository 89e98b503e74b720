#!/bin/sh
# Installs the library for C, its header, and what pkg-config says of it:
# Scripts/install-library.sh LIBRARY PROGRAM PREFIX
set -eu
library=$1
version=$("$2" --version | cut -d ' ' -f 2)
prefix=$3
[ -n "$version" ] || { echo "$2 does not say its version" >&2; exit 1; }
header=$(dirname "$0")/../Sources/NetREPLLibrary/netrepl.h

install -d "$prefix/lib/pkgconfig" "$prefix/include"
install -s -m 755 "$library" "$prefix/lib/libnetrepl.so.1"
ln -sf libnetrepl.so.1 "$prefix/lib/libnetrepl.so"
install -m 644 "$header" "$prefix/include/netrepl.h"
# Beside it, so that the folder can be moved as a whole.
cat > "$prefix/lib/pkgconfig/netrepl.pc" <<PC
prefix=\${pcfiledir}/../..

Name: netrepl
Description: outputs and derivatives of feed-forward neural networks
Version: $version
Cflags: -I\${prefix}/include
Libs: -L\${prefix}/lib -lnetrepl
PC
chmod 644 "$prefix/lib/pkgconfig/netrepl.pc"
