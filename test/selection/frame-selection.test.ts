import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import type { Frame } from "../../src/core/frame/frame.ts";
import { FrameSelection } from "../../src/selection/frame-selection.ts";
import type { FrameRule } from "../../src/selection/frame-rule.ts";
import type { Candidate, FrameDecision } from "../../src/selection/frame-selector.ts";
import { systemClock } from "../../src/core/concurrency/clock.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

/** Sends bright pictures, leaves dark ones out, and holds gray ones. */
const byLuma = (seen: number[] = []): FrameRule => ({
  name: "motion",
  judge: ({ values }, { seconds }) => {
    const luma = values[0] ?? 0;
    seen.push(luma);
    if (luma > 200) return { kind: "send", heldSinceSeconds: 0 };
    if (luma < 50) return { kind: "skip", reason: "dark" };
    return { kind: "hold", untilSeconds: seconds + 100, reason: "gray" };
  },
});

interface Settings {
  readonly rules?: () => readonly FrameRule[];
  readonly idleMs?: number | null;
}

/** A selection, and what it has decided on each frame, by its path. */
function selectionOf({ rules = () => [byLuma()], idleMs = null }: Settings = {}) {
  const decided: string[] = [];
  const events: RunEvent[] = [];
  const bounds = { maxFrames: 100, maxBytes: 1e9 };
  const secondsOf = ({ landedAtMs }: Frame): number => landedAtMs / 1000;
  const selection = new FrameSelection({ rules, secondsOf, bounds, idleMs }, systemClock, (event) =>
    events.push(event),
  );
  const candidate = (frame: Frame, kind: Candidate["kind"] = "new"): Candidate => ({
    frame,
    kind,
    isOnRecord: false,
    settle: async ({ kind: word }: FrameDecision) => {
      decided.push(`${frame.relativePath} ${word}`);
    },
  });
  return { selection, decided, events, candidate };
}

/** Writes a picture of one luma; larger ones take longer to read. */
async function picture(
  folder: string,
  relativePath: string,
  { luma, width = 16, index = null }: { luma: number; width?: number; index?: number | null },
): Promise<Frame> {
  const path = join(folder, relativePath);
  const background = { r: luma, g: luma, b: luma };
  await writeFile(
    path,
    await sharp({ create: { width, height: width, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  return sampleFrame({ path, relativePath, index });
}

test("frames are decided on in their order, however long each takes to read", async () => {
  await using folder = await temporaryFolder();
  const { selection, decided, candidate } = selectionOf();
  for (let at = 0; at < 12; at += 1) {
    const [luma, width] = [at % 2 === 0 ? 255 : 0, at % 3 === 0 ? 1500 : 16];
    await selection.add(candidate(await picture(folder.path, `${at}.png`, { luma, width })));
  }
  expect(await selection.end()).toEqual([]);
  expect(decided).toEqual(
    Array.from({ length: 12 }, (_, at) => `${at}.png ${at % 2 === 0 ? "send" : "skip"}`),
  );
});

test("frames of a video are judged in the order of their indexes", async () => {
  await using folder = await temporaryFolder();
  const { selection, decided, candidate } = selectionOf();
  for (const index of [2, 0, 1])
    await selection.add(
      candidate(await picture(folder.path, `${index}.png`, { luma: 255, index })),
    );
  await selection.end();
  expect(decided).toEqual(["0.png send", "1.png send", "2.png send"]);
});

test("a picture that cannot be decoded is sent, and told once; one that must not be sent is not even read", async () => {
  await using folder = await temporaryFolder();
  const seen: number[] = [];
  const { selection, decided, events, candidate } = selectionOf({ rules: () => [byLuma(seen)] });
  for (const name of ["a.jpg", "b.jpg"]) {
    const path = join(folder.path, name);
    await writeFile(path, "no picture");
    await selection.add(candidate(sampleFrame({ path, relativePath: name, index: null })));
  }
  const dark = await picture(folder.path, "c.png", { luma: 0 });
  await selection.add(candidate(dark, "unusable"));
  await selection.end();
  expect(decided).toEqual(["a.jpg send", "b.jpg send", "c.png send"]);
  expect(seen).toEqual([]);
  expect(events.map(({ type }) => type)).toEqual(["warningRaised"]);
});

test("each folder has rules of its own", async () => {
  await using folder = await temporaryFolder();
  let made = 0;
  const rules = () => {
    made += 1;
    return [byLuma()];
  };
  const { selection, candidate } = selectionOf({ rules });
  const bright = await picture(folder.path, "a.png", { luma: 255 });
  for (const relativePath of ["one/a.png", "two/a.png", "one/b.png"])
    await selection.add(candidate({ ...bright, relativePath }));
  await selection.end();
  expect(made).toBe(2);
});

test("what is held is left out when no frame comes any more, and at the end", async () => {
  await using folder = await temporaryFolder();
  const { selection, decided, candidate } = selectionOf({ idleMs: 10 });
  await selection.add(candidate(await picture(folder.path, "a.png", { luma: 100 })));
  await expect.poll(() => decided).toEqual(["a.png skip"]);
  await selection.add(candidate(await picture(folder.path, "b.png", { luma: 100 })));
  await selection.end();
  // What changed in flight lands once more behind the end.
  await selection.add(candidate(await picture(folder.path, "c.png", { luma: 100 })));
  await selection.end();
  expect(decided).toEqual(["a.png skip", "b.png skip", "c.png skip"]);
});

test("after a stop nothing is decided, and the frames without a decision are handed back", async () => {
  await using folder = await temporaryFolder();
  const { selection, decided, candidate } = selectionOf();
  await selection.add(candidate(await picture(folder.path, "a.png", { luma: 100 })));
  await sleep(1);
  selection.stop();
  await selection.add(candidate(await picture(folder.path, "b.png", { luma: 255 })));
  const left = await selection.end();
  expect(left.map(({ frame }) => frame.relativePath).toSorted()).toEqual(["a.png", "b.png"]);
  expect(decided).toEqual([]);
});

test("an error of whoever acts on a decision stops the selection, and is told", async () => {
  await using folder = await temporaryFolder();
  const { selection, candidate } = selectionOf();
  const errors: unknown[] = [];
  selection.onFailure = (error) => errors.push(error);
  const error = new Error("disk full");
  const bright = await picture(folder.path, "a.png", { luma: 255 });
  await selection.add({ ...candidate(bright), settle: async () => await Promise.reject(error) });
  await expect(selection.end()).rejects.toBe(error);
  expect(errors).toEqual([error]);
});

test("whoever adds frames waits while many of them are undecided", async () => {
  await using folder = await temporaryFolder();
  const { selection, candidate } = selectionOf();
  const blocked = Promise.withResolvers<void>();
  const bright = await picture(folder.path, "a.png", { luma: 255 });
  const slow = { ...candidate(bright), settle: async () => await blocked.promise };
  for (let at = 0; at < 15; at += 1) await selection.add(slow);
  let hasRoom = false;
  const added = selection.add(slow).then(() => (hasRoom = true));
  await sleep(50);
  expect(hasRoom).toBe(false);
  blocked.resolve();
  await added;
  await selection.end();
});
