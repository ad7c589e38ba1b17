#!/usr/bin/env bash
# An S3 server for the tests: Ceph's gateway over one monitor and one store in memory, on 127.0.0.1 only.
# Usage: ceph.sh FOLDER PORT. Prints READY when it answers; ends with all its processes on SIGTERM.
# Needs Debian's radosgw, ceph-mon, ceph-osd and ceph-common. Keys: AKTEST / SKTEST.
set -eu

[ $# -eq 2 ] || { echo "usage: ceph.sh FOLDER PORT" >&2; exit 2; }

folder=$1
port=$2
mkdir -p "$folder"/{mon,osd,run,log}
export CEPH_CONF=$folder/ceph.conf

cat >"$CEPH_CONF" <<END
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon host = v1:127.0.0.1:$((port + 1))
mon initial members = a
ms bind msgr2 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
keyring = $folder/keyring
run dir = $folder/run
crash dir = $folder/run
admin socket = $folder/run/\$cluster-\$name.asok
log file = $folder/log/\$name.log
pid file =
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail crit = 1
[mon.a]
mon data = $folder/mon/a
[osd.0]
osd data = $folder/osd/0
# the tools below do it, once the monitor is known
osd crush update on start = false
osd class update on start = false
osd objectstore = memstore
memstore device bytes = 4294967296
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw enable usage log = false
rgw enable gc threads = false
rgw enable lc threads = false
END

pids=()
end() {
  [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
  wait
}
trap end EXIT
trap 'exit 143' TERM INT

ceph-authtool --create-keyring "$folder/keyring" --gen-key -n mon. --cap mon 'allow *' >&2
ceph-authtool "$folder/keyring" --gen-key -n client.admin \
  --cap mon 'allow *' --cap osd 'allow *' >&2
fsid=$(awk '$1 == "fsid" { print $3 }' "$CEPH_CONF")
monmaptool --create --addv a "[v1:127.0.0.1:$((port + 1))]" --fsid "$fsid" "$folder/monmap" >&2
mkdir -p "$folder/mon/a" "$folder/osd/0"
ceph-mon --mkfs -i a --monmap "$folder/monmap" --keyring "$folder/keyring" >&2
ceph-mon -f -i a >&2 &
pids+=($!)
id=$(cat /proc/sys/kernel/random/uuid)
timeout 60 ceph osd new "$id" >&2
ceph-osd -i 0 --mkfs --osd-uuid "$id" >&2
ceph-osd -f -i 0 >&2 &
pids+=($!)
timeout 60 ceph osd crush create-or-move osd.0 1.0 host=localhost root=default >&2 || true
radosgw -f -n client.rgw >&2 &
pids+=($!)
timeout 120 radosgw-admin user create --uid=t --display-name=t \
  --access-key=AKTEST --secret-key=SKTEST >&2
for _ in $(seq 300); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    echo READY
    wait
    exit
  fi
  sleep 0.2
done
echo "the gateway did not start" >&2
exit 1
