"""A service that finds faces and eyes by OpenCV's cascades, and answers as DeepStack does."""
import sys
from threading import Lock

import cv2
import numpy
from flask import Flask, request
from werkzeug.serving import make_server

CASCADES = "/usr/share/opencv4/haarcascades/haarcascade_{}.xml"
app = Flask(__name__)
# A cascade serves one thread at a time.
lock = Lock()
finders = {
    label: cv2.CascadeClassifier(CASCADES.format(name))
    for label, name in (("face", "frontalface_default"), ("eye", "eye"))
}


def found(finder, picture):
    with lock:
        boxes, _, scores = finder.detectMultiScale3(picture, minNeighbors=6, outputRejectLevels=True)
    return [([int(part) for part in box], float(score)) for box, score in zip(boxes, scores)]


def prediction(label, box, score):
    x, y, width, height = box
    return {
        "label": label,
        "confidence": round(min(0.99, score / 6), 2),
        **{"x_min": x, "y_min": y, "x_max": x + width, "y_max": y + height},
    }


@app.post("/v1/vision/detection")
def detect():
    data = numpy.frombuffer(request.files["image"].read(), numpy.uint8)
    picture = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    faces = found(finders["face"], picture)
    predictions = [prediction("face", box, score) for box, score in faces]
    for (left, top, width, height), _ in faces:
        upper = picture[top : top + height * 2 // 3, left : left + width]
        for (x, y, *size), score in found(finders["eye"], upper):
            predictions.append(prediction("eye", (left + x, top + y, *size), score))
    return {"success": True, "predictions": predictions}


if __name__ == "__main__":
    server = make_server("127.0.0.1", int(sys.argv[1]), app, threaded=True)
    print("listening", flush=True)
    server.serve_forever()
