import { expect, test } from "vitest";
import { SilenceWarning } from "../../../src/app/edge/silence-warning.ts";
import type { WorkerSign, WorkerSigns } from "../../../src/brokers/worker-signs.ts";
import { sampleSign } from "../../support/brokers/sample-messages.ts";

const TIMES = { silenceMs: 20, listenMs: 20 };
const NOBODY = /no worker takes them: none has given a sign of life; start one/u;

/** Signs of workers that a test decides on. */
class SetSigns implements Pick<WorkerSigns, "workers"> {
  sign: WorkerSign | null = null;
  isAllowed = true;
  /** How often it was listened to. */
  listened = 0;

  async *workers({ signal, onFault }: Parameters<WorkerSigns["workers"]>[0]) {
    this.listened += 1;
    onFault?.(this.isAllowed ? null : { kind: "refused", reason: "it may not", remedy: "" });
    if (this.sign !== null) yield this.sign;
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }
}

function warningOver(signs: SetSigns): { warning: SilenceWarning; said: readonly string[] } {
  const said: string[] = [];
  const warning = new SilenceWarning(
    {
      ...{ broker: "nats://broker/frames", signs },
      emit: (event) => void (event.type === "warningRaised" && said.push(event.message)),
    },
    TIMES,
  );
  return { warning, said };
}

test("an edge whose frames nobody takes says so once, and again after a later silence", async () => {
  const signs = new SetSigns();
  const { warning, said } = warningOver(signs);
  using _ended = warning;
  warning.waitBegan();
  warning.waitBegan();
  await expect.poll(() => said).toEqual([expect.stringMatching(NOBODY)]);
  warning.waitEnded(true);
  await expect.poll(() => said.length).toBe(2);
  expect(signs.listened).toBe(2);
});

test("an edge whose workers live and are busy says nothing, until none gives a sign any more", async () => {
  const signs = new SetSigns();
  signs.sign = sampleSign();
  const { warning, said } = warningOver(signs);
  using _ended = warning;
  warning.waitBegan();
  await expect.poll(() => signs.listened).toBeGreaterThan(3);
  expect(said).toEqual([]);
  signs.sign = sampleSign({ isEnding: true });
  await expect.poll(() => said).toEqual([expect.stringMatching(NOBODY)]);
});

test("an edge that may not hear workers says no more than that none has answered", async () => {
  const signs = new SetSigns();
  signs.isAllowed = false;
  const { warning, said } = warningOver(signs);
  using _ended = warning;
  warning.waitBegan();
  await expect.poll(() => said).toEqual([expect.stringMatching(/no worker has answered for/u)]);
});

test("an edge that waits for nothing says nothing, and neither does one that has ended", async () => {
  const signs = new SetSigns();
  const { warning, said } = warningOver(signs);
  warning.waitBegan();
  warning.waitEnded(true);
  warning.waitBegan();
  warning[Symbol.dispose]();
  await new Promise((resolve) => setTimeout(resolve, 4 * TIMES.silenceMs));
  expect({ said, listened: signs.listened }).toEqual({ said: [], listened: 0 });
});
