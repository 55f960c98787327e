"""Finds and reads lines of text in a picture; only in the reader child and in benchmarks."""

from typing import Any

import cv2
import numpy as np
from rapidocr import RapidOCR

from appeals.evidence.reading.wire import Line

# Larger pictures take twice the time and say no more: a card's digits are 20 pixels high here.
LONG_EDGE = 1280


class Text:
    """The models, loaded once."""

    def __init__(self) -> None:
        self._engine: Any = RapidOCR(  # Any: the library has no types
            params={
                "Global.log_level": "critical",
                # One thread: workers share the cores, and threads reserve memory.
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def lines(self, jpeg: bytes) -> tuple[Line, ...]:
        """Return the lines of text in the picture, from top to bottom."""
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            return ()
        scale = max(1.0, max(picture.shape[:2]) / LONG_EDGE)
        size = round(picture.shape[1] / scale), round(picture.shape[0] / scale)
        found = self._engine(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
        if found.txts is None:
            return ()
        return tuple(
            Line(text, round(float(score) * 100), _corners(box * scale))
            for text, score, box in zip(found.txts, found.scores, found.boxes, strict=True)
        )


def _corners(box: Any) -> tuple[tuple[float, float], ...]:  # noqa: ANN401 - the library's array
    return tuple((round(float(across), 1), round(float(down), 1)) for across, down in box)
