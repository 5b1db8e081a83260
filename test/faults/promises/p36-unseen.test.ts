import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { exitCodeOfRun } from "../../../src/cli/process/exit-codes.ts";
import { type RunSummary, sendFiles, watchFolders } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { WatchedFolder } from "../../support/stages/watched-folder.ts";
import {
  type CallFault,
  type FaultyFolder,
  faultyFolder,
  whyNoFaultyFolder,
} from "../../support/files/faulty-folder.ts";

const SETTLE_MS = 100;
const IO = "i/o error";

let whyNot: string | undefined;
beforeAll(() => void (whyNot = whyNoFaultyFolder()));

/** Images of these paths, behind a view of them that fails on demand. */
async function faultyImages(
  paths: readonly string[],
  options: { readonly hasTypes?: boolean } = {},
): Promise<FaultyFolder> {
  const folder = await faultyFolder(options);
  for (const [index, path] of paths.entries()) {
    mkdirSync(join(folder.behind, path, ".."), { recursive: true });
    writeFileSync(join(folder.behind, path), frameImage(index + 1));
  }
  return folder;
}

/** Sends paths to a service that takes all. */
async function send(delivery: DeliveryCommand, ...paths: readonly string[]): Promise<RunSummary> {
  // Where the command line looks for it, too.
  const stateFolder = delivery.path("state", "frameferry");
  return await sendFiles({
    paths,
    to: delivery.service.url,
    state: stateFolder,
    settleMs: SETTLE_MS,
  }).summary;
}

/** What is said of the failed frames. */
const failuresOf = ({ failures }: RunSummary): readonly string[] =>
  failures.map(({ reason, examples }) => `${examples.join(" ")}: ${reason}`);

test("P36: one entry that cannot be looked at hides no other where a file system tells no types", async (context) => {
  if (whyNot !== undefined) context.skip(whyNot);
  const paths = Array.from({ length: 300 }, (_, index) => `${index}.jpg`);
  await using folder = await faultyImages(paths);
  folder.fail([{ call: "lstat", error: "EIO", path: "/77.jpg" }]);
  await using delivery = await DeliveryCommand.open();
  const summary = await send(delivery, folder.path);
  expect(summary).toMatchObject({ landed: 300, delivered: 299, failed: 1, pending: 0 });
  expect(failuresOf(summary)).toEqual([`77.jpg: the file cannot be accessed: ${IO}`]);
  expect(exitCodeOfRun(summary)).toBe(3);
  expect(folder.fired).toContain("lstat EIO /77.jpg");
  // What was told as failed is no longer so once it can be looked at.
  folder.fail([]);
  expect(await send(delivery, folder.path)).toMatchObject({ delivered: 1, failed: 0 });
});

interface UnseenCase extends CallFault {
  readonly title: string;
  /** What is said of it. */
  readonly told: string;
  readonly delivered: number;
  readonly exitCode: number;
}

const CASES: readonly UnseenCase[] = [
  {
    title: "a file that cannot be accessed",
    ...{ call: "lstat", error: "EIO", path: "/b.jpg" },
    told: `b.jpg: the file cannot be accessed: ${IO}`,
    ...{ delivered: 4, exitCode: 3 },
  },
  {
    title: "a file that may not be looked at",
    ...{ call: "lstat", error: "EACCES", path: "/sub/d.jpg" },
    told: "sub/d.jpg: it lies in a folder that this user may not enter",
    ...{ delivered: 4, exitCode: 3 },
  },
  {
    title: "a file that cannot be opened",
    ...{ call: "open", error: "EIO", path: "/b.jpg" },
    told: `b.jpg: the file cannot be read: ${IO}`,
    ...{ delivered: 4, exitCode: 3 },
  },
  {
    title: "a file that cannot be read",
    ...{ call: "read", error: "EIO", path: "/b.jpg" },
    told: `b.jpg: the file cannot be read: ${IO}`,
    ...{ delivered: 4, exitCode: 3 },
  },
  {
    title: "a folder that cannot be accessed",
    ...{ call: "lstat", error: "ESTALE", path: "/sub" },
    told: "/sub cannot be listed (ESTALE: stale file handle)",
    ...{ delivered: 3, exitCode: 4 },
  },
  {
    title: "a folder that cannot be listed",
    ...{ call: "readdir", error: "EIO", path: "/sub" },
    told: "/sub cannot be listed (EIO: i/o error)",
    ...{ delivered: 3, exitCode: 4 },
  },
];

describe.each([
  ["with", true],
  ["without", false],
])("P36: on a file system %s types in its listings", (_, hasTypes) => {
  test.for(CASES)(
    "$title is named and counted, and all others are delivered",
    async (told, context) => {
      if (whyNot !== undefined) context.skip(whyNot);
      const paths = ["a.jpg", "b.jpg", "c.jpg", "sub/d.jpg", "sub/e.jpg"];
      await using folder = await faultyImages(paths, { hasTypes });
      writeFileSync(join(folder.behind, "notes.txt"), "no image");
      folder.fail([told]);
      await using delivery = await DeliveryCommand.open();
      const summary = await send(delivery, folder.path);
      const { delivered, landed, failed, pending: left } = summary;
      expect(delivered).toBe(told.delivered);
      expect(landed).toBe(delivered + failed + left);
      const words = [...failuresOf(summary), ...summary.problems.map(({ message }) => message)];
      expect(words).toEqual([expect.stringContaining(told.told)]);
      expect(exitCodeOfRun(summary)).toBe(told.exitCode);
      expect(folder.fired).not.toEqual([]);
    },
  );
});

test("P36: a path that may be a folder is named where nobody can tell, and not where it is none", async (context) => {
  if (whyNot !== undefined) context.skip(whyNot);
  for (const [hasTypes, exitCode] of [
    [true, 0],
    [false, 4],
  ] as const) {
    await using folder = await faultyImages(["a.jpg", "notes"], { hasTypes });
    folder.fail([{ call: "lstat", error: "EIO", path: "/notes" }]);
    await using delivery = await DeliveryCommand.open();
    const summary = await send(delivery, folder.path);
    expect([summary.delivered, exitCodeOfRun(summary)]).toEqual([1, exitCode]);
    expect(folder.fired).not.toEqual([]);
  }
});

test("P36: sub-folders are found without types, and --only-new leaves what is there alone", async (context) => {
  if (whyNot !== undefined) context.skip(whyNot);
  await using folder = await faultyImages(["old.jpg", "sub/old.jpg", "bad"]);
  folder.fail([{ call: "lstat", error: "EIO", path: "/bad" }]);
  await using delivery = await DeliveryCommand.open();
  const options = { onlyNew: true, untilFile: "DONE", state: delivery.path("state") };
  const run = watchFolders({ folders: [folder.path], to: delivery.service.url, ...options });
  await expect.poll(() => folder.fired).not.toEqual([]);
  folder.fail([]);
  writeFileSync(join(folder.behind, "new.jpg"), frameImage(8));
  writeFileSync(join(folder.behind, "sub/new.jpg"), frameImage(9));
  await expect.poll(() => delivery.arrivals).toHaveLength(2);
  writeFileSync(join(folder.behind, "DONE"), "");
  expect(await run.summary).toMatchObject({ landed: 2, delivered: 2, problems: [] });
});

test("P36: a watch looks again at what it could not look at, and delivers it once it can", async (context) => {
  if (whyNot !== undefined) context.skip(whyNot);
  await using folder = await faultyImages(["a.jpg", "b.jpg", "sub/c.jpg"]);
  folder.fail([
    { call: "lstat", error: "EIO", path: "/b.jpg" },
    { call: "lstat", error: "EIO", path: "/sub" },
  ]);
  await using delivery = await DeliveryCommand.open();
  const ending = new AbortController();
  const { summary, warnings } = follow(
    watchFolders({
      folders: [folder.path],
      to: delivery.service.url,
      state: delivery.path("state"),
      signal: ending.signal,
    }),
  );
  await expect.poll(() => delivery.arrivals).toEqual(["a.jpg"]);
  await expect.poll(() => warnings.length).toBe(2);
  expect(warnings.join("\n")).toContain(`${folder.path}/b.jpg cannot be read: the file cannot`);
  expect(warnings.join("\n")).toContain(`${folder.path}/sub cannot be listed (EIO`);
  folder.fail([]);
  await expect.poll(() => delivery.arrivals.toSorted()).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
  ending.abort();
  expect(await summary).toMatchObject({ delivered: 3, failed: 0, problems: [] });
});

test("P36: a delivered file that can no longer be looked at is not gone, and never sent twice", async (context) => {
  if (whyNot !== undefined) context.skip(whyNot);
  await using folder = await faultyImages(["a.jpg", "b.jpg"]);
  await using delivery = await DeliveryCommand.open();
  const { summary, warnings } = follow(
    watchFolders({
      folders: [folder.path],
      to: delivery.service.url,
      state: delivery.path("state"),
      settleMs: SETTLE_MS,
      rescanMs: 100,
      untilFile: "DONE",
    }),
  );
  await expect.poll(() => delivery.arrivals.length).toBe(2);
  folder.fail([{ call: "lstat", error: "EIO", path: "/a.jpg" }]);
  await expect.poll(() => warnings.length).toBe(1);
  const met = folder.fired.length;
  await expect.poll(() => folder.fired.length).toBeGreaterThan(met + 1);
  writeFileSync(join(folder.behind, "DONE"), "");
  const ended = await summary;
  expect(ended).toMatchObject({ landed: 2, delivered: 2, failed: 0, skipped: 0 });
  expect(ended.problems.map(({ message }) => message)).toEqual([
    `the file ${folder.path}/a.jpg cannot be accessed again (the file cannot be accessed: ${IO}), so a change of it was not delivered`,
  ]);
  expect(exitCodeOfRun(ended)).toBe(4);
});

test.for([
  ["is waited for by a watch", true, "waiting for the folder", `which cannot be accessed: ${IO}`],
  ["does not end a run", false, "", `cannot be listed (EIO: ${IO})`],
] as const)(
  "P36: a root that cannot be looked at %s, and goes on once it can",
  async (told, context) => {
    if (whyNot !== undefined) context.skip(whyNot);
    const [, waitsForFolder, ...words] = told;
    await using folder = await faultyImages(["a.jpg"]);
    await using watched = await WatchedFolder.start(folder.path, { waitsForFolder });
    await expect.poll(() => watched.paths).toEqual(["a.jpg"]);
    folder.fail([{ call: "lstat", error: "EIO", path: "/" }]);
    await expect.poll(() => watched.warnings).not.toEqual([]);
    for (const part of words) expect(watched.warnings[0]).toContain(part);
    expect(watched.watcher.unreadable).toMatchObject([{ path: folder.path, isFolder: true }]);
    expect(folder.fired).toContain("lstat EIO /");
    folder.fail([]);
    writeFileSync(join(folder.behind, "b.jpg"), frameImage(9));
    await expect.poll(() => watched.paths).toContain("b.jpg");
    await expect.poll(() => watched.watcher.unreadable).toEqual([]);
  },
);

test("P36: a listed path that cannot be looked at is reported with the system's reason, and not as missing", async (context) => {
  if (whyNot !== undefined) context.skip(whyNot);
  await using folder = await faultyImages(["a.jpg", "b.jpg", "c.jpg"]);
  folder.fail([
    { call: "lstat", error: "EIO", path: "/a.jpg" },
    { call: "lstat", error: "EACCES", path: "/b.jpg" },
  ]);
  await using delivery = await DeliveryCommand.open();
  const names = ["a.jpg", "b.jpg", "c.jpg", "gone.jpg", `${"n".repeat(300)}.jpg`];
  const paths = names.map((name) => join(folder.path, name));
  const { summary } = sendFiles({
    list: (async function* () {
      yield* paths;
    })(),
    to: delivery.service.url,
    state: delivery.path("state"),
    settleMs: SETTLE_MS,
  });
  const ended = await summary;
  expect(ended).toMatchObject({ landed: 5, delivered: 1, failed: 4 });
  expect(failuresOf(ended).map((words) => words.slice(folder.path.length + 1))).toEqual(
    expect.arrayContaining([
      `a.jpg: the file cannot be accessed: ${IO}`,
      "b.jpg: it lies in a folder that this user may not enter",
      "gone.jpg: there is no such file",
      `${names.at(-1)}: the file cannot be accessed: name too long`,
    ]),
  );
});

test("P36: a path that is too long for the system is named, and all others are delivered", async (context) => {
  if (process.platform !== "linux") context.skip("Only Linux lets a path grow beyond its limit");
  await using home = await temporaryFolder();
  const name = "d".repeat(250);
  // Each step is short enough; the whole path is not.
  const program = `const fs = require("node:fs");
    for (let n = 0; n < 17; n += 1) { fs.mkdirSync("${name}"); process.chdir("${name}"); }
    fs.writeFileSync("deep.jpg", "");`;
  execFileSync(process.execPath, ["-e", program], { cwd: home.path });
  writeFileSync(join(home.path, "a.jpg"), frameImage(1));
  await using delivery = await DeliveryCommand.open();
  const summary = await send(delivery, home.path);
  // Node cannot remove it.
  execFileSync("rm", ["-rf", join(home.path, name)]);
  expect(summary).toMatchObject({ landed: 1, delivered: 1 });
  expect(summary.problems.map(({ message }) => message)).toEqual([
    expect.stringContaining("cannot be listed (ENAMETOOLONG: name too long)"),
  ]);
  expect(exitCodeOfRun(summary)).toBe(4);
});

test("P36: a long name that is not text is called that, and not too long", async (context) => {
  if (process.platform !== "linux") context.skip("Only Linux takes any bytes for a name");
  await using home = await temporaryFolder();
  const name = Buffer.concat([Buffer.alloc(200, 0xff), Buffer.from(".jpg")]);
  writeFileSync(Buffer.concat([Buffer.from(`${home.path}/`), name]), frameImage(1));
  await using delivery = await DeliveryCommand.open();
  const summary = await send(delivery, home.path);
  expect(summary).toMatchObject({ landed: 1, failed: 1 });
  expect(failuresOf(summary)).toEqual([expect.stringContaining("is not valid UTF-8")]);
});

test("P36: resubmit does not call an image missing that cannot be looked at", async (context) => {
  if (whyNot !== undefined) context.skip(whyNot);
  await using folder = await faultyImages(["a.jpg"]);
  let status = 400;
  await using delivery = await DeliveryCommand.open({ answer: () => ({ status }) });
  expect(await send(delivery, folder.path)).toMatchObject({ failed: 1 });
  status = 200;
  folder.fail([{ call: "lstat", error: "EIO", path: "/a.jpg" }]);
  const unseen = await delivery.run(["resubmit", folder.path]);
  expect(unseen.exitCode).toBe(3);
  expect(failuresOf(unseen.summary)).toEqual([`a.jpg: the file cannot be accessed: ${IO}`]);
  folder.fail([]);
  const seen = await delivery.run(["resubmit", folder.path]);
  expect([seen.exitCode, seen.summary.delivered]).toEqual([0, 1]);
});

/** Follows a run, and keeps its warnings. */
function follow(run: ReturnType<typeof watchFolders>): {
  readonly summary: Promise<RunSummary>;
  readonly warnings: readonly string[];
} {
  const warnings: string[] = [];
  void (async () => {
    for await (const event of run) if (event.type === "warningRaised") warnings.push(event.message);
  })();
  return { summary: run.summary, warnings };
}
