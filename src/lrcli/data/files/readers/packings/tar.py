"""A tar archive: one of its members."""

import tarfile

from lrcli.data.files.readers.container import Container, Readable, Unpacked, damages
from lrcli.data.files.readers.packings.archive import choose_member


def content(container: Container) -> Readable:
    try:
        archive = tarfile.TarFile(fileobj=container.seekable)
        container.resources.enter_context(archive)
        members = {info.name: info for info in archive if info.isreg()}
        info = members[choose_member(container, {name: info.size for name, info in members.items()})]
        if info.issparse():
            raise container.error(f"{info.name!r} is stored with holes; unpack it first")
        file = archive.extractfile(info)
        return Unpacked(container, container.resources.enter_context(file))  # type: ignore[arg-type]  # it is a file
    except damages() as error:
        raise container.error(error) from None
