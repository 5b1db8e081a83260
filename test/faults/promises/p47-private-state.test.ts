import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { runVideo, watchFolders } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { type Collector, startCollector } from "../../support/services/collector.ts";
import { imageOf } from "../../support/program/delivery-command.ts";
import { startCommand } from "../../support/program/command-run.ts";

const isRoot = process.getuid?.() === 0;
const WHY_NOT = process.platform === "win32" ? "Windows has no such rights" : undefined;

/** Everything at and below a path with the rights of others, as `jobs/a/ledger.db 644`. */
function open(path: string): readonly string[] {
  const names = readdirSync(path, { recursive: true, encoding: "utf8" });
  return ["", ...names].flatMap((name) => {
    const stats = lstatSync(join(path, name), { throwIfNoEntry: false });
    // ffmpeg has given it another name meanwhile.
    if (stats === undefined) return [];
    const wanted = stats.isDirectory() ? 0o700 : 0o600;
    const mode = stats.mode & 0o777;
    return stats.isSymbolicLink() || mode === wanted ? [] : [`${name} ${mode.toString(8)}`];
  });
}

/** A service that answers the first request only, until it is told to go on. */
async function heldService(): Promise<{ service: Collector; goOn: () => void }> {
  const going = Promise.withResolvers<void>();
  const answer = async (_: unknown, number: number): Promise<object> => {
    if (number > 0) await going.promise;
    return {};
  };
  return { service: await startCollector({ answer }), goOn: () => going.resolve() };
}

/** The rights that an older frameferry gave. */
function loosen(path: string): void {
  for (const name of readdirSync(path, { recursive: true, encoding: "utf8" })) {
    const stats = lstatSync(join(path, name));
    if (!stats.isSymbolicLink()) chmodSync(join(path, name), stats.isDirectory() ? 0o755 : 0o644);
  }
  chmodSync(path, 0o755);
}

describe.skipIf(WHY_NOT !== undefined)(
  "P47: nobody but its owner can read the state folder",
  () => {
    test.each(["000", "022"])(
      "while a program runs under umask %s, nor afterwards",
      async (umask) => {
        await using home = await temporaryFolder();
        const { service, goOn } = await heldService();
        await using _service = service;
        // The program takes over the umask that this process has when it is started.
        const former = process.umask(Number.parseInt(umask, 8));
        await using run = startCommand(
          ["run", fixtureVideoPath(CFR_VIDEO.fileName), "--to", service.url, "-c", "2"],
          join(home.path, "outer"),
        );
        process.umask(former);
        const state = join(home.path, "outer", "frameferry");
        await expect.poll(() => service.requestCount).toBe(3);
        const names = readdirSync(state, { recursive: true, encoding: "utf8" });
        for (const kind of [/ledger\.db-wal$/u, /owner\.pid$/u, /\.jsonl$/u, /frames\/.*\.jpg$/u])
          expect(names.some((name) => kind.test(name))).toBe(true);
        expect(open(state)).toEqual([]);
        // What leads there is the user's.
        expect(statSync(join(home.path, "outer")).mode & 0o777).toBe(
          0o777 & ~Number.parseInt(umask, 8),
        );
        goOn();
        expect((await run.ended).exitCode).toBe(0);
        expect(open(state)).toEqual([]);
      },
    );

    test.skipIf(!isRoot)("as another user of the machine finds", async () => {
      await using home = await temporaryFolder();
      await using service = await startCollector();
      chmodSync(home.path, 0o755);
      const state = join(home.path, "state");
      mkdirSync(join(home.path, "in"));
      writeFileSync(join(home.path, "in", "a.jpg"), imageOf("a.jpg"));
      const watched = { folders: [join(home.path, "in")], to: service.url, state };
      await watchFolders({ ...watched, maxFrames: 1 }).summary;
      const script = 'cat "$1"/a.jpg > /dev/null && ! ls "$2" && ! cat "$2"/jobs/*/ledger.db';
      const words = ["--reuid", "65534", "--regid", "65534", "--clear-groups", "sh", "-c", script];
      const both = ["sh", join(home.path, "in"), state];
      await promisify(execFile)("setpriv", [...words, ...both]);
    });

    test("even when an older frameferry has made it, and its links lead elsewhere", async () => {
      await using home = await temporaryFolder();
      await using service = await startCollector();
      const [state, foreign] = [join(home.path, "state"), join(home.path, "foreign")];
      const options = { video: fixtureVideoPath(CFR_VIDEO.fileName), fps: 5 };
      const run = { ...options, to: service.url, state };
      await runVideo(run).summary;
      cpSync(join(state, "jobs"), join(home.path, "other"), { recursive: true });
      renameSync(join(home.path, "other"), join(state, "jobs", "other"));
      writeFileSync(foreign, "", { mode: 0o644 });
      symlinkSync(foreign, join(state, "jobs", "other", "link"));
      loosen(state);
      expect(open(state).length).toBeGreaterThan(8);
      await runVideo(run).summary;
      expect(open(state)).toEqual([]);
      expect(statSync(foreign).mode & 0o777).toBe(0o644);
    });

    test("but in a folder of the user's with other things only what is ours is closed", async () => {
      await using home = await temporaryFolder();
      await using service = await startCollector();
      writeFileSync(join(home.path, "notes.txt"), "", { mode: 0o644 });
      chmodSync(home.path, 0o755);
      const options = { video: fixtureVideoPath(CFR_VIDEO.fileName), fps: 5 };
      await runVideo({ ...options, to: service.url, state: home.path }).summary;
      expect(open(join(home.path, "jobs"))).toEqual([]);
      expect(open(home.path)).toEqual([" 755", "notes.txt 644"]);
    });

    test("while images in a folder that the user named have the usual permissions", async () => {
      await using home = await temporaryFolder();
      await using service = await startCollector();
      const framesFolder = join(home.path, "frames");
      const options = { video: fixtureVideoPath(CFR_VIDEO.fileName), fps: 5 };
      const stateFolder = join(home.path, "state");
      await runVideo({ ...options, to: service.url, state: stateFolder, frames: framesFolder })
        .summary;
      const [image = ""] = readdirSync(framesFolder);
      const ordinary = join(home.path, "ordinary");
      writeFileSync(ordinary, "");
      expect(statSync(join(framesFolder, image)).mode).toBe(statSync(ordinary).mode);
    });
  },
);
