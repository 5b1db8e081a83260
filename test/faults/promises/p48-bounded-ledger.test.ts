import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { keepLedgerSmall } from "../../../src/app/jobs/ledger-upkeep.ts";
import type { FrameIdentity } from "../../../src/core/frame/frame-identity.ts";
import type { RecordedFrame } from "../../../src/ledger/frame-record.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { type LedgerOptions, openLedger } from "../../../src/ledger/open-ledger.ts";
import { sizePlan } from "../../../src/ledger/size-bound.ts";
import { DEFAULT_LEDGER_BYTES } from "../../../src/options/record-options.ts";
import { DELIVERED, failedWith, settledFrame } from "../../support/samples/settled-frame.ts";
import { runCommand } from "../../support/program/command-run.ts";
import { memoryFolder } from "../../support/files/memory-folder.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const MS_A_FRAME = 1000 / 100;
/**
 * One frame of the test stands for so many of the month, and one byte for as many. Nothing in a ledger
 * knows another measure than its bound: at 2,000 it fills up as often as it would in that month, 70 times.
 * Names in no order leave gaps everywhere, of which a small ledger is full; so they get a larger one, and
 * for their time only two days, in which it fills up five times.
 */
const [SMALL, LARGE] = [2000, 500];
/** Frames between two looks at the size: 20 minutes of the month, where it is 5 seconds. */
const LOOK_EVERY = 60;
const never = new AbortController().signal;
const gone = async (): Promise<boolean> => false;

/** A ledger in memory whose clock stands still until it is set, and which waits for no disk. */
async function ledgerAt(path: string, options: LedgerOptions = {}): Promise<Ledger> {
  const ledger = await openLedger(path, options);
  ledger.flushNow();
  return ledger;
}

function bytesOf(folder: string, name: string): number {
  return statSync(join(folder, name)).size;
}

/** Puts many on record at once. */
async function settleAll(ledger: Ledger, frames: readonly RecordedFrame[]): Promise<void> {
  const settled = frames.map((frame) => ledger.commit(frame, DELIVERED));
  ledger.flushNow();
  await Promise.all(settled);
}

function framesFrom(
  first: number,
  count: number,
  nameOf?: (number: number) => string,
): readonly RecordedFrame[] {
  return Array.from({ length: count }, (_, place) => {
    const number = first + place;
    return settledFrame(number, nameOf === undefined ? {} : { relativePath: nameOf(number) });
  });
}

describe("P48: the ledger takes no more room than it may", () => {
  test.each([
    [
      "a month of 100 frames a second, named by rising numbers",
      { days: 30, scale: SMALL, minKept: 800 },
      (number: number) => `cam/${String(number).padStart(9, "0")}.jpg`,
    ],
    [
      "two days of 100 frames a second, whose names are in no order",
      { days: 2, scale: LARGE, minKept: 1500 },
      () => `${randomUUID()}.jpg`,
    ],
  ])("over %s", async (_, load, nameOf) => {
    const { days, scale, minKept } = load;
    await using folder = await memoryFolder();
    let nowMs = 1_700_000_000_000;
    await using ledger = await ledgerAt(folder.path, { wallClockMs: () => nowMs });
    const { tableBytes } = sizePlan(DEFAULT_LEDGER_BYTES);
    const bound = ledger.sizeBound({ maxBytes: tableBytes / scale, stillExists: gone });
    const count = (days * DAY_MS) / MS_A_FRAME / scale;
    let largestBytes = 0;
    let settled = 0;
    for (; settled < count; settled += LOOK_EVERY) {
      nowMs += LOOK_EVERY * scale * MS_A_FRAME;
      await settleAll(ledger, framesFrom(settled, LOOK_EVERY, nameOf));
      await bound.keep(never);
      largestBytes = Math.max(largestBytes, bytesOf(folder.path, "ledger.db"));
    }
    expect(settled).toBeGreaterThanOrEqual(count);
    expect(largestBytes).toBeLessThan(tableBytes / scale);
    // It has not forgotten more than it must.
    expect(ledger.counts().delivered).toBeGreaterThan(minKept);
  });

  test("at the smallest size with its log, too", async () => {
    await using folder = await memoryFolder();
    const maxBytes = 10e6;
    await using ledger = await ledgerAt(folder.path, { maxBytes });
    const bound = ledger.sizeBound({ maxBytes: sizePlan(maxBytes).tableBytes, stillExists: gone });
    let largestBytes = 0;
    for (let first = 0; first < 120_000; first += 2000) {
      await settleAll(ledger, framesFrom(first, 2000));
      await bound.keep(never);
      const bytes = ["ledger.db", "ledger.db-wal"].map((name) => bytesOf(folder.path, name));
      largestBytes = Math.max(largestBytes, bytes[0]! + bytes[1]!);
    }
    expect(ledger.counts().delivered).toBeLessThan(100_000);
    expect(largestBytes).toBeLessThan(maxBytes);
    expect(largestBytes).toBeGreaterThan(maxBytes / 2);
  });

  test("and the oldest go first, and never one that failed or is still there", async () => {
    await using folder = await memoryFolder();
    let nowMs = 1_700_000_000_000;
    await using ledger = await ledgerAt(folder.path, { wallClockMs: () => nowMs });
    const kept = (frame: FrameIdentity): boolean => frame.relativePath.startsWith("kept");
    const frames: RecordedFrame[] = [];
    for (let number = 0; number < 20_000; number += 1) {
      nowMs += 10;
      const name = `${number % 10 === 3 ? "kept" : "gone"}-${(number * 7919) % 20_000}.jpg`;
      const frame = settledFrame(number, { relativePath: name, firstSeenAtMs: nowMs });
      frames.push(frame);
      void ledger.commit(frame, number % 10 === 4 ? failedWith(400, "bad") : DELIVERED);
      if (number % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await ledger.commit(settledFrame(99_999), DELIVERED);
    const stillExists = async (frame: FrameIdentity): Promise<boolean> => kept(frame);
    await ledger.sizeBound({ maxBytes: 2e6, stillExists }).keep(never);

    const isKnown = frames.map((frame) => ledger.find(frame) !== null);
    const mustStay = frames.map((frame, number) => kept(frame) || number % 10 === 4);
    expect(isKnown.filter((known, number) => mustStay[number] === true && !known)).toEqual([]);
    const others = isKnown.filter((_, number) => mustStay[number] === false);
    const forgotten = others.filter((known) => !known).length;
    expect(forgotten).toBeGreaterThan(3000);
    expect(forgotten).toBeLessThan(others.length - 3000);
    // What was forgotten is the beginning, to a sample's accuracy.
    expect(others.lastIndexOf(false)).toBeLessThan(forgotten * 1.05);
  });

  test("or says once, and why, that nothing may be forgotten", async () => {
    await using folder = await memoryFolder();
    await using ledger = await ledgerAt(folder.path);
    await settleAll(ledger, framesFrom(0, 20_000));
    const stopping = new AbortController();
    const messages: string[] = [];
    const policy = {
      retentionMs: 30 * DAY_MS,
      ledgerMaxSizeBytes: 1e6,
      stillExists: async () => true,
    };
    await keepLedgerSmall(
      ledger,
      policy,
      (event) => {
        if (event.type === "warningRaised") messages.push(event.message);
        stopping.abort();
      },
      stopping.signal,
    );
    expect(messages).toEqual([
      expect.stringMatching(
        /^the ledger has \d MB, more than the 1 MB of `ledgerMaxSizeBytes`: .* still there/u,
      ),
    ]);
    expect(ledger.counts().delivered).toBe(20_000);
  });

  test("and gives its room back at the next start after its bound was lowered", async () => {
    await using folder = await memoryFolder();
    let nowMs = 1_700_000_000_000;
    const large = await ledgerAt(folder.path, { wallClockMs: () => (nowMs += 10) });
    await settleAll(large, framesFrom(0, 50_000));
    await large.sizeBound({ maxBytes: 1e6, stillExists: gone }).keep(never);
    await large.close();
    expect(bytesOf(folder.path, "ledger.db")).toBeGreaterThan(5e6);
    await using small = await ledgerAt(folder.path, { maxBytes: 1e6 });
    expect(bytesOf(folder.path, "ledger.db")).toBeLessThan(1e6);
    expect(small.counts().delivered).toBeGreaterThan(3000);
    expect(small.find(settledFrame(49_999))).not.toBeNull();
    expect(small.integrityProblems()).toEqual([]);
  });

  test("and a bound below which nobody can work is an error", async () => {
    await using folder = await memoryFolder();
    const words = ["watch", "in", "--to", "http://127.0.0.1:9/", "--ledger-max-size", "1MB"];
    const { exitCode, stderr } = await runCommand(words, folder.path);
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining("--ledger-max-size: must be at least 10MB"),
    ]);
  });
});
