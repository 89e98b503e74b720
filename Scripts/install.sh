#!/bin/sh
# Installs what is built, with the manual pages and completions that the program makes of itself:
# Scripts/install.sh PROGRAM READER PREFIX [FOLDER OF ZSH]
set -eu
program=$1
reader=$2
prefix=$3
zsh=${4:-zsh/site-functions}

install -d "$prefix/bin" "$prefix/libexec/netrepl"
install -s -m 755 "$program" "$prefix/bin/netrepl"
install -s -m 755 "$reader" "$prefix/libexec/netrepl/netrepl-hdf5"

# The program writes it to a file of its own first: half a page is none.
reference() {
  install -d "$prefix/share/$2"
  made=$(mktemp)
  LC_ALL=C.UTF-8 "$program" --generate-reference "$1" > "$made" || { rm -f "$made"; exit 1; }
  install -m 644 "$made" "$prefix/share/$2/$3"
  rm -f "$made"
}

for page in netrepl netrepl-replay netrepl-sweep netrepl-merge; do
  reference "$page.1" man/man1 "$page.1"
done
reference netrepl.bash bash-completion/completions netrepl
reference netrepl.zsh "$zsh" _netrepl
reference netrepl.fish fish/vendor_completions.d netrepl.fish
