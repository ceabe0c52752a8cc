"""Every error that `qa` raises on purpose. All are `index.errors.ArchiveError`s.

ArchiveError
├── PictureUnavailable     a picture cannot be drawn or saved
└── AnswerError            a question cannot be answered
    ├── BadQuestion        it is empty, too long or not text
    ├── NoGloss            a quote cannot be had in another language
    └── GenerationError    the chat model failed
        └── ChatModelUnavailable   it cannot be loaded or reached
"""

from index.errors import ArchiveError


class PictureUnavailable(ArchiveError):
    """A picture cannot be drawn, for want of a package, or saved."""


class AnswerError(ArchiveError):
    """A question cannot be answered."""


class BadQuestion(AnswerError):
    """The question is empty, too long or not text."""


class NoGloss(AnswerError):
    """A quote cannot be had in another language, or not in words that may be shown."""


class GenerationError(AnswerError):
    """The chat model failed while it wrote."""


class ChatModelUnavailable(GenerationError):
    """The chat model cannot be loaded or reached."""
