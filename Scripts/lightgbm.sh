#!/bin/bash
# Puts LightGBM's C library, out of its PyPI wheel, where the command finds it: lightgbm.sh VERSION PLACE
# Never fails: without it the global model is left out, and says so.
version=$1
place=$2
[ "$(cat "$place.version" 2>/dev/null)" = "$version" ] && ls "${place%.*}".* >/dev/null 2>&1 && exit 0
skip() { echo "setup: no LightGBM ($1): the global model will be left out"; exit 0; }
pip=""
for candidate in "python3 -m pip" pip3 pip; do $candidate --version >/dev/null 2>&1 && { pip=$candidate; break; }; done
if [ -z "$pip" ] && command -v apt-get >/dev/null; then
    sudo=""; [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get install -y -qq --no-install-recommends python3-pip >/dev/null 2>&1 && pip="python3 -m pip"
fi
[ -n "$pip" ] || skip "no pip"
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT
timeout 300 $pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$folder" "lightgbm==$version" \
    >/dev/null 2>"$folder/log" || skip "$(tail -1 "$folder/log")"
unzip -q -j -o "$folder"/lightgbm-*.whl '*/lib_lightgbm.*' -d "$folder" || skip "the wheel holds no library"
mkdir -p "$(dirname "$place")" && mv "$folder"/lib_lightgbm.* "$(dirname "$place")/" && echo "$version" > "$place.version"
echo "setup: LightGBM $version in $(dirname "$place")"
