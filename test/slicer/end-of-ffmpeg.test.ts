import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startCollector } from "../support/services/collector.ts";
import { processesWith, slicersOf, wordsOf } from "../support/program/ffmpeg-processes.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";
import { BIN, startCommand } from "../support/program/command-run.ts";

const UNHURRIED = join(import.meta.dirname, "../../fixtures/programs/unhurried-ffmpeg.sh");

let folder: string;
let video: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-end-"));
  video = join(folder, "a minute.mkv");
  await ffmpeg(folder, ...testPicture("64x48", 60, 10), video);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(process.platform !== "linux")("an ffmpeg that would run for a minute", () => {
  test("that is killed by somebody else leaves an incomplete video, and what it wrote is sent", async () => {
    await using service = await startCollector();
    const words = ["run", video, "--to", service.url, "--ffmpeg", UNHURRIED, "--json"];
    const run = startCommand(words, join(folder, "killed"));
    await expect.poll(() => service.requestCount).toBeGreaterThan(0);
    for (const pid of slicersOf(video)) process.kill(pid, "SIGKILL");
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/a minute\.mkv is incomplete: it ends after \d+ frames?.*SIGKILL/u);
    const summary = JSON.parse(stdout) as { delivered: number; complete: boolean };
    expect(summary).toMatchObject({ complete: false });
    expect(summary.delivered).toBe(service.requestCount);
  });

  test("P27: goes with its parent where no setpriv can see to it", async (context) => {
    const whyNot = await whyNoHiding(folder);
    if (whyNot !== undefined) context.skip(whyNot);
    await using service = await startCollector();
    const words = ["run", video, "--to", service.url, "--ffmpeg", UNHURRIED];
    // The shell gives its process to Node, so that the kill meets Node itself.
    const script = `${HIDE_SETPRIV} && exec "$@"`;
    const command = [process.execPath, BIN, ...words];
    const child = spawn("unshare", [...ALONE, "sh", "-c", script, "sh", ...command], {
      env: { ...process.env, HIDDEN: folder, XDG_STATE_HOME: join(folder, "unseen") },
      stdio: "ignore",
    });
    await expect.poll(() => service.requestCount).toBeGreaterThan(0);
    expect(slicersOf(video)).toHaveLength(1);
    expect(watchmenOf(slicersOf(video)[0])).toHaveLength(1);
    child.kill("SIGKILL");
    await once(child, "exit");
    await expect.poll(() => slicersOf(video)).toEqual([]);
  });
});

/** A file system of our own, in which only we see what we do to it. */
const ALONE = ["--user", "--map-root-user", "--mount"];

/** Lays a folder without setpriv over /usr/bin. Needs `HIDDEN`, a folder to work in. */
const HIDE_SETPRIV = [
  'mount -t tmpfs tmpfs "$HIDDEN/layers" && mkdir "$HIDDEN/layers/upper" "$HIDDEN/layers/work"',
  'mount -t overlay overlay -o "lowerdir=/usr/bin,upperdir=$HIDDEN/layers/upper,workdir=$HIDDEN/layers/work" /usr/bin',
  "rm /usr/bin/setpriv && ! test -e /usr/bin/setpriv",
].join(" && ");

async function whyNoHiding(hidden: string): Promise<string | undefined> {
  await mkdir(join(hidden, "layers"), { recursive: true });
  const { status } = spawnSync("unshare", [...ALONE, "sh", "-c", HIDE_SETPRIV], {
    env: { ...process.env, HIDDEN: hidden },
    stdio: "ignore",
  });
  return status === 0 ? undefined : "this user may not lay a folder over /usr/bin";
}

/** The shells that wait to kill a process once its parent is gone. */
function watchmenOf(pid: number | undefined): readonly number[] {
  return processesWith(String(pid)).filter((other) =>
    wordsOf(other).some((word) => word.includes("dismissed")),
  );
}
