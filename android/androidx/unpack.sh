#!/usr/bin/env bash
# Unpacks the AndroidX libraries and compiles the resources of each: unpack.sh TARGET_FOLDER.
# What did not change since the last time is left as it is.
set -euo pipefail

target=$1
mkdir -p "$target/unpacked" "$target/compiled"
for library in "$target"/aar/*.aar; do
  name=$(basename "$library" .aar)
  [[ -e $target/compiled/$name.done ]] && continue
  mkdir -p "$target/unpacked/$name"
  unzip -qo "$library" -d "$target/unpacked/$name"
  if [[ -d $target/unpacked/$name/res ]]; then
    aapt2 compile --dir "$target/unpacked/$name/res" -o "$target/compiled/$name.zip"
  fi
  touch "$target/compiled/$name.done"
done
