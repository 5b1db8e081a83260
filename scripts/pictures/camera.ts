import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** What a watch for the pictures needs: a folder, an image, two ports, and the path of the report. */
export interface CameraPlace {
  readonly home: string;
  /** Absolute path of the image that the camera pans over. */
  readonly portrait: string;
  readonly detector: number;
  readonly dashboard: number;
  readonly report: string;
}

/** Starts the program behind an ffmpeg that plays a camera in real time. */
export function startCamera(place: CameraPlace): { readonly ended: Promise<unknown> } {
  const { home, portrait, detector, dashboard, report } = place;
  const folder = join(home, "entrance");
  mkdirSync(folder);
  const program = join(import.meta.dirname, "..", "..", "dist", "cli", "bin.js");
  const words = [
    ...[program, "watch", "entrance", "--to", `http://127.0.0.1:${detector}`],
    ...["--protocol", "deepstack", "--dashboard", String(dashboard), "--report", report],
    ...["--", "ffmpeg", "-v", "error", "-re", "-loop", "1", "-i", portrait],
    ...["-vf", PAN, "-r", String(FRAMES_PER_SECOND), "-t", String(SECONDS), "-q:v", "3"],
    ...["-f", "image2", "-atomic_writing", "1", join("entrance", "%05d.jpg")],
  ];
  const environment = { ...process.env, XDG_STATE_HOME: join(home, "state") };
  const child = spawn(process.execPath, words, { cwd: home, env: environment, stdio: "inherit" });
  return { ended: once(child, "close") };
}

const FRAMES_PER_SECOND = 2;
const SECONDS = 25;
/** Around the face, to and fro. */
const PAN = `crop=360:203:76+60*sin(n/${FRAMES_PER_SECOND}/2):10+8*cos(n/${FRAMES_PER_SECOND}),scale=640:360`;
