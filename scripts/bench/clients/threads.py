"""The thread pool that the article recommends: one task a frame, each with a connection of its own.

usage: threads.py FOLDER URL WORKERS   -> one JSON line: frames, ok, seconds, cpuMs
Debian packages: python3-requests
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests


def post_frame(path, url):
    try:
        with path.open("rb") as image:
            return requests.post(url, files={"image": image}).ok
    except (OSError, requests.RequestException):
        return False


def main(folder, url, workers):
    paths = sorted(Path(folder).glob("*.jpg"))
    started, cpu_before = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(max_workers=int(workers)) as pool:
        tasks = [pool.submit(post_frame, path, url) for path in paths]
        delivered = [task.result() for task in tasks]
    seconds = time.perf_counter() - started
    cpu_ms = 1000 * (time.process_time() - cpu_before)
    report = {"frames": len(paths), "ok": sum(delivered), "seconds": seconds, "cpuMs": cpu_ms}
    print(json.dumps(report))


main(*sys.argv[1:])
