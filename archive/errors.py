"""What can go wrong with an archive, and what to do then."""


class ArchiveError(Exception):
    """The archive cannot be opened, written or read; the message is one sentence for the user.

    Raised from `Archive.open` (missing or read-only folder), from every write (disk full) and from `Archive.entity`. Stop: what is
    stored stays valid, nothing after this point was stored.
    """


class DamagedRecordError(ArchiveError):
    """The bytes at an offset of a WARC file are not the record that was written there.

    Raised when a record is read back. Other records of the file are not affected; the sentence names file and offset.
    """
