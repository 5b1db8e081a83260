import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type RunEvent, sendFiles } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { FrameMaker } from "../../support/frames/frame-maker.ts";
import { bentomlStub } from "../../services/stubs/bentoml.ts";
import { multipartStub } from "../../services/stubs/multipart.ts";
import { Stub } from "../../services/stubs/stub.ts";
import { torchserveStub } from "../../services/stubs/torchserve.ts";

const DEAD = "http://127.0.0.1:9";
const TORCHSERVE = { protocol: "torchserve", model: "resnet-18" } as const;

/** @param isReady most of the frames come once this holds. */
async function carry(to: readonly string[], more: object = {}, isReady = (): boolean => true) {
  await using folder = await temporaryFolder();
  const maker = await FrameMaker.make();
  const images = join(folder.path, "in");
  const landed = await maker.writeFiles(images, { count: 30 });
  const list = (async function* () {
    for (const [index, { path }] of landed.entries()) {
      if (index === 5) await expect.poll(isReady).toBe(true);
      yield join(images, path);
      // One after the other, so that the first service does not have them all before the second is open.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const options = { list, state: join(folder.path, "state"), ...more };
  const run = sendFiles({ ...TORCHSERVE, ...options, to });
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  const warnings = events.flatMap((event) =>
    event.type === "warningRaised" ? [event.message] : [],
  );
  return { summary: await run.summary, warnings };
}

describe("a service's address that the other options do not fit", () => {
  const bad = "http://127.0.0.1:9/predictions/other";

  test.each([
    ["beside others", { to: [DEAD, bad] }],
    ["of a route", { to: DEAD, routes: [`a/**=${bad}`] }],
    ["of the mirror", { to: DEAD, mirror: bad }],
  ])("ends the run before anything is sent: %s", async (_, where) => {
    await using folder = await temporaryFolder();
    const places = { paths: [folder.path], state: join(folder.path, "state") };
    const { summary } = sendFiles({ ...TORCHSERVE, ...places, ...where });
    await expect(summary).rejects.toMatchObject({
      code: "ERR_OPTION",
      message: "the address names other, but `model` names resnet-18",
    });
  });
});

describe("several services that are asked whether they are ready", () => {
  test("do not wait for each other: one that is not there holds up nothing", async () => {
    await using service = await Stub.start(torchserveStub);
    const { summary, warnings } = await carry([DEAD, service.url]);
    expect(summary).toMatchObject({ delivered: 30, complete: true });
    expect(summary.services[1]).toMatchObject({ service: `${service.url}/`, delivered: 30 });
    expect(warnings).toEqual([expect.stringContaining(`waiting for ${DEAD}/, which is not ready`)]);
    expect(service.violations).toEqual([]);
  });

  test("share the frames once each is ready", async () => {
    await using one = await Stub.start(torchserveStub);
    await using other = await Stub.start(torchserveStub);
    const areAsked = (): boolean => [one, other].every(({ requests }) => requests.length > 0);
    const { summary } = await carry([one.url, other.url], { concurrency: 2 }, areAsked);
    expect(summary).toMatchObject({ delivered: 30, complete: true });
    expect(Math.min(one.images.length, other.images.length)).toBeGreaterThan(0);
  });

  test("speak each their own language where they are asked for it", async () => {
    await using fastapi = await Stub.start(multipartStub);
    await using bentoml = await Stub.start(bentomlStub);
    const asking = { protocol: "auto", model: null, concurrency: 2 };
    const areAsked = (): boolean => [fastapi, bentoml].every(({ requests }) => requests.length > 0);
    const { summary } = await carry([fastapi.url, bentoml.url], asking, areAsked);
    expect(summary).toMatchObject({ delivered: 30, failed: 0 });
    expect([fastapi.violations, bentoml.violations]).toEqual([[], []]);
    expect(Math.min(fastapi.images.length, bentoml.images.length)).toBeGreaterThan(0);
  });

  test("end the run before it begins when none of them can be asked", async () => {
    const asking = { protocol: "auto", model: null };
    await expect(carry([DEAD, "http://127.0.0.1:10"], asking)).rejects.toMatchObject({
      code: "ERR_SERVICE_SILENT",
    });
  });
});
