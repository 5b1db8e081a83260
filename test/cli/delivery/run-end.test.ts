import { describe, expect, test } from "vitest";
import { gravestExitCode } from "../../../src/cli/process/exit-codes.ts";
import { endsAll, notBegun, type RunEnd } from "../../../src/cli/delivery/run-end.ts";
import type { Problem, RunSummary } from "../../../src/core/summary.ts";
import { sampleSummary } from "../../support/samples/sample-summary.ts";

function end(
  problems: readonly Pick<Problem, "kind" | "code">[],
  summary: Partial<RunSummary> = {},
): RunEnd {
  return {
    ...notBegun("a.mp4"),
    state: "ended",
    problems: problems.map((problem) => ({ message: "it broke", ...problem })),
    summary: sampleSummary({ delivered: 0, ...summary }),
  };
}

const SAME_REFUSAL = { stopped: { cause: "sameRejection", reason: "404" } } as const;

describe("the end of one video", () => {
  test.each([
    ["nothing", end([]), false],
    ["a broken file", end([{ kind: "source", code: "ERR_VIDEO_UNREADABLE" }]), false],
    ["another frameferry at work on it", end([{ kind: "owned", code: "ERR_JOB_OWNED" }]), false],
    [
      "a folder with older frames",
      end([{ kind: "usage", code: "ERR_FRAMES_FOLDER_NOT_EMPTY" }]),
      false,
    ],
    ["a broken ledger", end([{ kind: "environment", code: "ERR_LEDGER_UNUSABLE" }]), false],
    ["too many failures", end([], { stopped: { cause: "tooManyFailures", reason: "9" } }), false],
    ["a full disk", end([{ kind: "environment", code: "ERR_DISK_FULL" }]), true],
    ["a model that cannot be fed", end([{ kind: "usage", code: "ERR_OPTION" }]), true],
    ["a service that is away", end([{ kind: "service", code: "ERR_SERVICE_SILENT" }]), true],
    ["a service that refuses all", end([], SAME_REFUSAL), true],
  ])("by %s ends the others only if it would end them, too", (_, last, isEnd) => {
    expect(endsAll([end([]), last], true)).toBe(isEnd);
  });

  test("by a rejection ends nothing once the service has taken the frames of another video", () => {
    expect(endsAll([end([], { delivered: 1 }), end([], SAME_REFUSAL)], true)).toBe(false);
  });

  test("by a service that is away ends no job of another service", () => {
    const away = end([{ kind: "service", code: "ERR_SERVICE_SILENT" }]);
    expect(endsAll([away], false)).toBe(false);
  });
});

test("the exit code of several videos is the gravest: 5, 2, 7, 4, 6, 3, 0", () => {
  const order = [5, 2, 7, 4, 6, 3, 0];
  for (const [at, code] of order.entries())
    expect(gravestExitCode(order.slice(at).toReversed())).toBe(code);
  expect(gravestExitCode([])).toBe(0);
});
