#!/bin/sh
# Packs what is built, a tarball and a Debian package, in dist/: Scripts/dist.sh PROGRAM READER LIBRARY
set -eu
cd "$(dirname "$0")/.."
program=$1
reader=$2
library=$3
version=$("$program" --version | cut -d ' ' -f 2)

# The same files make the same bytes, whenever they are packed.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
mkdir -p dist

# What a reader of the README looks for beside it.
documents() {
  mkdir -p "$1"
  cp README.md CHANGELOG.md LICENSE "$1"
  cp -R docs sessions "$1"
}

name=netrepl-$version-linux-$(uname -m)
Scripts/install.sh "$program" "$reader" "$work/$name"
Scripts/install-library.sh "$library" "$program" "$work/$name"
documents "$work/$name/share/doc/netrepl"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
  -C "$work" -cf - "$name" | gzip -9n > "dist/$name.tar.gz"
echo "dist/$name.tar.gz"

if ! command -v dpkg-deb >/dev/null 2>&1; then
  echo 'No Debian package: dpkg-deb is not there.' >&2
  exit 0
fi

root=$work/root
Scripts/install.sh "$program" "$reader" "$root/usr" zsh/vendor-completions
Scripts/install-library.sh "$library" "$program" "$root/usr"
documents "$root/usr/share/doc/netrepl"
mv "$root/usr/share/doc/netrepl/LICENSE" "$root/usr/share/doc/netrepl/copyright"
gzip -9n "$root"/usr/share/man/man1/*.1

# The packages that have the libraries, with the versions that have what is called of them where
# dpkg-shlibdeps can tell. Nothing of libgmp is called but by libmpfr, whose package brings it.
needed() {
  if command -v dpkg-shlibdeps >/dev/null 2>&1; then
    mkdir -p "$work/debian" "$root/DEBIAN"
    printf 'Source: netrepl\n\nPackage: netrepl\nArchitecture: any\n' > "$work/debian/control"
    (cd "$work" && dpkg-shlibdeps -O -xlibgmp10 -eroot/usr/bin/netrepl -eroot/usr/lib/libnetrepl.so.1 2>/dev/null) | sed -n 's/^shlibs:Depends=//p'
  else
    ldd "$root/usr/bin/netrepl" | awk '$2 == "=>" { print $1 }' | while read -r library; do
      dpkg-query -S "*/$library" | cut -d : -f 1 | head -n 1
    done | sort -u | paste -s -d , -
  fi
}
depends=$(needed)
[ -n "$depends" ] || { echo 'the libraries that it needs are of no package' >&2; exit 1; }

architecture=$(dpkg --print-architecture)
mkdir -p "$root/DEBIAN"
cat > "$root/DEBIAN/control" <<CONTROL
Package: netrepl
Version: $version
Section: math
Priority: optional
Architecture: $architecture
Maintainer: the netrepl authors <netrepl@localhost.invalid>
Installed-Size: $(du -sk "$root/usr" | cut -f 1)
Depends: $depends
Suggests: less, librsvg2-bin
Description: explore the derivatives of feed-forward neural networks
 Loads a network of PyTorch, Keras, scikit-learn, ONNX, MATLAB and others, and
 shows its output, Jacobian and Hessian at an input, each number beside a finite
 difference with a bound and a verdict. Explains where each entry comes from,
 judges formulas, draws pictures, and computes at every row of a file. A library
 for C, libnetrepl, computes the same in other programs.
CONTROL
dpkg-deb --root-owner-group --build -Zxz "$root" "dist/netrepl_${version}_$architecture.deb" >/dev/null
echo "dist/netrepl_${version}_$architecture.deb"
