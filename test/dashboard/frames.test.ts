import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FrameCard, FrameDetails } from "../../src/dashboard/frame-data.ts";
import { SamplePace } from "../../src/dashboard/frames/sample-pace.ts";
import type { Dashboard } from "../../src/dashboard/server/dashboard.ts";
import { sampleDashboard } from "../support/dashboard/open-dashboard.ts";
import { carry, sampleView } from "../support/dashboard/sample-events.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { sampleResult } from "../support/samples/sample-result.ts";
import { frameOfFile } from "../support/samples/sample-frame.ts";

let dashboard: Dashboard;
let home: TemporaryFolder;
beforeEach(async () => {
  home = await temporaryFolder();
  dashboard = sampleDashboard();
  dashboard.runOpened(sampleView());
});
afterEach(async () => {
  dashboard[Symbol.dispose]();
  await home[Symbol.asyncDispose]();
});

/** An image of noise, which no format makes small. */
async function land(name: string, [width, height]: readonly [number, number]): Promise<void> {
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  const image = sharp({ create: { width, height, channels: 3, background: "red", noise } });
  const bytes = name.endsWith(".bmp") ? bitmap(width, height) : await image.jpeg().toBuffer();
  writeFileSync(join(home.path, name), bytes);
}

/** A picture whose size no header tells us; it cannot be scaled either. */
function bitmap(width: number, height: number): Buffer {
  return Buffer.concat([Buffer.from("BM"), Buffer.alloc(width * height)]);
}

const fileOf = (name: string): object => ({
  ...frameOfFile(home.path, name, { source: "/cameras/front" }),
});

/** The cards, once there are so many. */
async function cards(count: number): Promise<readonly FrameCard[]> {
  await expect.poll(() => dashboard.shelf.cards().length).toBe(count);
  return dashboard.shelf.cards();
}

const FAILED = { outcome: "failed", status: 422, reason: "status 422" } as const;

describe("a frame that is shown", () => {
  test("has its picture, in two sizes, though its file was deleted at its outcome", async () => {
    await land("a.jpg", [1600, 900]);
    const file = fileOf("a.jpg");
    carry(dashboard, file);
    rmSync(join(home.path, "a.jpg"));
    const [card] = await cards(1);
    expect(card).toMatchObject({ frame: "a.jpg", width: 1600, height: 900, hasPicture: true });
    const id = card?.id ?? "";
    const thumbnail = await sharp((await dashboard.shelf.thumbnail(id)) ?? undefined).metadata();
    expect(thumbnail).toMatchObject({ format: "jpeg", width: 320, height: 180 });
    const picture = await sharp((await dashboard.shelf.picture(id)) ?? undefined).metadata();
    expect(picture).toMatchObject({ format: "jpeg", width: 1280, height: 720 });
  });

  test.each([
    [
      "the part itself",
      "part",
      { width: 200, height: 100 },
      { x: 20, y: 10, width: 60, height: 40 },
    ],
    [
      "the whole frame",
      "whole",
      { width: 800, height: 450 },
      { x: 120, y: 60, width: 60, height: 40 },
    ],
  ] as const)(
    "has what was found in a part where its picture shows it: %s",
    async (_, image, size, box) => {
      await land("a.jpg", [size.width, size.height]);
      const sent = { width: 100, height: 50 };
      const crop = {
        ...{ x: 100, y: 50, width: 200, height: 100, image, sent },
        frame: { width: 800, height: 450 },
      };
      const response = {
        detections: [{ label: "cup", box: { x: 10, y: 5, width: 30, height: 20 } }],
      };
      carry(dashboard, fileOf("a.jpg"), { response, crop });
      const [card] = await cards(1);
      expect(card).toMatchObject({ ...size, findings: [{ label: "cup", box }] });
    },
  );

  test("has what was found in it in pixels of the frame that was sent", async () => {
    await land("a.jpg", [1600, 900]);
    const box = [0.5, 0.5, 0.75, 0.75];
    const response = { detections: [{ label: "cup\u202e", confidence: 0.9, box }] };
    carry(dashboard, fileOf("a.jpg"), { response });
    const [card] = await cards(1);
    expect(card?.findings).toEqual([
      {
        ...{ label: String.raw`cup\u202e`, confidence: 0.9 },
        box: { x: 800, y: 450, width: 400, height: 225 },
      },
    ]);
  });

  test("has none where there is no image that can be read, and all else", async () => {
    await land("a.bmp", [30, 20]);
    carry(dashboard, fileOf("a.bmp"));
    carry(dashboard, { relativePath: "gone.jpg" }, FAILED);
    const shown = await cards(2);
    const [unreadable, gone] = shown.toSorted((one, other) => (one.frame < other.frame ? -1 : 1));
    expect(unreadable).toMatchObject({ width: null, hasPicture: false, outcome: "delivered" });
    expect(gone).toMatchObject({ hasPicture: false, outcome: "failed", reason: "status 422" });
    expect(await dashboard.shelf.picture(unreadable?.id ?? "")).toBeNull();
    expect(await dashboard.shelf.thumbnail("p99")).toBeNull();
  });

  test("has its attempts with the reason of each, and its whole answer", async () => {
    const frame = fileOf("a.jpg");
    carry(dashboard, frame, { response: { big: JSON.parse("12345678901234567") } });
    const [card] = await cards(1);
    const details = JSON.parse(dashboard.shelf.details(card?.id ?? "") ?? "") as FrameDetails;
    expect(details).toMatchObject({ ...card, isResponseCut: false });
    expect(details.attemptsMade).toMatchObject([
      { service: card?.service, status: 200, outcome: "accepted", reason: null },
    ]);
  });

  test("has the beginning of an answer that is long", async () => {
    carry(dashboard, {}, { response: { text: "x".repeat(100_000) } });
    const [card] = await cards(1);
    const details = JSON.parse(dashboard.shelf.details(card?.id ?? "") ?? "") as FrameDetails;
    expect(details.isResponseCut).toBe(true);
    expect(String(details.response)).toHaveLength(65_536);
    expect(String(details.response)).toMatch(/^\{"text":"xxx/u);
  });

  test("that failed without a request is shown as well", async () => {
    const result = { outcome: "failed", attempts: 0, service: null, reason: "incomplete" } as const;
    const nothing = { status: null, latencyMs: null, response: null };
    const frame = { source: "/cameras/front", frame: "half.jpg" };
    dashboard.listen({
      type: "frameSettled",
      result: sampleResult({ ...frame, ...nothing, ...result }),
    });
    expect(await cards(1)).toMatchObject([{ frame: "half.jpg", attempts: 0, service: null }]);
  });
});

describe("how many frames are shown", () => {
  test("is as many a second as are wanted, failed ones before others", () => {
    const pace = new SamplePace(() => 8, 0);
    let delivered = 0;
    for (let ms = 0; ms < 10_000; ms += 2) if (pace.take(false, ms)) delivered += 1;
    expect(delivered).toBeGreaterThan(80);
    expect(delivered).toBeLessThanOrEqual(88);
    while (pace.take(false, 10_000)) delivered += 1;
    expect([1, 2, 3].map(() => pace.take(true, 10_000))).toEqual([true, true, false]);
  });

  test("is one a second while nobody looks", () => {
    const pace = new SamplePace(() => 1, 0);
    let taken = 0;
    for (let ms = 0; ms < 60_000; ms += 10) if (pace.take(false, ms)) taken += 1;
    expect(taken).toBeLessThanOrEqual(68);
    expect(taken).toBeGreaterThanOrEqual(60);
  });

  test("is bounded on the shelf, and so are their bytes; an example of a failure stays", async () => {
    const { shelf } = dashboard;
    carry(dashboard, {}, FAILED);
    const [example] = await cards(1);
    expect(dashboard.state.state.failures[0]?.exampleFrameId).toBe(example?.id);
    const image = Buffer.alloc(512 * 1024);
    const { id: _id, hasPicture: _hasPicture, ...card } = example as FrameCard;
    const record = { card, response: "{}", isResponseCut: false, attemptsMade: [], image };
    for (let more = 0; more < 400; more += 1) {
      shelf.add(record);
      shelf.tidy();
    }
    const kept = shelf.cards();
    expect(kept).toHaveLength(201);
    expect(kept[0]?.id).toBe(example?.id);
    expect(kept.filter(({ hasPicture }) => hasPicture)).toHaveLength(48);
    expect(shelf.details(example?.id ?? "")).not.toBeNull();
    expect(dashboard.state.state.maxMemoryBytes).toBeLessThan(100 * 1024 * 1024);
  });
});
