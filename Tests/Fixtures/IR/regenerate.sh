#!/bin/sh
# Compiles the sources of this folder to the .ll files that the tests read. Needs clang 19 or later
# and rustc; the tests pin what is in the files, so look at the difference.
set -e
cd "$(dirname "$0")"
flags="-S -emit-llvm -g -ffreestanding -nostdinc -fno-discard-value-names -fwrapv
  -fno-strict-aliasing -fno-stack-protector -fdebug-compilation-dir=/src -w"
clang $flags -O0 --target=x86_64-linux-gnu -mno-sse -mno-80387 driver.c -o driver.ll
clang $flags -O1 --target=x86_64-linux-gnu -mno-sse -mno-80387 driver.c -o driver-O1.ll
# The oldest clang whose text is read; its debug records are calls.
if command -v "${CLANG15:=clang-15}" >/dev/null; then
  "$CLANG15" $flags -O0 --target=x86_64-linux-gnu -mno-sse -mno-80387 driver.c \
    -o driver-clang15.ll
fi
clang $flags -O0 --target=aarch64-linux-gnu asm.c -o asm.ll
clang $flags -O1 --target=x86_64-linux-gnu float.c -o float.ll
rust="--edition 2021 --crate-type lib --emit=llvm-ir -C codegen-units=1 -C debuginfo=2
  -C opt-level=1 -C no-prepopulate-passes -C debug-assertions=off --remap-path-prefix=$PWD=/src"
rustc $rust -C panic=abort driver.rs -o rust.ll
