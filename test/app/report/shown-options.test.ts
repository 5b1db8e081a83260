import { expect, test } from "vitest";
import { shownOptions } from "../../../src/app/report/shown-options.ts";

test("options are shown as a person types them, and those of their defaults are not", () => {
  const options = { maxOutageMs: 1000, stallMs: 10_000, startSeconds: 90, resize: null };
  expect(shownOptions(options).map(([, value]) => value)).toEqual(["1m30s", "1s"]);
  const resized = shownOptions({ resize: { width: 640, height: 360 } });
  expect(resized.map(([, value]) => value)).toEqual(["640x360"]);
});
