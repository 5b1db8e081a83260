import { rename } from "node:fs/promises";
import { describe, expect, test, vi } from "vitest";
import { runSend } from "../../../src/app/sources/send-files.ts";
import { runVideoSource as runVideoFile } from "../../../src/app/sources/run-video.ts";
import { runWatch } from "../../../src/app/sources/watch-folders.ts";
import type { RunObserver } from "../../../src/app/delivery/run-observer.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import type { FrameResult } from "../../../src/core/frame/frame-result.ts";
import type { RunSummary } from "../../../src/core/summary.ts";
import type { RunView } from "../../../src/core/events/run-view.ts";
import { filesSchema } from "../../../src/options/files-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { runSchema } from "../../../src/options/run-options.ts";
import { watchSchema } from "../../../src/options/watch-options.ts";
import type { StopSignals } from "../../../src/submitter/submitter.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";

/** A service whose model is out of order until it is mended. */
class BrokenModel {
  isMended = false;
  readonly answer = () =>
    this.isMended ? {} : { status: 422, body: { error: "the model is not loaded" } };
}

/** A run under way, with what its dashboard may ask of it. */
class OpenRun {
  readonly results: FrameResult[] = [];
  readonly stopping = new AbortController();
  readonly summary: Promise<RunSummary>;
  #view: RunView | null = null;

  constructor(start: (observer: RunObserver, signals: StopSignals) => Promise<RunSummary>) {
    const observer: RunObserver = {
      emit: (event) => this.#listen(event),
      monitor: {
        runOpened: (view) => (this.#view = view),
        runClosed: () => (this.#view = null),
        ledgerCommitted: () => {},
        brokerAcknowledged: () => {},
      },
    };
    const abort = new AbortController().signal;
    this.summary = start(observer, { drain: this.stopping.signal, abort });
  }

  #listen(event: RunEvent): void {
    if (event.type === "frameSettled") this.results.push(event.result);
  }

  /** Resolves when so many frames have their outcome. */
  async settled(count: number): Promise<void> {
    await vi.waitUntil(() => this.results.length === count, { timeout: 120_000 });
  }

  async resend(reason: string | null = null): Promise<number> {
    return (await this.#view?.resendFailed(reason)) ?? -1;
  }

  /** Outcomes of a frame in the order in which it got them, with the attempts so far. */
  outcomesOf(frame: string): readonly string[] {
    return this.results.filter((result) => result.frame === frame).map(({ outcome }) => outcome);
  }
}

async function watchOf(delivery: DeliveryCommand, given: object = {}): Promise<OpenRun> {
  const options = checkOptions(watchSchema, {
    ...{ folders: [delivery.path("in")], to: delivery.service.url },
    ...{ state: delivery.path("state"), results: delivery.path("results.jsonl"), ...given },
  });
  return new OpenRun(async (observer, signals) => await runWatch(options, observer, signals));
}

const REJECTION = /the model is not loaded/u;

describe("failed frames that are sent again while their run goes on", () => {
  test("are delivered, and the failure no longer counts", async () => {
    const model = new BrokenModel();
    await using delivery = await DeliveryCommand.open(model);
    delivery.land("in/a.jpg", "in/b.jpg");
    const run = await watchOf(delivery);
    await run.settled(2);
    model.isMended = true;
    expect(await run.resend()).toBe(2);
    await run.settled(4);
    run.stopping.abort();
    expect(run.outcomesOf("a.jpg")).toEqual(["failed", "delivered"]);
    expect(run.results[0]?.reason).toMatch(REJECTION);
    expect(run.results[3]?.source).toBe(delivery.path("in"));
    expect(await run.summary).toMatchObject({
      ...{ landed: 4, delivered: 2, failed: 0, skipped: 2, pending: 0, failures: [] },
    });
  });

  test("are those of one reason, where one is asked for", async () => {
    const model = new BrokenModel();
    const answer = (_: unknown, number: number) =>
      number === 0 ? { status: 415, body: "no such format" } : model.answer();
    await using delivery = await DeliveryCommand.open({ answer });
    delivery.land("in/a.jpg");
    const run = await watchOf(delivery);
    await run.settled(1);
    delivery.land("in/b.jpg");
    await run.settled(2);
    model.isMended = true;
    const reason = run.results[1]?.reason ?? "";
    expect(reason).toMatch(REJECTION);
    expect(await run.resend(reason)).toBe(1);
    await run.settled(3);
    expect(await run.resend(reason)).toBe(0);
    run.stopping.abort();
    expect(await run.summary).toMatchObject({ delivered: 1, failed: 1 });
    expect(run.outcomesOf("a.jpg")).toEqual(["failed"]);
  });

  test("fail again with their attempts counted on, and can be sent once more", async () => {
    const model = new BrokenModel();
    await using delivery = await DeliveryCommand.open(model);
    delivery.land("in/a.jpg");
    const run = await watchOf(delivery);
    for (const settled of [1, 2, 3]) {
      await run.settled(settled);
      if (settled < 3) expect(await run.resend()).toBe(1);
    }
    run.stopping.abort();
    expect(await run.summary).toMatchObject({ delivered: 0, failed: 1, skipped: 2 });
    const later = await delivery.plain([
      "failures",
      delivery.path("in"),
      "--state",
      delivery.path("state"),
      "--json",
    ]);
    expect(JSON.parse(later.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      jobs: [{ failures: [{ attempts: 3 }] }],
    });
  });

  test("are not sent twice by two who ask at once", async () => {
    const model = new BrokenModel();
    const slow = () => ({ ...model.answer(), delayMs: model.isMended ? 300 : 0 });
    await using delivery = await DeliveryCommand.open({ answer: slow });
    delivery.land("in/a.jpg");
    const run = await watchOf(delivery);
    await run.settled(1);
    model.isMended = true;
    const counts = await Promise.all([run.resend(), run.resend()]);
    await run.settled(2);
    run.stopping.abort();
    await run.summary;
    expect(counts).toEqual([1, 0]);
    expect(delivery.service.requestCount).toBe(2);
  });

  test("do not use up --max-frames, and those of an earlier run are among them", async () => {
    const model = new BrokenModel();
    await using delivery = await DeliveryCommand.open(model);
    delivery.land("in/a.jpg");
    const first = await watchOf(delivery, { maxFrames: 1 });
    expect(await first.summary).toMatchObject({ failed: 1 });
    const run = await watchOf(delivery, { maxFrames: 1 });
    await run.settled(1);
    model.isMended = true;
    expect(await run.resend()).toBe(1);
    await run.settled(2);
    delivery.land("in/b.jpg");
    expect(await run.summary).toMatchObject({ delivered: 2, failed: 0, previouslyFailed: 0 });
  });

  test("fail with a sentence where their image is gone", async () => {
    const model = new BrokenModel();
    await using delivery = await DeliveryCommand.open(model);
    delivery.land("in/a.jpg");
    const run = await watchOf(delivery);
    await run.settled(1);
    await rename(delivery.path("in/a.jpg"), delivery.path("elsewhere.jpg"));
    expect(await run.resend()).toBe(1);
    await run.settled(2);
    run.stopping.abort();
    expect(run.results[1]).toMatchObject({ outcome: "failed", reason: "there is no such file" });
    await run.summary;
  });

  test("may be images of a video, which leave the spool then", async () => {
    const model = new BrokenModel();
    const answer = (_: unknown, number: number) =>
      number === 1 ? model.answer() : { delayMs: number > 1 ? 1500 : 0 };
    await using delivery = await DeliveryCommand.open({ answer });
    await ffmpeg(delivery.path(), ...testPicture("320x180", 1, 5), "clip.mp4");
    const options = checkOptions(runSchema, {
      ...{ video: delivery.path("clip.mp4"), to: delivery.service.url, concurrency: 1 },
      ...{ state: delivery.path("state"), results: delivery.path("results.jsonl") },
    });
    const run = new OpenRun(async (...given) => await runVideoFile(options, ...given));
    await run.settled(2);
    model.isMended = true;
    expect(await run.resend()).toBe(1);
    expect(await run.summary).toMatchObject({
      ...{ landed: 6, delivered: 5, failed: 0, skipped: 1, complete: true, failedImages: null },
    });
    // The outcomes of the first two may be told in either order.
    const failed = run.results.find(({ outcome }) => outcome === "failed");
    const [, again] = run.results.filter(({ index }) => index === failed?.index);
    expect(again).toMatchObject({ outcome: "delivered", source: delivery.path("clip.mp4") });
    expect(again?.ptsSeconds).toBe(failed?.ptsSeconds);
  });

  test("may be files that were named by themselves", async () => {
    const model = new BrokenModel();
    const answer = (_: unknown, number: number) =>
      number === 0 ? model.answer() : { delayMs: 1500 };
    await using delivery = await DeliveryCommand.open({ answer });
    delivery.land("one.jpg", "other.jpg");
    const options = checkOptions(filesSchema, {
      ...{ paths: [delivery.path("one.jpg"), delivery.path("other.jpg")], concurrency: 1 },
      ...{ to: delivery.service.url, state: delivery.path("state") },
    });
    const run = new OpenRun(async (...given) => await runSend(options, null, ...given));
    await run.settled(1);
    expect(await run.resend()).toBe(1);
    expect(await run.summary).toMatchObject({ landed: 3, delivered: 2, failed: 0, skipped: 1 });
  });

  test("are none once the run is about to end", async () => {
    const model = new BrokenModel();
    await using delivery = await DeliveryCommand.open(model);
    delivery.land("in/a.jpg");
    const run = await watchOf(delivery, { maxFrames: 1 });
    await run.summary;
    expect(await run.resend()).toBe(-1);
  });
});
