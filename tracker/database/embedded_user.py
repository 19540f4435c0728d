"""The system user that PostgreSQL runs as when the tracker is run by root, for PostgreSQL refuses to run as root.

That user must reach the programs and the data folder, which may lie in a closed home. Instead of opening the home
to everybody, an access control entry lets this one user pass through each closed folder on the way.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.errors import SurroundingsError

NAME = "tracker-postgres"
_ACL = "system.posix_acl_access"
_ACL_VERSION = 2
_OWNER, _USER, _GROUP, _MASK, _OTHERS = 0x01, 0x02, 0x04, 0x10, 0x20  # tags of entries
_NOBODY = 0xFFFFFFFF  # the id in entries that name nobody
_PASS = 1


@dataclass(frozen=True, slots=True)
class ServerUser:
    name: str
    uid: int
    gid: int

    def credentials(self) -> dict[str, Any]:
        """Arguments for subprocess.run."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def take(self, folder: Path) -> None:
        os.chown(folder, self.uid, self.gid, follow_symlinks=False)
        folder.chmod(0o700)

    def may_pass(self, folder: Path) -> bool:
        return self.succeeds("/bin/sh", "-c", 'test -x "$1"', "sh", str(folder))

    def succeeds(self, *words: str) -> bool:
        """Whether this user can run a command and it ends well."""
        try:
            return not subprocess.run(  # noqa: S603
                words, cwd="/", check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.credentials()
            ).returncode
        except PermissionError:
            return False
        except (OSError, ValueError) as error:
            raise SurroundingsError(f"cannot become the system user {self.name}: {error}", _WAYS_OUT) from error


_WAYS_OUT = "Run the tracker as an ordinary user, or give another database with --database URL."


def server_user(pgdata: Path, programs: Path) -> ServerUser | None:
    """Whom to run PostgreSQL as: None for ourselves; for root the owner of the cluster, or a user made for it."""
    if os.name != "posix":
        raise SurroundingsError("the embedded PostgreSQL runs on Linux and macOS only", "Give --database URL.")
    if os.geteuid() != 0:
        return None
    user = _owner(pgdata) or _own_user()
    data_folder = pgdata.parent
    if data_folder.stat().st_uid == 0:
        data_folder.chmod(data_folder.stat().st_mode | 0o001)
    _open_way(user, data_folder)
    _open_way(user, programs.parent.parent)
    if not user.succeeds(str(programs / "postgres"), "--version"):
        _open_package(programs.parent)
    return user


def _owner(pgdata: Path) -> ServerUser | None:
    import pwd

    uid = pgdata.stat().st_uid if pgdata.exists() else 0
    if uid == 0:
        return None
    try:
        found = pwd.getpwuid(uid)
    except KeyError as error:
        raise SurroundingsError(f"{pgdata} belongs to a user that does not exist: {uid}", _WAYS_OUT) from error
    return ServerUser(found.pw_name, found.pw_uid, found.pw_gid)


def _own_user() -> ServerUser:
    import pwd

    if not _exists(NAME):
        _make_user()
    found = pwd.getpwnam(NAME)
    return ServerUser(NAME, found.pw_uid, found.pw_gid)


def _make_user() -> None:
    """One at a time: two useradd at once can enter the same name twice."""
    import fcntl

    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    what = f"PostgreSQL does not run as root, and its system user {NAME} cannot be made"
    if useradd is None:
        raise SurroundingsError(f"{what}: there is no useradd", _WAYS_OUT)
    with Path(useradd).open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _exists(NAME):
            return
        words = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/false"]
        told = subprocess.run([useradd, *words, NAME], capture_output=True, text=True, check=False)  # noqa: S603
    if told.returncode:
        raise SurroundingsError(f"{what}: {told.stderr.strip()}", _WAYS_OUT)


def _exists(name: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _open_way(user: ServerUser, folder: Path) -> None:
    """Lets the user pass every folder down to this one."""
    for step in (*reversed(folder.parents), folder):
        if user.may_pass(step):
            continue
        try:
            allow_passing(step, user.uid)
        except OSError as error:
            raise SurroundingsError(
                f"the system user {user.name}, which PostgreSQL runs as, cannot reach {folder}: {step} is closed to it",
                f"Allow it with: chmod o+x {step}; or choose another place (TRACKER_DATA_DIR for the data).",
            ) from error
        print(f"note: the system user {user.name} may now pass through {step}", file=sys.stderr)  # noqa: T201


def allow_passing(folder: Path, uid: int) -> None:
    """Adds an access control entry: this user may pass through the folder, not list it. OSError where unsupported."""
    entries = _entries(folder)
    entries[_USER, uid] = entries.get((_USER, uid), 0) | _PASS
    entries[_MASK, _NOBODY] = entries.get((_MASK, _NOBODY), entries[_GROUP, _NOBODY]) | _PASS
    packed = b"".join(struct.pack("<HHI", tag, allowed, who) for (tag, who), allowed in sorted(entries.items()))
    os.setxattr(folder, _ACL, struct.pack("<I", _ACL_VERSION) + packed)


def _entries(folder: Path) -> dict[tuple[int, int], int]:
    """(tag, id) -> permissions; those of the mode where the folder has no list yet."""
    try:
        packed = os.getxattr(folder, _ACL)
    except OSError:
        mode = folder.stat().st_mode
        return {(tag, _NOBODY): mode >> shift & 7 for tag, shift in ((_OWNER, 6), (_GROUP, 3), (_OTHERS, 0))}
    return {(tag, who): allowed for tag, allowed, who in struct.iter_unpack("<HHI", packed[4:])}


def _open_package(installed: Path) -> None:
    """Lets everybody read and run the programs, which a strict umask closed while they were installed."""
    package = installed.parent
    for top in (package, package.with_suffix(".libs")):
        for path in (top, *top.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if path.is_dir() or mode & 0o100 else 0))
