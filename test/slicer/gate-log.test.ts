import { expect, test } from "vitest";
import { GateLog, type GateVerdict } from "../../src/slicer/gate-log.ts";

const line = (stage: string, pts: number): string =>
  `[metadata@${stage} @ 0x1] [info] frame:0 pts:${pts}`;

function gateOf(firstIndex: number | null) {
  const verdicts: GateVerdict[] = [];
  const gate = new GateLog(["scene", "similar"], firstIndex, (verdict) => verdicts.push(verdict));
  return { gate, byPlace: () => verdicts.toSorted((one, other) => one.place - other.place) };
}

test("each frame has one verdict: the rule that left it out, or none", () => {
  const { gate, byPlace } = gateOf(0);
  for (const pts of [10, 20, 30, 40, 50]) gate.read(line("sampled", pts));
  for (const pts of [10, 30, 40]) gate.read(line("scene", pts));
  for (const pts of [10, 40]) gate.read(line("similar", pts));
  gate.end();
  expect(byPlace()).toEqual([
    { place: 0, pts: "10", rule: null },
    { place: 1, pts: "20", rule: "scene" },
    { place: 2, pts: "30", rule: "similar" },
    { place: 3, pts: "40", rule: null },
    { place: 4, pts: "50", rule: "scene" },
  ]);
  expect(gate.takeNews()).toEqual({ scene: 2, similar: 1 });
});

test.each([0, null])(
  "of many frames that are left out in a row, too, each is told once (first index %j)",
  (firstIndex) => {
    const { gate, byPlace } = gateOf(firstIndex);
    for (let pts = 0; pts < 5000; pts += 1) gate.read(line("sampled", pts));
    expect(byPlace().length).toBeGreaterThan(3000);
    gate.read(line("scene", 4999));
    gate.read(line("similar", 4999));
    gate.end();
    const verdicts = byPlace();
    expect(verdicts.map(({ place }) => place)).toEqual(Array.from({ length: 5000 }, (_, at) => at));
    expect(verdicts.filter(({ rule }) => rule !== "scene")).toEqual([
      { place: 4999, pts: "4999", rule: null },
    ]);
  },
);
