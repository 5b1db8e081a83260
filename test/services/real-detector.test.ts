import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Box } from "../../src/index.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { PROGRAM, startProgram } from "../support/program/command-run.ts";
import { resultLines } from "../support/results/result-lines.ts";
import { codeBlocks, readPages } from "../support/docs/readme.ts";
import { startAnnounced } from "../support/services/announced-service.ts";
import { whyNoFlask, whyNoOpenCv } from "../support/services/python-service.ts";
import { ffmpeg } from "../support/videos/ffmpeg-made.ts";

const CASCADES = "/usr/share/opencv4/haarcascades";
const DRAW = join(import.meta.dirname, "../../fixtures/programs/draw-faces.py");
const noCascades = existsSync(CASCADES) ? undefined : "No cascades: apt-get install opencv-data";
const why = whyNoFlask() ?? whyNoOpenCv() ?? noCascades;

const page = (await readPages()).find(({ path }) => path === "src/demo/README.md")?.text ?? "";
const [service = ""] = codeBlocks(page, "python");
const typed = codeBlocks(page, "sh").flatMap((code) => code.split("\n"));
const wordsOf = (beginning: string): readonly string[] =>
  (typed.find((line) => line.startsWith(beginning)) ?? "").split(" ");

const HEALTH = '\n\n@app.get("/healthz")\ndef healthz():\n    return "ok"\n';

/** True if a box has the middle of a face that was drawn here, and about its size. */
function surrounds({ x, y, width, height }: Box, middle: number): boolean {
  const isAround = Math.abs(x + width / 2 - middle) < 20 && Math.abs(y + height / 2 - 180) < 30;
  return isAround && width > 120 && width < 260;
}

test.skipIf(why !== undefined)(
  `the page's detector finds the face in each frame that has one, and none in the others ${why ?? ""}`,
  async () => {
    await using home = await temporaryFolder();
    const folder = home.path;
    execFileSync("/usr/bin/python3", [DRAW, folder]);
    await ffmpeg(folder, "-framerate", "4", "-i", "%d.png", "-pix_fmt", "yuv420p", "clip.mp4");
    await writeFile(join(folder, "faces.py"), service);
    await appendFile(join(folder, "faces.py"), HEALTH);
    await using detector = await startAnnounced({
      command: ["/usr/bin/python3", "-m", ...wordsOf("gunicorn "), "--bind", "127.0.0.1:0"],
      cwd: folder,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
      healthRoute: "/healthz",
    });
    const run = wordsOf("frameferry run ").slice(1, -1);
    const results = join(folder, "results.jsonl");
    const words = [...run, detector.url, "--results", results];
    const commandLine = [...PROGRAM, ...words];
    const { exitCode, stderr } = await startProgram(commandLine, folder, { cwd: folder }).ended;
    expect(stderr).toContain("all 12 frames delivered");
    expect(exitCode).toBe(0);
    const lines = await resultLines(results);
    expect(lines).toHaveLength(12);
    for (const { index, predictions } of lines) {
      const x = 250 + 20 * (index ?? 0);
      const face = { label: "face", box: expect.toSatisfy((box: Box) => surrounds(box, x)) };
      const detections = (index ?? 0) < 8 ? [expect.objectContaining(face)] : [];
      expect(predictions).toMatchObject({ detections });
    }
  },
);
