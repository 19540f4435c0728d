#!/bin/bash
# Builds a stand-in for the image python:3.x-slim, for machines that reach no image registry.
#
#   build-python-image.sh NAME
#
# Its parts are here already: the distribution's Python with its standard library, this machine's shell, a few of its
# commands and its C library. Instead of a package index it has, in a folder, the wheels that this checkout needs;
# pip on this machine fetches them. It is for tests: no TLS, no compiler.
#
# DOCKER is the client (docker). The distribution's packages python3 and python3-venv must be there.
set -euo pipefail

name=$1
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
python=$(readlink -f /usr/bin/python3)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
image=$work/image
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')

mkdir -p "$image"/usr/{bin,sbin,lib,lib64,src} "$image"/{etc,opt,var}
mkdir -m 1777 "$image/tmp"
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$image/$folder"; done
echo 'root:x:0:0::/tmp:/bin/sh' > "$image/etc/passwd"
echo 'root:x:0:' > "$image/etc/group"

commands=$(for command in sh bash cat chmod install ls mkdir rm sleep env; do type -P "$command"; done)
for command in $commands; do cp -L "$command" "$image/usr/bin/"; done
cp -L "$python" "$image/usr/bin/python3"
cp -rL --parents "/usr/lib/python$version" "$image"
rm -rf "$image/usr/lib/python$version"/{test,idlelib,tkinter,turtledemo,config-*}
cp -rL --parents /usr/lib/locale/C.utf8 "$image" 2> /dev/null || true  # built into newer C libraries
libraries=$(ldd "$python" | grep -oE '/[^ ]*/libc\.so\.6')  # those beside it are loaded by wheels
for library in libdl.so.2 libpthread.so.0 libresolv.so.2 librt.so.1 libutil.so.1 libm.so.6 libgcc_s.so.1 libstdc++.so.6; do
    cp -L --parents "${libraries%/*}/$library" "$image" 2> /dev/null || true
done
# shellcheck disable=SC2086  # a list
ldd "$python" "/usr/lib/python$version"/lib-dynload/*.so $commands | grep -oE '[[:space:]]/[^ ]*\.so[^ ]*' | sort -u |
    xargs -I{} cp -L --parents {} "$image"

"$python" -m venv "$work/venv"
"$work/venv/bin/pip" download -q --only-binary :all: -d "$image/opt/wheels" hatchling
"$work/venv/bin/pip" wheel -q -w "$image/opt/wheels" "$checkout"
rm -f "$image"/opt/wheels/tracker-*.whl
"$python" -m venv --copies "$image/opt/python"
for script in "$image"/opt/python/bin/pip*; do sed -i "1s|^#!.*|#!/opt/python/bin/python3|" "$script"; done

mkdir "$work/context"
tar -C "$image" --owner=0 --group=0 -cf "$work/context/image.tar" .
cat > "$work/context/Dockerfile" <<'DOCKERFILE'
FROM scratch
ADD image.tar /
ENV PATH=/opt/python/bin:/usr/bin LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
ENV PIP_NO_INDEX=1 PIP_FIND_LINKS=/opt/wheels PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1
CMD ["python3"]
DOCKERFILE
told=$("${DOCKER:-docker}" build -q -t "$name" "$work/context" 2>&1) || { echo "$told" >&2; exit 1; }
echo "built $name"
