#!/bin/sh
# build.sh [COPY]: builds server/web/dist when the sources are newer, then copies it to COPY, so that a build folder holds
# what it embeds. Several build folders may call it at once: one builds, the others wait.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
exec 9<"$here"
flock 9
sources=$(find src build.mjs package.json package-lock.json .npmrc -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -d' ' -f1)
if [ "$(cat dist/.sources 2>/dev/null || true)" != "$sources" ]; then
    packages=$(sha256sum package-lock.json | cut -d' ' -f1)
    if [ "$(cat node_modules/.lock-of 2>/dev/null || true)" != "$packages" ]; then
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
        echo "$packages" >node_modules/.lock-of
    fi
    node build.mjs dist
    echo "$sources" >dist/.sources
fi
if [ $# -gt 0 ]; then
    rm -rf "$1"
    mkdir -p "$1"
    cp -R dist/. "$1"
fi
