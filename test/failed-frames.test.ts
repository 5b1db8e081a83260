import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import {
  type JobFailures,
  type JobStatus,
  listFailures,
  listJobs,
  type RunEvent,
  resubmitFrames,
  sendFiles,
} from "../src/index.ts";
import { DeliveryCommand } from "./support/program/delivery-command.ts";

/** A service that refuses b.jpg and comes to grief over c.jpg, until it is mended. */
async function failingDelivery(
  onMendedRequest: () => void = () => {},
): Promise<{ delivery: DeliveryCommand; mend: () => void }> {
  let isMended = false;
  const delivery = await DeliveryCommand.open({
    answer: ({ parts }) => {
      const name = parts[0]?.fileName ?? "";
      if (isMended) onMendedRequest();
      if (isMended || name === "a.jpg") return {};
      return name === "b.jpg"
        ? { status: 422, body: "not a cat" }
        : { status: 500, body: "out of memory" };
    },
  });
  delivery.land("in/a.jpg", "in/b.jpg", "in/c.jpg");
  return { delivery, mend: () => void (isMended = true) };
}

describe("failures in the library", () => {
  test("are listed, sent again, and counted in the status", async () => {
    const { delivery, mend } = await failingDelivery();
    await using _ = delivery;
    const stateFolder = delivery.path("state");
    const sources = [delivery.path("in")];
    const shared = { to: delivery.service.url, state: stateFolder, retries: 0 };
    const { job } = await sendFiles({ ...shared, paths: sources });

    const [failures] = await listFailures({ sources, state: stateFolder });
    expect(failures).toMatchObject({
      job,
      source: { kind: "folder", paths: sources },
      service: new URL(delivery.service.url).href,
      failed: 2,
      reasons: [
        { status: 422, count: 1, example: "b.jpg" },
        { status: 500, count: 1, example: "c.jpg" },
      ],
      failures: [
        { frame: "b.jpg", status: 422, attempts: 1, index: null, ptsSeconds: null },
        { frame: "c.jpg", status: 500, attempts: 1 },
      ],
    } satisfies Partial<Record<keyof JobFailures, unknown>>);
    const [failed] = failures?.failures ?? [];
    expect(failed?.reason).toContain("not a cat");
    expect(await readFile(failed?.image ?? "")).toEqual(await readFile(delivery.path("in/b.jpg")));
    expect(Date.parse(failed?.failedAt ?? "")).toBeLessThanOrEqual(Date.now());
    const keys = delivery.service.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toContain(failed?.idempotencyKey);
    const [some] = await listFailures({
      sources: [job],
      state: stateFolder,
      only: "memory",
      maxFrames: 1,
    });
    expect(some).toMatchObject({ failed: 1, failures: [{ frame: "c.jpg" }] });

    mend();
    const run = resubmitFrames({ sources, state: stateFolder, only: "422" });
    const events: RunEvent[] = [];
    for await (const event of run) events.push(event);
    const settled = events.filter(({ type }) => type === "frameSettled");
    expect(settled).toMatchObject([{ result: { frame: "b.jpg", outcome: "delivered" } }]);
    expect(await run).toMatchObject([{ job, landed: 1, delivered: 1, previouslyFailed: 0 }]);
    const [left] = await listFailures({ sources, state: stateFolder });
    expect(left).toMatchObject({ failed: 1, failures: [{ frame: "c.jpg" }] });
    expect(await resubmitFrames({ sources, state: stateFolder })).toMatchObject([{ delivered: 1 }]);
    expect(await resubmitFrames({ sources, state: stateFolder })).toEqual([]);

    const [status, ...others] = await listJobs({ state: stateFolder });
    expect(others).toEqual([]);
    expect(status).toMatchObject({
      job,
      source: { kind: "folder", paths: sources },
      service: new URL(delivery.service.url).href,
      counts: { delivered: 3, failed: 0 },
      owner: null,
    } satisfies Partial<Record<keyof JobStatus, unknown>>);
    expect(status?.bytes?.ledger).toBeGreaterThan(0);
  });

  test("of a source that was never sent reject, and no job at all is an empty list", async () => {
    await using delivery = await DeliveryCommand.open();
    const stateFolder = delivery.path("state");
    const sources = [delivery.path("in")];
    const unknown = { code: "ERR_JOB_UNKNOWN", kind: "source" };
    await expect(listFailures({ sources, state: stateFolder })).rejects.toMatchObject(unknown);
    await expect(resubmitFrames({ sources, state: stateFolder })).rejects.toMatchObject(unknown);
    expect(await listJobs({ state: stateFolder })).toEqual([]);
  });

  test("of several jobs are sent one after the other, and none is begun after an abort", async () => {
    const stop = new AbortController();
    const { delivery, mend } = await failingDelivery(() => stop.abort());
    await using _ = delivery;
    const stateFolder = delivery.path("state");
    const sources = [delivery.path("in"), delivery.path("in/b.jpg")];
    for (const path of sources)
      await sendFiles({ paths: [path], to: delivery.service.url, state: stateFolder, retries: 0 });
    mend();
    const summaries = await resubmitFrames({ sources, state: stateFolder, signal: stop.signal });
    expect(summaries).toMatchObject([{ aborted: true, failed: 0 }]);
    expect(summaries[0]?.job).toMatch(/^in-/u);
    expect(await listFailures({ sources: sources.slice(1), state: stateFolder })).toMatchObject([
      { failed: 1 },
    ]);
  });
});
