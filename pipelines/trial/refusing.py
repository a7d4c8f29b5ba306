"""Why an effect is not estimated: a reason of the closed vocabulary, and a sentence."""

from __future__ import annotations

from pipelines.errors import InputError
from pipelines.schema import VOCABULARIES


class RefusedError(InputError):
    """An effect that the data cannot give; `reason` is a code of the vocabulary trial_refusal."""

    def __init__(self, reason: str, where: str) -> None:
        words = {value.code: value.en for value in VOCABULARIES["trial_refusal"].values}
        super().__init__(
            f"{where}: {words[reason][0].lower()}{words[reason][1:]}. No effect is given."
        )
        self.reason = reason
