#!/bin/sh
# Installs the merkl binary: downloads it for this machine, checks it against the release's list of
# SHA-256 checksums, and only then puts it in place.
#
#   sh install.sh [VERSION]
#
# MERKL_INSTALL   folder for the binary (default: ~/.local/bin)
# MERKL_RELEASES  where the releases are (default: GitHub's)
set -eu

releases=${MERKL_RELEASES:-https://github.com/merkl/merkl/releases}
folder=${MERKL_INSTALL:-$HOME/.local/bin}
version=${1:-latest}

fail() {
  echo "merkl is not installed: $1" >&2
  exit 1
}

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64 | Linux-amd64) target=x86_64-unknown-linux-gnu ;;
  Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-gnu ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  *) fail "there is no binary for $(uname -s) on $(uname -m); with Deno: deno install -gA -n merkl jsr:@merkl/merkl/cli" ;;
esac

if command -v curl >/dev/null 2>&1; then
  fetch() { curl -fsSL --retry 3 -o "$2" "$1"; }
elif command -v wget >/dev/null 2>&1; then
  fetch() { wget -q -O "$2" "$1"; }
else
  fail "neither curl nor wget is there to download it"
fi

if command -v sha256sum >/dev/null 2>&1; then
  digest() { sha256sum "$1" | cut -d ' ' -f 1; }
elif command -v shasum >/dev/null 2>&1; then
  digest() { shasum -a 256 "$1" | cut -d ' ' -f 1; }
else
  fail "neither sha256sum nor shasum is there to check it"
fi

if [ "$version" = latest ]; then
  from=$releases/latest/download
else
  from=$releases/download/v${version#v}
fi

mkdir -p "$folder" 2>/dev/null || fail "the folder $folder can't be made; name another with MERKL_INSTALL"
# beside its place, so that the last step is a rename: an old binary stays whole until then
scratch=$(mktemp -d "$folder/.merkl-install-XXXXXX") || fail "$folder can't be written; name another with MERKL_INSTALL"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

name=merkl-$target
fetch "$from/SHA256SUMS" "$scratch/SHA256SUMS" || fail "$from/SHA256SUMS can't be downloaded"
expected=$(awk -v name="$name" '$2 == name || $2 == "*" name { print $1; exit }' "$scratch/SHA256SUMS")
[ -n "$expected" ] || fail "the release has no checksum for $name"
fetch "$from/$name" "$scratch/merkl" || fail "$from/$name can't be downloaded"
actual=$(digest "$scratch/merkl")
[ "$actual" = "$expected" ] || fail "$name has the SHA-256 checksum $actual, but the release says $expected"

chmod 755 "$scratch/merkl"
installed=$("$scratch/merkl" --version) || fail "$name doesn't run on this machine"
mv -f "$scratch/merkl" "$folder/merkl"
echo "merkl $installed is installed: $folder/merkl"
case ":$PATH:" in
  *":$folder:"*) ;;
  *) echo "Add it to your PATH: export PATH=\"$folder:\$PATH\"" ;;
esac
