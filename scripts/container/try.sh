#!/usr/bin/env bash
# Builds the image on Debian without a container engine and without a registry of images, and runs a delivery in it: as root,
# with debootstrap and buildah (apt-get install debootstrap buildah). The base is made by debootstrap, with the Node of this clone.
#
# usage: scripts/container/try.sh [FOLDER]   FOLDER keeps the base and the images for the next time (default: /var/tmp/frameferry-image)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
place=${1:-/var/tmp/frameferry-image}
frames=40
mkdir -p "$place"

images() { buildah --storage-driver vfs --root "$place/storage" --runroot "$place/run" "$@"; }
build() { images build --isolation chroot --format docker "$@"; }

if [ ! -e "$place/base/usr/local/bin/npm" ]; then
  echo "making a base with debootstrap"
  rm -rf "$place/base"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$place/base" >"$place/debootstrap.log"
  cp "node_modules/node/bin/node" "$place/base/usr/local/bin/node"
  npm install --silent --global --prefix "$place/base/usr/local" npm@11
  # A network with an authority of its own is reached with the certificates of this machine.
  cp /etc/ssl/certs/ca-certificates.crt "$place/base/etc/ssl/certs/ca-certificates.crt"
fi
printf 'FROM scratch\nCOPY . /\nENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt\n' >"$place/Base.Containerfile"
build --tag localhost/frameferry-base --file "$place/Base.Containerfile" "$place/base"
build --build-arg BASE=localhost/frameferry-base --ignorefile scripts/container/Containerfile.dockerignore \
  --tag localhost/frameferry --file scripts/container/Containerfile .

echo "delivering $frames frames to the demo service, all in the image"
work=$(mktemp -d)
container=$(images from localhost/frameferry)
trap 'images rm "$container" >/dev/null; rm -rf "$work"' EXIT
mkdir "$work"/{etc,state}
chown 10001:10001 "$work/state"
cat >"$work/etc/frameferry.yaml" <<'SITE'
sources: { incoming: { watch: /tmp/in, to: "http://127.0.0.1:18125/predict", until_idle: 3s } }
SITE
images run --isolation chroot --user 10001:10001 --volume "$work/etc:/etc/frameferry:ro" \
  --volume "$work/state:/var/lib/frameferry" "$container" -- sh -euc '
    mkdir -p /tmp/in
    ffmpeg -v error -f lavfi -i testsrc=size=320x240 -frames:v '$frames' /tmp/in/%d.jpg
    frameferry serve --port 18125 >/dev/null 2>&1 & service=$!
    tini -s -- frameferry up --json /etc/frameferry/frameferry.yaml
    kill $service' | tee "$work/summary"
grep -q "\"delivered\":$frames," "$work/summary" && echo "all $frames frames were delivered"
