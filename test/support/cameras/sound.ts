import { spawn } from "node:child_process";
import { once } from "node:events";

/** An ffmpeg that plays a tone without end, and no picture. @param words format and output. */
export function playSound(...words: readonly string[]): AsyncDisposable {
  const program = process.env["FFMPEG_PATH"] ?? "ffmpeg";
  const tone = ["-nostdin", "-v", "error", "-re", "-f", "lavfi", "-i", "sine", "-c:a", "aac"];
  const child = spawn(program, [...tone, ...words], { stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(child, "close");
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
