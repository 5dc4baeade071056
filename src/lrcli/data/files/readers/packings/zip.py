"""A zip archive: one of its members."""

import zipfile

from lrcli.data.files.readers.container import Container, Readable, Unpacked, check_size, damages
from lrcli.data.files.readers.packings.archive import choose_member

ENCRYPTED = 1  # a bit of a member's flags


def content(container: Container) -> Readable:
    try:
        archive = container.resources.enter_context(zipfile.ZipFile(container.seekable))
        members = {info.filename: info for info in archive.infolist() if not info.is_dir()}
        info = members[choose_member(container, {name: info.file_size for name, info in members.items()})]
        if info.flag_bits & ENCRYPTED:
            raise container.error(f"{info.filename!r} is protected by a password; unpack it first")
        check_size(container, info.file_size, info.compress_size)  # and it gives no more bytes than it says
        return Unpacked(container, container.resources.enter_context(archive.open(info)))
    except damages() as error:
        raise container.error(error) from None
