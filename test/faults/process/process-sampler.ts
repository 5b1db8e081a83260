import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** What a process held at one moment. */
export interface ProcessSample {
  /** Since sampling began, in milliseconds. */
  readonly atMs: number;
  /** Resident memory in bytes. */
  readonly rssBytes: number;
  /** Open file descriptors. */
  readonly descriptors: number;
}

/** Looks at a process from outside, by Linux's /proc, until it ends or sampling is disposed of. */
export class ProcessSampler implements AsyncDisposable {
  readonly samples: ProcessSample[] = [];
  readonly #stop = new AbortController();
  readonly #sampling: Promise<void>;

  constructor(pid: number, intervalMs: number) {
    this.#sampling = this.#sample(pid, intervalMs);
  }

  /** The greatest value so far; 0 without any sample. */
  greatest(quantity: Quantity): number {
    return Math.max(0, ...this.samples.map((sample) => sample[quantity]));
  }

  /**
   * Growth after the warm-up, as the difference of two medians: of the last and of the first quarter
   * of what came after it. A single peak does not count.
   *
   * @param warmUpShare part of the samples to leave out at the start, from 0 to 1.
   */
  growth(quantity: Quantity, warmUpShare = 0.2): number {
    const values = this.samples.map((sample) => sample[quantity]);
    const warm = values.slice(Math.ceil(values.length * warmUpShare));
    const quarter = Math.max(1, Math.floor(warm.length / 4));
    return warm.length === 0 ? 0 : median(warm.slice(-quarter)) - median(warm.slice(0, quarter));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#sampling;
  }

  async #sample(pid: number, intervalMs: number): Promise<void> {
    const startedMs = performance.now();
    while (!this.#stop.signal.aborted) {
      const sample = await look(pid);
      if (sample === null) return;
      this.samples.push({ atMs: performance.now() - startedMs, ...sample });
      await sleep(intervalMs, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }
}

export type Quantity = "rssBytes" | "descriptors";

/** `null` once the process has ended: a zombie holds no memory and shows no descriptors. */
async function look(pid: number): Promise<Omit<ProcessSample, "atMs"> | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    const kibibytes = /^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1];
    if (kibibytes === undefined) return null;
    const descriptors = (await readdir(`/proc/${pid}/fd`)).length;
    return { rssBytes: Number(kibibytes) * 1024, descriptors };
  } catch {
    return null;
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
