import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { writeFrames } from "../../support/frames/frame-writer.ts";
import { WatchCommand } from "../../support/program/watch-command.ts";

/** A launcher that takes all of one kind of inotify's resources from the program, in a user namespace. */
function withoutAny(resource: string): readonly string[] {
  const script = `echo 0 > /proc/sys/user/${resource} && exec "$0" "$@"`;
  return ["unshare", "-Ur", "sh", "-c", script];
}

test.for([
  ["watches", "max_inotify_watches", "ENOSPC"],
  ["instances", "max_inotify_instances", "EMFILE"],
])(
  "P10: without any inotify %s, folders are listed on a timer, which is said once, and all is delivered",
  async ([, resource = "", code = ""], context) => {
    const launcher = withoutAny(resource);
    const [program = "", ...words] = [...launcher, "true"];
    if (spawnSync(program, words).status !== 0) context.skip("There are no user namespaces here");
    await using folder = await temporaryFolder();
    const old = await writeFrames(folder.path, ["--count", "20", "--nested"]);
    await using watch = await WatchCommand.start(folder.path, {
      launch: (line) => [...launcher, ...line],
      words: ["--until-file", "DONE"],
    });
    await expect.poll(() => watch.images.length).toBe(20);
    expect(watch.stderr).toContain(`the system can watch no more folders (${code})`);

    const live = await writeFrames(folder.path, ["--from", "100", "--count", "20", "--nested"]);
    mkdirSync(join(folder.path, "made", "later"), { recursive: true });
    writeFileSync(join(folder.path, "made", "later", "z.jpg"), frameImage(1));
    await expect.poll(() => watch.images.length).toBe(41);
    writeFileSync(join(folder.path, "DONE"), "");
    const { exitCode, stderr, summary } = await watch.ended();
    expect(stderr.match(/the system can watch no more folders/gu)).toHaveLength(1);
    expect([exitCode, summary.delivered, summary.landed]).toEqual([0, 41, 41]);
    const received = new Set(watch.images.map(({ digest }) => digest));
    expect([...old, ...live].filter(({ digest }) => !received.has(digest))).toEqual([]);
  },
);
