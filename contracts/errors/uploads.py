"""Rules about documents that are handed in."""

from runtime.errors import InvalidInput, LimitExceeded, PermissionDenied


class OwnMaterial(PermissionDenied):
    """Nobody attests a document of their own."""

    reason = "OWN_MATERIAL"


class UnsupportedContent(InvalidInput):
    """The bytes are not of a type that is taken, or not of the type they were said to be."""

    reason = "UNSUPPORTED_CONTENT"


class ExecutableContent(InvalidInput):
    """The upload is a program or a script."""

    reason = "EXECUTABLE_CONTENT"


class ActiveContent(InvalidInput):
    """The upload does something when it is opened: scripts in a drawing or a PDF, links, files that write elsewhere."""

    reason = "ACTIVE_CONTENT"


class EncryptedContent(InvalidInput):
    """The upload can be read with a password only."""

    reason = "ENCRYPTED_CONTENT"


class BrokenContent(InvalidInput):
    """The upload is damaged or not complete: no officer could open it."""

    reason = "BROKEN_CONTENT"


class ContentBeyondLimits(InvalidInput):
    """The upload unpacks to more than any document holds: archives too deep or too dense, too many pixels or pages."""

    reason = "CONTENT_BEYOND_LIMITS"


class InfectedContent(InvalidInput):
    """The virus scan found something in the upload."""

    reason = "INFECTED_CONTENT"


class UploadTooLarge(LimitExceeded):
    """The upload is over its limit."""

    reason = "UPLOAD_TOO_LARGE"
