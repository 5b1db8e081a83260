import { describe, expect, test } from "vitest";
import { ShownPictures } from "../../../src/app/sources/shown-pictures.ts";

const NAME = "rtsp://camera/live";
const REPORT = { sliced: null, problems: [], warnings: [] };
const END = { reason: null, isStopped: false, hasDelivered: false };
const REFUSED = "nothing listens at its address (connection refused)";
const BROKEN = "the picture is broken: packets were lost";

describe("a run of a camera that comes to its end", () => {
  test.each([
    [REFUSED, `${NAME} sent no frame: ${REFUSED}`],
    [null, `${NAME} sent no frame: nothing had come when the run ended`],
  ])("without a frame (%s) is an error that says why", (reason, message) => {
    const { problems, fault } = new ShownPictures(NAME).complete(REPORT, { ...END, reason });
    expect(problems).toMatchObject([{ code: "ERR_SOURCE_AWAY", kind: "source", message }]);
    expect(fault).toMatchObject({ message, remedy: expect.stringMatching(/check|see whether/u) });
  });

  test("with broken pictures alone is an error that says so", () => {
    const shown = new ShownPictures(NAME);
    shown.landed({ index: 0, ptsSeconds: 0, flaw: BROKEN });
    const { fault } = shown.complete(REPORT, { ...END, reason: REFUSED });
    expect(fault?.message).toBe(`${NAME} sent only pictures that are left out: ${BROKEN}`);
  });

  test("after one good picture has no problem, even if the camera is away by then", () => {
    const shown = new ShownPictures(NAME);
    shown.landed({ index: 0, ptsSeconds: 0, flaw: BROKEN });
    shown.landed({ index: 1, ptsSeconds: 0 });
    expect(shown.complete(REPORT, { ...END, reason: REFUSED })).toEqual(REPORT);
  });

  test("because it was told to stop has no problem", () => {
    const end = { ...END, reason: REFUSED, isStopped: true };
    expect(new ShownPictures(NAME).complete(REPORT, end)).toEqual(REPORT);
  });

  test("without a frame has a problem and no error if frames of an earlier run were delivered", () => {
    const end = { ...END, hasDelivered: true };
    const report = new ShownPictures(NAME).complete(REPORT, end);
    expect(report.problems).toHaveLength(1);
    expect(report).not.toHaveProperty("fault");
  });
});
