import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { idempotencyKey } from "../../src/core/frame/idempotency-key.ts";
import type { JobInfo } from "../../src/ledger/job-info.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { DELIVERED, failedWith, settledFrame } from "../support/samples/settled-frame.ts";

const NOW_MS = 1_700_000_600_000;
let folder: TemporaryFolder;
let ledger: Ledger;

async function open(): Promise<Ledger> {
  return await openLedger(folder.path, { wallClockMs: () => NOW_MS });
}
/** What a later run of the program sees. */
async function reopen(): Promise<void> {
  await ledger.close();
  ledger = await open();
}

beforeEach(async () => {
  folder = await temporaryFolder();
  ledger = await open();
});
afterEach(async () => {
  await ledger.close();
  await folder[Symbol.asyncDispose]();
});

describe("the ledger", () => {
  test("knows a delivered frame at once, and in every later run", async () => {
    const known = { state: "delivered", attempts: 1, status: 200, reason: null, request: null };
    expect(ledger.find(settledFrame(0))).toBeNull();
    const settled = ledger.commit(settledFrame(0), DELIVERED);
    expect(ledger.find(settledFrame(0))).toEqual(known);
    await settled;
    await reopen();
    expect(ledger.find(settledFrame(0))).toEqual(known);
  });

  test("holds all that is known of a failed frame", async () => {
    const frame = settledFrame(7, { source: "/cams/door", ptsSeconds: 0.28 });
    await ledger.commit(frame, { ...failedWith(422, "no\nface"), request: "digest" });
    await reopen();
    expect(ledger.failures()).toEqual([
      {
        ...frame,
        idempotencyKey: idempotencyKey(frame),
        state: "failed",
        attempts: 3,
        status: 422,
        reason: "no face",
        request: "digest",
        settledAtMs: NOW_MS,
      },
    ]);
  });

  test.each([
    ["size", { byteLength: 1 }],
    ["time", { modifiedAtMs: 1_700_000_000_000.75 }],
    ["path", { relativePath: "other.jpg" }],
    ["source", { source: "/videos/other.mp4" }],
  ])("does not know a frame of another %s", async (_, difference) => {
    await ledger.commit(settledFrame(0), DELIVERED);
    expect(ledger.find(settledFrame(0, difference))).toBeNull();
  });

  test("knows a delivered frame whose time was set back after it had been written", async () => {
    await ledger.commit(settledFrame(0), DELIVERED);
    await ledger.commit(settledFrame(1), failedWith(400, "bad"));
    const old = { firstSeenAtMs: settledFrame(2).modifiedAtMs + 3_600_000 };
    await ledger.commit(settledFrame(2, old), DELIVERED);
    const earlier = { modifiedAtMs: 1_600_000_000_000 };
    expect(ledger.find(settledFrame(0, earlier))?.state).toBe("delivered");
    expect(ledger.find(settledFrame(0, { ...earlier, byteLength: 1 }))).toBeNull();
    // Nor one that failed, nor one that was old already when it was first seen.
    expect(ledger.find(settledFrame(1, earlier))).toBeNull();
    expect(ledger.find(settledFrame(2, earlier))).toBeNull();
  });

  test("lets a changed file take the place of its older self", async () => {
    const changed = settledFrame(0, { byteLength: 1 });
    await ledger.commit(settledFrame(0), DELIVERED);
    await ledger.commit(changed, failedWith(400, "bad"));
    expect(ledger.find(changed)?.state).toBe("failed");
    expect(ledger.find(settledFrame(0))).toBeNull();
    expect(ledger.counts()).toMatchObject({ delivered: 0, failed: 1 });
  });

  test("keeps a delivered frame delivered, whatever a late attempt came to", async () => {
    await ledger.commit(settledFrame(0), DELIVERED);
    await ledger.commit(settledFrame(0), failedWith(500, "late"));
    await ledger.commit(settledFrame(0), { ...DELIVERED, outcome: "skipped" });
    ledger.recordAttempt(settledFrame(0), { attempts: 1, status: 500, reason: "late" });
    expect(ledger.find(settledFrame(0))).toMatchObject({ state: "delivered", status: 200 });
  });

  test("calls a failed frame that is sent again and delivered delivered", async () => {
    await ledger.commit(settledFrame(0), failedWith(500, "down"));
    await ledger.commit(settledFrame(0), DELIVERED);
    expect(ledger.counts()).toEqual({
      delivered: 1,
      failed: 0,
      skipped: 0,
      dropped: 0,
      pending: 0,
    });
    expect(ledger.failures()).toEqual([]);
  });

  test("counts failed attempts across runs, and keeps the time of the first sight", async () => {
    const again = settledFrame(0, { firstSeenAtMs: NOW_MS });
    ledger.recordAttempt(settledFrame(0), { attempts: 2, status: 503, reason: "busy" });
    await reopen();
    expect(ledger.find(settledFrame(0))).toEqual({
      state: "pending",
      attempts: 2,
      status: 503,
      reason: "busy",
      request: null,
    });
    await ledger.commit(again, failedWith(503, "busy"));
    expect(ledger.failures()[0]?.firstSeenAtMs).toBe(settledFrame(0).firstSeenAtMs);
  });

  test("commits what is open when it is closed", async () => {
    const settled = ledger.commit(settledFrame(0), DELIVERED);
    await ledger.close();
    await settled;
    ledger = await open();
    expect(ledger.counts().delivered).toBe(1);
  });

  test("remembers the options of its job", async () => {
    expect(ledger.job()).toBeNull();
    const job = {
      source: { kind: "video", paths: ["/videos/clip.mp4"] },
      service: "http://127.0.0.1:8000/predict",
      framesFolder: null,
      address: null,
      frameCount: null,
      fingerprint: "1920x1080 jpg",
    } as const;
    await ledger.recordJob({ ...job, service: "http://127.0.0.1:1/" });
    await ledger.recordJob(job);
    await reopen();
    expect(ledger.job()).toEqual(job);
  });

  test("knows no address for a job from before addresses were put on record", async () => {
    const job = {
      source: { kind: "folder", paths: ["/cams/a"] },
      service: "http://127.0.0.1:8000/predict",
      framesFolder: null,
      frameCount: null,
      fingerprint: null,
    } as const;
    await ledger.recordJob(job as unknown as JobInfo);
    expect(ledger.job()).toEqual({ ...job, address: null });
  });

  test("has forgotten every frame when its job begins again", async () => {
    await ledger.commit(settledFrame(0), DELIVERED);
    await ledger.commit(settledFrame(1), failedWith(400, "bad"));
    await ledger.forgetAll();
    expect([ledger.find(settledFrame(0)), ledger.find(settledFrame(1))]).toEqual([null, null]);
    await ledger.commit(settledFrame(0), DELIVERED);
    expect(ledger.counts()).toMatchObject({ delivered: 1, failed: 0 });
  });

  test("keeps odd names apart, and gives them back as they were", async () => {
    const names = [
      "a b",
      "a\nb",
      "-y",
      "ä",
      "a\u0308",
      "😀",
      "'\"`$",
      "%d",
      "A B",
      "x".repeat(255),
    ];
    await Promise.all(
      names.map((relativePath, index) =>
        ledger.commit(settledFrame(index, { relativePath }), failedWith(400, "odd")),
      ),
    );
    expect(new Set(ledger.failures().map((frame) => frame.relativePath))).toEqual(new Set(names));
    for (const relativePath of names) {
      expect(ledger.find(settledFrame(0, { relativePath }))?.state).toBe("failed");
    }
  });
});

describe("asking the ledger", () => {
  test("finds failures by status, by words of their reason, and in limited number", async () => {
    await ledger.commit(settledFrame(0), failedWith(422, "No face in the image"));
    await ledger.commit(settledFrame(1), failedWith(500, "Out of memory"));
    await ledger.commit(settledFrame(2), failedWith(null, "connection refused by port 500"));
    await ledger.commit(settledFrame(3), DELIVERED);
    const indexes = (only: string | null = null): unknown[] =>
      ledger.failures({ only }).map(({ index }) => index);
    expect(indexes()).toEqual([0, 1, 2]);
    expect(indexes("422")).toEqual([0]);
    expect(indexes("500")).toEqual([1]);
    expect(indexes("NO FACE")).toEqual([0]);
    expect(indexes("refused")).toEqual([2]);
    expect(indexes("%")).toEqual([]);
    expect(ledger.failures({ limit: 2 })).toHaveLength(2);
  });

  test("groups failures by status and reason, the most frequent first", async () => {
    await ledger.commit(settledFrame(0), failedWith(500, "down"));
    await ledger.commit(settledFrame(1), failedWith(400, "bad"));
    await ledger.commit(settledFrame(2), failedWith(400, "bad"));
    expect(ledger.failureKinds()).toEqual([
      { status: 400, reason: "bad", count: 2, example: settledFrame(1).relativePath },
      { status: 500, reason: "down", count: 1, example: settledFrame(0).relativePath },
    ]);
    expect(ledger.failureKinds("500").map(({ reason }) => reason)).toEqual(["down"]);
    expect(ledger.failureKinds("BA").map(({ count }) => count)).toEqual([2]);
  });

  test("gives the indexes of a slice as ranges, by state", async () => {
    for (const index of [0, 1, 2, 5, 9]) await ledger.commit(settledFrame(index), DELIVERED);
    await ledger.commit(settledFrame(3), failedWith(400, "bad"));
    const unnumbered = settledFrame(77, { index: null, ptsSeconds: null });
    await ledger.commit(unnumbered, DELIVERED);
    expect(ledger.indexRanges(["delivered"])).toEqual([
      { first: 0, last: 2 },
      { first: 5, last: 5 },
      { first: 9, last: 9 },
    ]);
    expect(ledger.indexRanges(["delivered", "failed"])[0]).toEqual({ first: 0, last: 3 });
    expect(ledger.indexRanges(["dropped"])).toEqual([]);
  });

  test("counts every state", async () => {
    await ledger.commit(settledFrame(0), DELIVERED);
    await ledger.commit(settledFrame(1), failedWith(400, "bad"));
    await ledger.commit(settledFrame(2), { ...DELIVERED, outcome: "skipped" });
    await ledger.commit(settledFrame(3), { ...DELIVERED, outcome: "dropped" });
    ledger.recordAttempt(settledFrame(4), { attempts: 1, status: null, reason: "late" });
    expect(ledger.counts()).toEqual({
      delivered: 1,
      failed: 1,
      skipped: 1,
      dropped: 1,
      pending: 1,
    });
  });
});
