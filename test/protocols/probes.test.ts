import { expect, test } from "vitest";
import { anyAnswerProbe, optionalRouteProbe } from "../../src/protocols/probes.ts";

const why = (status: number, probe = anyAnswerProbe): string | null =>
  probe.notReadyReason({ status, headers: {}, body: Buffer.alloc(0) });

test.each([502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 529, 530])(
  "an address that answers HEAD with %i has no service behind it yet",
  (status) => {
    expect(why(status)).toBe(`it answers ${status}`);
  },
);

test.each([200, 401, 404, 405, 429, 500, 501])(
  "an address that answers HEAD with %i has a service behind it",
  (status) => {
    expect(why(status)).toBeNull();
  },
);

test("a route that a service need not have is no sign where it is missing", () => {
  const probe = optionalRouteProbe("/models");
  expect([200, 404, 405].map((status) => why(status, probe))).toEqual([null, null, null]);
  expect([401, 500].map((status) => why(status, probe))).not.toContain(null);
});
