import { monotonicMs } from "../harness/monotonic.ts";

/** Report of a measured watcher. */
export interface WatcherReport {
  /** Time at which each file was noticed, in milliseconds of the monotonic clock. */
  readonly noticedAtMs: Readonly<Record<string, number>>;
  /** Processor time from the start of the watch to the last file, in milliseconds. */
  readonly cpuMs: number;
  /** Peak resident memory of the process, in MiB. */
  readonly peakRssMiB: number;
}

/** Records what a watcher notices, and prints it after `count` files. */
export class WatcherLog {
  readonly #count: number;
  readonly #noticedAtMs: Record<string, number> = {};
  readonly #cpuBefore = process.cpuUsage();
  #noticedCount = 0;

  /** To be created once the watcher watches, which it reports on standard output. */
  constructor(count: number) {
    this.#count = count;
    process.stdout.write("ready\n");
  }

  /** @returns true for the last file. */
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
