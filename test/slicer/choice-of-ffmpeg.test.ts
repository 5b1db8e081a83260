import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { findFfmpeg, findFfmpegFor } from "../../src/slicer/find-ffmpeg.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { processesWith } from "../support/program/ffmpeg-processes.ts";
import { runCommand } from "../support/program/command-run.ts";

const require = createRequire(import.meta.url);
const PROGRAMS = join(import.meta.dirname, "../../fixtures/programs");
const FAILING = join(PROGRAMS, "failing-ffmpeg.sh");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-choice-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

/** Makes a program that says it is an ffmpeg of this version. */
async function pretendFfmpeg(name: string, version: string, libavutil: string): Promise<string> {
  const path = join(folder, name);
  const lines = [`echo "ffmpeg version ${version} Copyright"`, `echo "libavutil ${libavutil}"`];
  await writeFile(path, `#!/bin/sh\n${lines.join("\n")}\n`);
  await chmod(path, 0o755);
  return path;
}

/** The folder as the only place where programs are looked for, and no ffmpeg in any package. */
function onlyInFolder(): void {
  vi.stubEnv("PATH", folder);
  vi.stubEnv("FFMPEG_PATH", "");
  usePackaged(join(folder, "missing"));
}

/** ffmpeg-static exports this path in place of its own binary, if it is asked anew. */
function usePackaged(path: string): void {
  vi.stubEnv("FFMPEG_BIN", path);
  for (const name of Object.keys(require.cache))
    if (name.includes("ffmpeg-static")) delete require.cache[name];
}

describe("the search for ffmpeg", () => {
  test("takes the one that is named, then FFMPEG_PATH, then the packaged one, then the path", async (context) => {
    if (!isInstalled("ffmpeg-static")) context.skip("ffmpeg-static is not installed here");
    onlyInFolder();
    const named = await pretendFfmpeg("named", "4-named", "56. 70.100");
    await pretendFfmpeg("ffmpeg", "5-path", "57. 28.100");
    expect(await findFfmpeg(null)).toMatchObject({ version: "5-path", origin: "the path" });
    usePackaged(await pretendFfmpeg("packaged", "6-packaged", "57. 28.100"));
    expect(await findFfmpeg(null)).toMatchObject({
      version: "6-packaged",
      origin: "ffmpeg-static",
    });
    vi.stubEnv("FFMPEG_PATH", await pretendFfmpeg("environment", "7-env", "59. 8.100"));
    expect(await findFfmpeg(null)).toMatchObject({ version: "7-env", origin: "FFMPEG_PATH" });
    expect(await findFfmpeg(named)).toMatchObject({ version: "4-named", origin: "`ffmpeg`" });
  });

  test("leaves out one that does not run, unless it is the one that was named", async () => {
    onlyInFolder();
    await pretendFfmpeg("ffmpeg", "5-path", "57. 28.100");
    usePackaged(FAILING);
    expect(await findFfmpeg(null)).toMatchObject({ origin: "the path" });
    vi.stubEnv("FFMPEG_PATH", FAILING);
    await expect(findFfmpeg(null)).rejects.toMatchObject({
      code: "ERR_FFMPEG_BROKEN",
      message: expect.stringContaining("named by FFMPEG_PATH"),
    });
  });

  test("ends without any in an error that says how to get one", async (context) => {
    if (isInstalled("@ffmpeg-installer/ffmpeg"))
      context.skip("@ffmpeg-installer/ffmpeg is installed here");
    onlyInFolder();
    await expect(findFfmpeg(null)).rejects.toMatchObject({
      code: "ERR_FFMPEG_MISSING",
      kind: "environment",
      remedy: expect.stringMatching(/apt-get install ffmpeg.*`ffmpeg: "/u),
    });
  });

  test("names one that is there and does not run", async (context) => {
    if (isInstalled("@ffmpeg-installer/ffmpeg"))
      context.skip("@ffmpeg-installer/ffmpeg is installed here");
    onlyInFolder();
    await writeFile(join(folder, "ffmpeg"), "no program");
    await chmod(join(folder, "ffmpeg"), 0o644);
    await expect(findFfmpeg(null)).rejects.toMatchObject({
      code: "ERR_FFMPEG_MISSING",
      message: expect.stringMatching(
        /^no working ffmpeg was found; ffmpeg does not run: .*EACCES/u,
      ),
    });
  });
});

describe.skipIf(process.platform !== "linux")("an ffmpeg that does not answer", () => {
  test("is not called missing, nor left out for another one", async () => {
    onlyInFolder();
    const sleep = `5001.${process.pid}`;
    await writeFile(join(folder, "ffmpeg"), `#!/bin/sh\n/bin/sleep ${sleep}\n`, { mode: 0o755 });
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const finding = findFfmpeg(null).catch((error: unknown) => error);
    await expect.poll(() => processesWith(sleep)).toHaveLength(1);
    vi.advanceTimersByTime(59_000);
    await expect.poll(() => processesWith(sleep)).toHaveLength(1);
    vi.advanceTimersByTime(1000);
    expect(await finding).toMatchObject({
      code: "ERR_FFMPEG_UNAVAILABLE",
      kind: "environment",
      message: "ffmpeg did not answer within 60 s",
      remedy: expect.stringMatching(/ffmpeg -version.*`ffmpeg`/u),
    });
    await expect.poll(() => processesWith(sleep)).toEqual([]);
  });

  test("is waited for until it does, or until the wait is broken off", async () => {
    const gate = join(folder, "gate");
    const path = join(folder, "slow");
    const lines = [`until test -e '${gate}'; do sleep 0.01; done`, 'exec ffmpeg "$@"'];
    await writeFile(path, `#!/bin/sh\n${lines.join("\n")}\n`, { mode: 0o755 });
    const video = fixtureVideoPath(CFR_VIDEO.fileName);
    const stop = new AbortController();
    const waiting = findFfmpegFor(video, path, stop.signal);
    const end = waiting.catch((reason: unknown) => reason);
    await expect.poll(() => processesWith(path)).toHaveLength(1);
    stop.abort("enough");
    expect(await end).toBe("enough");
    await expect.poll(() => processesWith(path)).toEqual([]);
    const finding = findFfmpegFor(video, path);
    await expect.poll(() => processesWith(path)).toHaveLength(1);
    await writeFile(gate, "");
    const { ffmpeg, header } = await finding;
    expect(ffmpeg).toMatchObject({ ...(await findFfmpeg("ffmpeg")), path });
    expect(header.colors.pixelFormat).toBe("yuv420p");
  });

  test("for want of descriptors is reported as that, at each moment", () => {
    const program = join(PROGRAMS, "slice-without-descriptors.ts");
    const words = ["-c", 'ulimit -n 64; exec "$0" "$@"', process.execPath, program];
    const said = execFileSync("sh", [...words, fixtureVideoPath(CFR_VIDEO.fileName)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const unavailable = "ERR_FFMPEG_UNAVAILABLE";
    const codes = { found: unavailable, named: unavailable, sliced: unavailable };
    expect(JSON.parse(said)).toEqual({ refusal: "EMFILE", ...codes });
  });
});

test.each([
  ["4.1", "56. 22.100", []],
  ["N-47683-g0e8eb07980-static", "56. 24.101", []],
  ["4.4.2", "56. 70.100", ["addsMetadata"]],
  ["5.0", "57. 17.100", ["addsMetadata", "hasScriptOptions"]],
  ["5.1.9-0+deb12u1", "57. 28.100", ["addsMetadata", "hasScriptOptions", "hasFpsMode"]],
  ["N-109741-gbbe95f7353", "57. 44.100", ["addsMetadata", "hasScriptOptions", "hasFpsMode"]],
  [
    "7.0.2-static",
    "59.  8.100",
    ["addsMetadata", "hasScriptOptions", "hasFpsMode", "hasOptionFiles"],
  ],
])("ffmpeg %s is recognized by its libraries (%s)", async (version, libavutil, traits) => {
  const path = await pretendFfmpeg("ffmpeg", version, libavutil);
  expect(await findFfmpeg(path)).toEqual({
    ...{ path, origin: "`ffmpeg`", version },
    addsMetadata: traits.includes("addsMetadata"),
    hasScriptOptions: traits.includes("hasScriptOptions"),
    hasFpsMode: traits.includes("hasFpsMode"),
    hasOptionFiles: traits.includes("hasOptionFiles"),
  });
});

describe("the ffmpeg that was named is found", () => {
  const real = execFileSync("/bin/sh", ["-c", "command -v ffmpeg"], { encoding: "utf8" }).trim();
  const words = ["run", fixtureVideoPath(CFR_VIDEO.fileName), "--demo", "--every", "50"];

  test("by a path relative to where the user stands", async () => {
    await symlink(real, join(folder, "my-ffmpeg"));
    const path = `./${relative(process.cwd(), join(folder, "my-ffmpeg"))}`;
    const { exitCode, stderr } = await runCommand([...words, "--ffmpeg", path], folder);
    expect(stderr).toContain("all 2 frames delivered");
    expect(exitCode).toBe(0);
  });

  test("in a folder with blanks, an equals sign and a quote", async () => {
    const odd = join(folder, "it's = my tools");
    await mkdir(odd);
    await symlink(real, join(odd, "ff mpeg"));
    const { exitCode } = await runCommand([...words, "--ffmpeg", join(odd, "ff mpeg")], folder);
    expect(exitCode).toBe(0);
  });
});

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
