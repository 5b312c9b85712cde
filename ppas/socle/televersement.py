"""Receiving large files: straight to disk, and no more of them than the limit plus one byte."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class VersDisque(TemporaryFileUploadHandler):
    """Django's handler to disk, which stops writing once a file is over the limit: its size then says so."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        """Write `raw_data` unless the file is already too big; leave nothing behind when the disk refuses it."""
        if start > settings.DEPOT_TAILLE_MAX:
            return None
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError:
            self.file.close()
            raise
