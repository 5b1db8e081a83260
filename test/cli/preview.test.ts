import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { sheetFigures } from "../support/preview/sheet-figures.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { frameIndexOfImage } from "../support/frames/frame-index-of-image.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

async function preview(delivery: DeliveryCommand, ...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await delivery.plain(["preview", ...words, "--json"]);
  return {
    exitCode,
    stderr,
    report: (stdout === "" ? {} : JSON.parse(stdout)) as Record<string, unknown>,
  };
}

describe("frameferry preview", () => {
  test("shows what a run would send, spread evenly, and sends nothing", async () => {
    await using delivery = await DeliveryCommand.open();
    const form = ["--max-frames", "8", "--price-per-thousand", "10", "-o", "sheet.html"];
    const { exitCode, report, stderr } = await preview(delivery, CFR, "--every", "2", ...form);
    const counts = { sent: 50, shown: 8, requests: 50, cost: 0.5, skippedBy: {}, isExact: false };
    expect([exitCode, report]).toMatchObject([0, { ...counts, warnings: [], complete: true }]);
    expect(stderr).toContain("50 frames would be sent; nothing was sent");
    const page = readFileSync(delivery.path("sheet.html"), "utf8");
    expect(page).toContain("Shown: 8 of 50 that would be sent, spread evenly.");
    expect(page).toContain("<li>one of 2, beginning with the first</li>");
    const figures = await sheetFigures(delivery.path("sheet.html"));
    const indexes = await Promise.all(
      figures.map(async ({ jpeg }) => await frameIndexOfImage(jpeg)),
    );
    expect(indexes).toEqual([0, 14, 28, 42, 56, 70, 84, 98]);
    expect(figures[1]?.caption).toBe("0:00.56 · #7");
    expect(delivery.service.requestCount).toBe(0);
    expect(readdirSync(delivery.path())).toEqual(["sheet.html"]);
  });

  test("tells what each rule leaves out, in words and on a page that is named after the source", async () => {
    await using delivery = await DeliveryCommand.open();
    const rules = ["--scene", "0.05", "--at-least-every", "1s"];
    const { exitCode, report, stderr } = await preview(delivery, CFR, ...rules);
    const { sent, skippedBy } = report as { sent: number; skippedBy: { scene: number } };
    const { scene } = skippedBy;
    expect([exitCode, sent + scene]).toEqual([0, 100]);
    expect(stderr).toContain(
      `${sent} frames would be sent, ${scene} are left out: scene ${scene}; nothing was sent`,
    );
    expect(readdirSync(delivery.path())).toEqual(["cfr.mp4-preview.html"]);
    const page = readFileSync(delivery.path("cfr.mp4-preview.html"), "utf8");
    expect(page).toContain(
      "<li>the first, and those with a scene score above 0.05, and the first of each 1.0 s</li>",
    );
  });

  test("says what is missing, and shows the rest", async () => {
    await using delivery = await DeliveryCommand.open();
    const words = ["--at", "1,600", "-o", "sheet.html"];
    const { exitCode, report, stderr } = await preview(delivery, CFR, ...words);
    expect([exitCode, report]).toMatchObject([4, { sent: 1, complete: false }]);
    expect(stderr).toContain("ends before 600 s");
    expect(readFileSync(delivery.path("sheet.html"), "utf8")).toContain("ends before 600 s");
  });

  test("ends with 4 for a video that has nothing of what is asked for, and with 2 for options that do not fit", async () => {
    await using delivery = await DeliveryCommand.open();
    const none = await preview(delivery, CFR, "--at", "600", "-o", "none.html");
    expect([none.exitCode, existsSync(delivery.path("none.html"))]).toEqual([4, false]);
    const { exitCode, stderr } = await preview(delivery, CFR, "--at-least-every", "2s");
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining("--at-least-every has no meaning where no rule leaves frames out"),
    ]);
  });
});
