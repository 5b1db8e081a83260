import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FairGate } from "../../../src/submitter/limit/fair-gate.ts";

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));
const forever = new AbortController().signal;

/** Lets a request of a source in when it may, and writes that down. */
function ask(
  gate: FairGate,
  source: string,
  entered: string[],
  signal = forever,
): Promise<boolean> {
  const asked = gate.of(source).enter(signal);
  void asked.then((isIn) => isIn && entered.push(source));
  return asked;
}

describe("a gate of several sources", () => {
  test("gives each that waits one in turn, however many it has waiting", async () => {
    const gate = new FairGate(2);
    const entered: string[] = [];
    for (let each = 0; each < 6; each += 1) void ask(gate, "flood", entered);
    for (const source of ["camera", "yard", "camera"]) void ask(gate, source, entered);
    for (let each = 0; each < 7; each += 1) gate.of("any").leave();
    await turn();
    expect(entered.slice(2)).toEqual([
      ...["flood", "camera", "yard", "flood", "camera", "flood", "flood"],
    ]);
  });

  test("never has more in flight than its limit, and leaves no room unused", async () => {
    const steps = fc.array(fc.constantFrom("a", "b", "c", "leave"), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (all, limit) => {
        const gate = new FairGate(limit);
        const entered: string[] = [];
        let [asked, left] = [0, 0];
        for (const step of all) {
          if (step !== "leave") {
            asked += 1;
            void ask(gate, step, entered);
          } else if (left < entered.length) {
            left += 1;
            gate.of("any").leave();
          }
          await turn();
          expect(entered.length - left).toBe(Math.min(limit, asked - left));
        }
      }),
      { numRuns: 30 },
    );
  });

  test("lets those go who wait no longer, and gives their turn to the next", async () => {
    const gate = new FairGate(1);
    const entered: string[] = [];
    const leaving = new AbortController();
    void ask(gate, "a", entered);
    const gone = ask(gate, "b", entered, leaving.signal);
    void ask(gate, "c", entered);
    leaving.abort();
    expect(await gone).toBe(false);
    expect(await gate.of("b").enter(leaving.signal)).toBe(false);
    gate.of("a").leave();
    await turn();
    expect(entered).toEqual(["a", "c"]);
    expect(gate.of("d").tryEnter()).toBe(false);
  });

  test("takes another limit at once", async () => {
    const gate = new FairGate(1);
    const entered: string[] = [];
    for (const source of ["a", "b", "c"]) void ask(gate, source, entered);
    gate.limit = 3;
    await turn();
    expect(entered).toEqual(["a", "b", "c"]);
    gate.limit = 1;
    for (const source of ["a", "b"]) gate.of(source).leave();
    expect(gate.of("d").tryEnter()).toBe(false);
    gate.of("c").leave();
    expect(gate.of("d").tryEnter()).toBe(true);
  });
});
