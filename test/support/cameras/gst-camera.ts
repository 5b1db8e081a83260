import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Debian's packages belong to this Python. */
const PYTHON = "/usr/bin/python3";
const SCRIPT = join(import.meta.dirname, "gst_camera.py");
const MODULES = `
import gi
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtspServer
Gst.init(None)
assert all(Gst.ElementFactory.find(name) for name in ("x264enc", "rtph264pay", "videotestsrc"))`;

/** Why GStreamer's camera cannot run here, as a sentence; `undefined` when it can. */
export function whyNoGstCamera(): string | undefined {
  if (spawnSync(PYTHON, ["-c", MODULES]).status === 0) return undefined;
  return "No GStreamer RTSP server was found: apt-get install python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good gstreamer1.0-plugins-ugly";
}

/** An RTSP camera that is GStreamer's and not ours: over TCP and UDP, for who has the password (digest). */
export interface GstCamera extends AsyncDisposable {
  /** `host:port`. */
  readonly host: string;
}

export async function openGstCamera(user: string, password: string): Promise<GstCamera> {
  const child = spawn(PYTHON, [SCRIPT, user, password], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  const [port] = (await Promise.race([once(child.stdout, "data"), ended])) as [Buffer];
  return {
    host: `127.0.0.1:${String(port).trim()}`,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
