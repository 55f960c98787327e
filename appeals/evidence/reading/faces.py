"""Finds visible faces in a picture; only in the reader child. It knows nobody: it only looks."""

from pathlib import Path

import cv2
import numpy as np

from appeals.evidence.reading.wire import Box

# Faces of selfies fill a good part of the picture: a smaller copy is quicker and as good.
LONG_EDGE = 800
# A portrait on the card held to the camera is a face, too, but a small one.
LEAST_SHARE = 0.12
MOST_FACES = 20


class Faces:
    """OpenCV's cascade of frontal faces, loaded once."""

    def __init__(self) -> None:
        model = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml"
        self._cascade = cv2.CascadeClassifier(str(model))

    def boxes(self, jpeg: bytes) -> tuple[Box, ...]:
        """Return where faces are, the largest first: left, top, width, height as shares."""
        grey = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        if grey is None:
            return ()
        scale = min(1.0, LONG_EDGE / max(grey.shape))
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        high, wide = small.shape
        least = round(min(small.shape) * LEAST_SHARE)
        # Few votes are enough: a face that nobody has is a lesser harm than one denied.
        found = self._cascade.detectMultiScale(
            small, scaleFactor=1.1, minNeighbors=2, minSize=(least, least)
        )
        boxes = [
            (round(x / wide, 4), round(y / high, 4), round(w / wide, 4), round(h / high, 4))
            for x, y, w, h in (map(float, box) for box in found)
        ]
        return tuple(sorted(boxes, key=lambda box: -box[2] * box[3])[:MOST_FACES])
