#!/bin/bash
# Puts the HiGHS solver's library where the command finds it: highs.sh VERSION PLACE
# Debian's own package where there is one, else the library out of the PyPI wheel highsbox.
# Never fails: without it orders are chosen greedily, and the run says so.
version=$1
place=$2
[ "$(cat "$place.version" 2>/dev/null)" = "$version" ] && ls "${place%.*}".* >/dev/null 2>&1 && exit 0
ldconfig -p 2>/dev/null | grep -q 'libhighs\.so' && exit 0
skip() { echo "setup: no HiGHS ($1): orders under common limits will be chosen greedily"; exit 0; }
sudo=""; [ "$(id -u)" = 0 ] || sudo=sudo
if command -v apt-cache >/dev/null; then
    for package in libhighs1 libhighs-dev; do
        apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [0-9]' || continue
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 || continue
        ldconfig -p 2>/dev/null | grep -q 'libhighs\.so' && { echo "setup: HiGHS of the distribution ($package)"; exit 0; }
    done
fi
pip=""
for candidate in "python3 -m pip" pip3 pip; do $candidate --version >/dev/null 2>&1 && { pip=$candidate; break; }; done
if [ -z "$pip" ] && command -v apt-get >/dev/null; then
    $sudo apt-get install -y -qq --no-install-recommends python3-pip >/dev/null 2>&1 && pip="python3 -m pip"
fi
[ -n "$pip" ] || skip "no pip"
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT
timeout 300 $pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$folder" "highsbox==$version" \
    >/dev/null 2>"$folder/log" || skip "$(tail -1 "$folder/log")"
unzip -q -j -o "$folder"/highsbox-*.whl '*/lib/libhighs.*' -d "$folder" || skip "the wheel holds no library"
mkdir -p "$(dirname "$place")" && mv "$folder"/libhighs.* "$(dirname "$place")/" && echo "$version" > "$place.version"
echo "setup: HiGHS $version in $(dirname "$place")"
