import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { WatchedFolder } from "../../support/stages/watched-folder.ts";
import { digestOf } from "../../support/files/digest-of.ts";
import { WatchCommand } from "../../support/program/watch-command.ts";

/** Larger than any image in a watched folder. */
const SECRET = frameImage(666, 2);

test("P17: links, pipes, devices and sockets are left out: nothing hangs, and nothing outside is sent", async () => {
  await using home = await temporaryFolder();
  const [folder, outside] = [join(home.path, "frames"), join(home.path, "outside")];
  for (const path of [folder, outside, join(folder, "folder.jpg")])
    mkdirSync(path, { recursive: true });
  writeFileSync(join(outside, "secret.jpg"), SECRET);
  const place = (name: string): string => join(folder, name);
  symlinkSync(join(outside, "secret.jpg"), place("to-file.jpg"));
  symlinkSync(outside, place("to-folder"));
  symlinkSync(outside, place("to-folder.jpg"));
  symlinkSync(place("loop.jpg"), place("loop.jpg"));
  symlinkSync(folder, place("up"));
  symlinkSync("/dev/zero", place("to-device.jpg"));
  expect(spawnSync("mkfifo", [place("pipe.jpg")]).status).toBe(0);
  // Only root may make one.
  spawnSync("mknod", [place("zero.jpg"), "c", "1", "5"]);
  const socket = createServer().listen(place("socket.jpg"));
  writeFileSync(place("folder.jpg/inside.jpg"), frameImage(1));

  await using watch = await WatchCommand.start(folder, {
    words: ["--until-file", "DONE", "--settle", "200ms"],
  });
  await expect.poll(() => watch.names).toEqual(["inside.jpg"]);
  // The same under its eyes.
  symlinkSync(join(outside, "secret.jpg"), place("late-link.jpg"));
  expect(spawnSync("mkfifo", [place("late-pipe.jpg")]).status).toBe(0);
  writeFileSync(place("late.jpg"), frameImage(2));
  writeFileSync(place("DONE"), "");
  const { exitCode, summary } = await watch.ended();
  socket.close();
  expect(watch.images).toEqual([
    { name: "inside.jpg", digest: digestOf(frameImage(1)) },
    { name: "late.jpg", digest: digestOf(frameImage(2)) },
  ]);
  expect([exitCode, summary.landed]).toEqual([0, 2]);
});

test("P17: a link that takes the place of a frame that waits is not followed", async () => {
  await using home = await temporaryFolder();
  const [folder, outside] = [join(home.path, "frames"), join(home.path, "outside")];
  for (const path of [folder, outside]) mkdirSync(path);
  writeFileSync(join(outside, "secret.jpg"), SECRET);
  const answered = Promise.withResolvers<void>();
  writeFileSync(join(folder, "first.jpg"), frameImage(1));
  writeFileSync(join(folder, "second.jpg"), frameImage(2));
  await using watch = await WatchCommand.start(folder, {
    words: ["--concurrency", "1", "--order", "name", "--until-file", "DONE"],
    answer: async () => {
      await answered.promise;
      return {};
    },
  });
  // The second one is taken up while the first one holds the only slot.
  await expect.poll(() => watch.names).toEqual(["first.jpg"]);
  await sleep(300);
  symlinkSync(join(outside, "secret.jpg"), join(folder, "link"));
  renameSync(join(folder, "link"), join(folder, "second.jpg"));
  answered.resolve();
  writeFileSync(join(folder, "DONE"), "");
  const { results } = await watch.ended();
  expect(watch.names).toEqual(["first.jpg"]);
  expect(results.map(({ frame, outcome, reason }) => [frame, outcome, reason])).toEqual([
    ["first.jpg", "delivered", null],
    ["second.jpg", "failed", "it is a symbolic link"],
  ]);
});

describe("P17: a link that takes the place of a sub-folder is not followed", () => {
  test.each([
    ["by events", { rescanMs: 600_000 }],
    ["by a rescan", { rescanMs: 100 }],
    ["by polling", { poll: true }],
  ])("when it is noticed %s", async (_, options) => {
    await using home = await temporaryFolder();
    const [folder, outside] = [join(home.path, "frames"), join(home.path, "outside")];
    for (const path of [join(folder, "a", "b"), join(outside, "b")])
      mkdirSync(path, { recursive: true });
    await using watched = await WatchedFolder.start(folder, options);
    writeFileSync(join(folder, "a", "b", "1.jpg"), frameImage(1));
    await expect.poll(() => watched.paths).toEqual(["a/b/1.jpg"]);
    for (const path of [outside, join(outside, "b")]) {
      writeFileSync(join(path, "1.jpg"), SECRET);
      writeFileSync(join(path, "2.jpg"), SECRET);
    }
    renameSync(join(folder, "a"), join(home.path, "away"));
    symlinkSync(outside, join(folder, "a"));
    // The watch of the folder that went away still tells of this name.
    writeFileSync(join(home.path, "away", "b", "2.jpg"), frameImage(2));
    await sleep(1500);
    writeFileSync(join(folder, "3.jpg"), frameImage(3));
    await expect.poll(() => watched.paths).toEqual(["a/b/1.jpg", "3.jpg"]);

    rmSync(join(folder, "a"));
    renameSync(join(home.path, "away"), join(folder, "a"));
    await expect.poll(() => watched.paths).toContain("a/b/2.jpg");
    await watched.finish();
    // A rescan forgets what is gone, and takes it for new when it comes back.
    expect([...new Set(watched.paths)].toSorted()).toEqual(["3.jpg", "a/b/1.jpg", "a/b/2.jpg"]);
    expect(watched.files.filter(({ byteLength }) => byteLength === SECRET.length)).toEqual([]);
  });
});
