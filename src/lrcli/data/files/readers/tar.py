"""A tar archive: one of its members."""

import tarfile

from lrcli.data.files.readers.archive import member
from lrcli.data.files.readers.container import DAMAGES, Container, Readable, Unpacked


def content(container: Container) -> Readable:
    try:
        archive = tarfile.TarFile(fileobj=container.seekable)
        container.resources.enter_context(archive)
        found = {info.name: info for info in archive if info.isreg()}
        info = found[member(container, {name: info.size for name, info in found.items()})]
        if info.issparse():
            raise container.error(f"{info.name!r} is stored with holes; unpack it first")
        file = archive.extractfile(info)
        return Unpacked(container, container.resources.enter_context(file))  # type: ignore[arg-type]  # it is a file
    except DAMAGES as error:
        raise container.error(error) from None
