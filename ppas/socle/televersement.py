"""Receiving large files: straight to disk, and no more of them than the limit plus one byte."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class VersDisque(TemporaryFileUploadHandler):
    """Django's handler to disk, which stops writing once a file is over the limit: its size then says so.

    A disk that refuses, whether a block or at the end what was still in memory, leaves nothing behind.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        """Write `raw_data` unless the file is already too big."""
        if start > settings.DEPOT_TAILLE_MAX:
            return None
        with self._ou_rien():
            return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        """Return the file, all of it written."""
        with self._ou_rien():
            return super().file_complete(file_size)

    @contextmanager
    def _ou_rien(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self.file.close()
            raise
