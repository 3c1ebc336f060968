"""The one exception a user sees."""


class EngineError(Exception):
    """A failure the user can act on.

    Its text is one sentence in plain words that says what is wrong and what to do; it reaches the user as it stands.
    """


class Shortage(EngineError):
    """Disk, memory or a drive gave way: the same run may succeed later, so what it has finished is kept for it."""


class Cancelled(Exception):
    """The user asked to stop; unwinds the job so that unfinished files are removed."""
