import { monotonicMs } from "../harness/monotonic.ts";

/** What a watcher that was measured tells. */
export interface WatcherReport {
  /** When each file was noticed, in milliseconds of the monotonic clock. */
  readonly noticedAtMs: Readonly<Record<string, number>>;
  /** Processor time from the first word to the last file, in milliseconds. */
  readonly cpuMs: number;
  /** Greatest resident memory of the process, in MiB. */
  readonly peakRssMiB: number;
}

/** Keeps what a watcher notices, and prints it after so many files. */
export class WatcherLog {
  readonly #count: number;
  readonly #noticedAtMs: Record<string, number> = {};
  readonly #cpuBefore = process.cpuUsage();
  #noticedCount = 0;

  /** To be made once the watcher watches, which it says on standard output. */
  constructor(count: number) {
    this.#count = count;
    process.stdout.write("ready\n");
  }

  /** @returns whether this was the last file. */
  note(name: string): boolean {
    this.#noticedAtMs[name] ??= monotonicMs();
    this.#noticedCount += 1;
    if (this.#noticedCount !== this.#count) return false;
    const { user, system } = process.cpuUsage(this.#cpuBefore);
    const report: WatcherReport = {
      noticedAtMs: this.#noticedAtMs,
      cpuMs: (user + system) / 1000,
      peakRssMiB: process.resourceUsage().maxRSS / 1024,
    };
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return true;
  }
}
