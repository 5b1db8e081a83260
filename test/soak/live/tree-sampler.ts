import { readdirSync, readFileSync } from "node:fs";
import { childrenOf } from "../../support/cameras/camera-run.ts";
import { type Levels, levelsOf } from "../../faults/process/levels.ts";

/** What a program and its children held at one moment. */
export interface TreeSample {
  readonly rssBytes: number;
  readonly descriptors: number;
  readonly threads: number;
  readonly processes: number;
}

/** Looks at a program and its children from time to time, by Linux's /proc. */
export class TreeSampler implements Disposable {
  readonly #samples: TreeSample[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number, everyMs: number) {
    this.#timer = setInterval(() => this.#samples.push(sampleOf(pid)), everyMs);
  }

  levels(quantity: keyof TreeSample): Levels {
    return levelsOf(this.#samples.map((sample) => sample[quantity]));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function sampleOf(pid: number): TreeSample {
  const held = [pid, ...childrenOf(pid)].flatMap((member) => heldBy(member) ?? []);
  const sum = (amount: (one: Held) => number): number =>
    held.reduce((total, one) => total + amount(one), 0);
  return {
    rssBytes: sum(({ rssBytes }) => rssBytes),
    descriptors: sum(({ descriptors }) => descriptors),
    threads: sum(({ threads }) => threads),
    processes: held.length,
  };
}

type Held = Omit<TreeSample, "processes">;

/** `null` for a process that has ended. */
function heldBy(pid: number): Held | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, "mu").exec(status)?.[1] ?? 0);
    const descriptors = readdirSync(`/proc/${pid}/fd`).length;
    return { rssBytes: field("VmRSS") * 1024, threads: field("Threads"), descriptors };
  } catch {
    return null;
  }
}
