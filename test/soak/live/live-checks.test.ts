import { describe, expect, test } from "vitest";
import type { GapLine } from "../../../src/results/gap-stats.ts";
import { sampleSummary } from "../../support/samples/sample-summary.ts";
import { LIFE_INDEXES } from "./camera-lives.ts";
import { problemsOfLiveHold, problemsOfLiveKills } from "./live-checks.ts";
import type { LiveHold } from "./live-hold.ts";
import type { LiveKills } from "./live-kills.ts";
import { liveKillTable, liveLevelsTable } from "./live-tables.ts";

const KILLED_MS = Date.parse("2026-12-01T10:00:00.000Z");
const GAP: GapLine = {
  type: "gap",
  ...{ source: "rtsp://127.0.0.1:9/live", reason: "it closed the stream" },
  ...{ from: "2026-12-01T09:59:59.900Z", to: "2026-12-01T10:00:05.000Z", gapMs: 5100 },
};

const KILLS: LiveKills = {
  ...{ exitCode: 0, stderr: "two words", seconds: 20, unreadable: 0, gaps: [GAP] },
  summary: sampleSummary({ delivered: 4, gaps: { count: 1, totalMs: 5100, longestMs: 5100 } }),
  downtimes: [{ fromMs: KILLED_MS, toMs: KILLED_MS + 3000 }],
  // Several requests are on their way at once, so that they may come in another order.
  indexes: [8, 7, LIFE_INDEXES + 3, LIFE_INDEXES + 4],
};

describe("a soak of a camera that is killed", () => {
  test("is well when each gap was one, and every frame of its lives came once", () => {
    expect(problemsOfLiveKills(KILLS)).toEqual([]);
  });

  test.each<[string, Partial<LiveKills>]>([
    ["2 gaps were reported, and there were 1", { gaps: [GAP, { ...GAP, to: null }] }],
    [
      "1 gaps were shorter than the camera was away",
      { gaps: [{ ...GAP, to: "2026-12-01T10:00:01.000Z" }] },
    ],
    [
      "a gap began before its camera was killed: 2026-12-01T09:59:50.000Z",
      { gaps: [{ ...GAP, from: "2026-12-01T09:59:50.000Z" }] },
    ],
    ["frames of 1 lives came, of 2", { indexes: [5, 6, 7, 8] }],
    ["frames are missing before 9", { indexes: [7, 9, LIFE_INDEXES, LIFE_INDEXES + 1] }],
    ["1 came twice", { indexes: [7, 7, 8, LIFE_INDEXES] }],
    ["4 of 3 are on record", { indexes: [7, 8, LIFE_INDEXES] }],
    ["2 pictures carried no index", { unreadable: 2 }],
    ["exit code 1: two words", { exitCode: 1 }],
  ])("fails for: %s", (problem, fields) => {
    expect(problemsOfLiveKills({ ...KILLS, ...fields })).toContainEqual(
      `camera that is killed: ${problem}`,
    );
  });
});

const flat = { second: 3, last: 3, greatest: 4 };
const HOLD: LiveHold = {
  ...{ exitCode: 0, stderr: "", seconds: 60, unreadable: 0, gaps: [], indexes: [1, 2, 3] },
  summary: sampleSummary({ delivered: 3 }),
  ...{ rssBytes: flat, liveBytes: flat, descriptors: flat, threads: flat, processes: flat },
};

describe("a soak of a camera that never fails", () => {
  test("is well when nothing grows and nothing is missing", () => {
    expect(problemsOfLiveHold(HOLD)).toEqual([]);
  });

  test.each<[string, Partial<LiveHold>]>([
    ["processes grew from 3 to 4", { processes: { ...flat, last: 4 } }],
    ["threads grew from 3 to 6", { threads: { ...flat, last: 6 } }],
    ["descriptors grew from 3 to 8", { descriptors: { ...flat, last: 8 } }],
    ["liveBytes grew from 3 to 3145731", { liveBytes: { ...flat, last: 3_145_731 } }],
    ["1 gaps were reported, and there was none", { gaps: [GAP] }],
    ["frames are missing before 5", { indexes: [1, 2, 5] }],
    ["1 were not delivered", { summary: sampleSummary({ delivered: 3, dropped: 1 }) }],
  ])("fails for: %s", (problem, fields) => {
    expect(problemsOfLiveHold({ ...HOLD, ...fields })).toContainEqual(
      `camera that never fails: ${problem}`,
    );
  });
});

test("the tables of a soak of cameras show what was told of the gaps, and what grew", () => {
  expect(liveKillTable(KILLS).rows).toEqual([["1", "1", "3.0", "5.1", "4", "20"]]);
  expect(liveLevelsTable(HOLD).rows.at(-1)).toEqual(["processes", "3", "3", "4", "0", "0"]);
});
