"""The service of the example: one image in, one JSON answer out, for those who know the token."""
import hmac
from pathlib import Path

from flask import Flask, abort, request

app = Flask(__name__)
token = Path("/run/secrets/service_token").read_text().strip()


@app.post("/predict")
def predict():
    if not hmac.compare_digest(request.headers.get("Authorization", ""), f"Bearer {token}"):
        abort(401)
    image = request.files["image"].read()
    return {"bytes": len(image)}  # put your model here
