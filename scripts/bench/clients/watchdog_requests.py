"""What one writes in an afternoon: watchdog tells of a new file, eight threads post it with requests and delete it.

usage: watchdog_requests.py FOLDER URL   -> "ready" as its first line; runs until it is stopped
Debian packages: python3-watchdog python3-requests
"""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer

WORKERS = 8
sessions = threading.local()


def deliver(path, url):
    session = getattr(sessions, "session", None)
    if session is None:
        session = sessions.session = requests.Session()
    with path.open("rb") as image:
        answer = session.post(url, files={"file": image}, timeout=30)
    if answer.ok:
        path.unlink()


class Landed(FileSystemEventHandler):
    def __init__(self, pool, url):
        self.pool, self.url = pool, url

    def on_moved(self, event):
        self.pool.submit(deliver, Path(event.dest_path), self.url)

    def on_created(self, event):
        if not event.is_directory:
            self.pool.submit(deliver, Path(event.src_path), self.url)


def main(folder, url):
    observer = Observer()
    observer.schedule(Landed(ThreadPoolExecutor(WORKERS), url), folder)
    observer.start()
    print("ready", flush=True)
    observer.join()


main(*sys.argv[1:])
