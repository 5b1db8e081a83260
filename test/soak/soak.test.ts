import { describe, expect, test } from "vitest";
import { soakArguments } from "./arguments.ts";
import { problemsOfFaults, problemsOfKills, problemsOfWatch } from "./checks.ts";
import type { KillPart } from "./kill-part.ts";
import { killTable, levelsTable } from "./tables.ts";
import type { Judgment } from "../faults/judge/judge.ts";
import { FAULT_NAMES } from "../faults/mixed-faults.ts";
import type { LongWatch } from "../faults/process/long-watch.ts";

const MEBIBYTE = 1024 * 1024;

function judged(total: number, fields: Partial<Judgment> = {}): Judgment {
  const duplicates = { sameKey: total, otherKey: 0, withoutKey: 0, total };
  return { problems: [], duplicates, acceptedYetFailed: 0, ...fields };
}

const KILLS: KillPart = {
  command: "send",
  seconds: 9,
  frames: 100,
  landed: 101,
  plannedKills: 2,
  kills: 2,
  acceptedAtLastKill: 70,
  exitCodes: [0],
  lastWords: "two words",
  fired: { "503": 4, "cut answer": 3 },
  freshFrameMs: 250,
  judgment: judged(19),
};

const flat = { second: 40, last: 41, greatest: 90 };
const WATCH: LongWatch = {
  seconds: 9,
  exitCode: 0,
  fired: { "cut answer": 3 },
  freshFrameMs: 250,
  rssBytes: { second: 100 * MEBIBYTE, last: 120 * MEBIBYTE, greatest: 130 * MEBIBYTE },
  liveBytes: flat,
  descriptors: flat,
  logBytes: 16 * MEBIBYTE,
  judgment: judged(3),
  ledger: { fileBytes: 11_000, logBytes: 0, frames: 100 },
  framesAfterForgetting: 0,
};

describe("a soak of kills", () => {
  test("is well when every frame is there and little was sent twice", () => {
    expect(problemsOfKills(KILLS)).toEqual([]);
    expect(problemsOfKills({ ...KILLS, landed: 100, freshFrameMs: null })).toEqual([]);
  });

  test.each<[string, Partial<KillPart>]>([
    ["only 1 of 2 kills struck", { kills: 1, judgment: judged(11) }],
    ["100 frames are known, not 101", { landed: 100 }],
    ["exit codes 0,3 instead of a single 0: two words", { exitCodes: [0, 3] }],
    ["exit codes  instead of a single 0: two words", { exitCodes: [] }],
    ["what the judge says", { judgment: judged(0, { problems: ["what the judge says"] }) }],
    ["20 duplicates", { judgment: judged(20) }],
    [
      "1 duplicates with a new key",
      { judgment: judged(0, { duplicates: { ...judged(0).duplicates, otherKey: 1, total: 1 } }) },
    ],
  ])("fails for: %s", (problem, fields) => {
    expect(problemsOfKills({ ...KILLS, ...fields })).toEqual([`send: ${problem}`]);
  });
});

describe("a soak of one long watch", () => {
  test("is well when nothing grows", () => {
    expect(problemsOfWatch(WATCH)).toEqual([]);
  });

  test.each<[string, Partial<LongWatch>]>([
    ["descriptors grew from 40 to 49", { descriptors: { ...flat, last: 49 } }],
    ["liveBytes grew from 0 to 3145728", { liveBytes: { ...flat, second: 0, last: 3 * MEBIBYTE } }],
    ["rssBytes grew from 0 to 26214400", { rssBytes: { ...flat, second: 0, last: 25 * MEBIBYTE } }],
    ["4 duplicates", { judgment: judged(4) }],
    ["exit code 3", { exitCode: 3 }],
    [
      "the ledger takes 400 bytes per frame",
      { ledger: { fileBytes: 40_000, logBytes: 0, frames: 100 } },
    ],
    ["the ledger's log takes 33554432 bytes", { logBytes: 32 * MEBIBYTE }],
    ["7 frames were not forgotten", { framesAfterForgetting: 7 }],
  ])("fails for: %s", (problem, fields) => {
    expect(problemsOfWatch({ ...WATCH, ...fields })).toEqual([`long watch: ${problem}`]);
  });
});

test("a soak fails when its faults did not strike", () => {
  const fired = Object.fromEntries(FAULT_NAMES.map((name) => [name, 10]));
  expect(problemsOfFaults(fired, 7000)).toEqual([]);
  expect(problemsOfFaults({ ...fired, junk: 0 }, 14_000)).toEqual([
    "faults struck only 0.9 % of frames",
    "the fault junk never struck",
  ]);
});

test("the tables of a soak show how far the kills reached, and what grew", () => {
  expect(killTable([KILLS]).rows).toEqual([
    ["send", "101", "2", "70 %", "7", "19", "19", "0", "250", "9"],
  ]);
  expect(levelsTable(WATCH).rows[0]).toEqual([
    ...["resident memory MiB", "100.0", "120.0", "130.0", "20.0", "24.0"],
  ]);
});

test("the command line of the soak names its size and the file", () => {
  const given = { size: "quick", live: null, broker: null, jsonFile: "out.json", wantsHelp: false };
  expect(soakArguments(["--quick", "--json", "out.json"])).toEqual(given);
  expect(() => soakArguments(["--long"])).toThrow(/--long/u);
});

test("the command line of the soak names cameras, and how long they are looked at", () => {
  expect(soakArguments(["live", "--hours", "0.5"]).live).toEqual({ kills: 20, holdSeconds: 1800 });
  expect(() => soakArguments(["life"])).toThrow(/there is no soak life/u);
  expect(() => soakArguments(["live", "--hours", "x"])).toThrow(/--hours/u);
  expect(() => soakArguments(["--hours", "1"])).toThrow(/for live and broker/u);
});
