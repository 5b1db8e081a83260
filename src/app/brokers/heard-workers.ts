import { SIGN_INTERVAL_MS, type WorkerSign } from "../../brokers/worker-signs.ts";
import type { WorkerView } from "../../core/events/broker-view.ts";

/** The workers that have given a sign of life, each until it has ended or has been silent for long. */
export class HeardWorkers {
  readonly #heard = new Map<string, Heard>();

  /** @param nowMs Unix time, as everywhere here. */
  hear(sign: WorkerSign, nowMs: number): void {
    const { worker, isEnding } = sign;
    this.#heard.delete(worker);
    if (isEnding) return;
    this.#heard.set(worker, { sign, atMs: nowMs });
    if (this.#heard.size > MAX_WORKERS) this.#forgetOldest();
  }

  /** They may have changed while nobody listened. */
  forget(): void {
    this.#heard.clear();
  }

  /** In the order of their names. */
  list(nowMs: number): readonly WorkerView[] {
    for (const [worker, { atMs }] of this.#heard)
      if (nowMs - atMs > FORGOTTEN_MS) this.#heard.delete(worker);
    return [...this.#heard.values()]
      .map((heard) => viewOf(heard, nowMs))
      .toSorted((one, other) => one.name.localeCompare(other.name, "en", { numeric: true }));
  }

  #forgetOldest(): void {
    for (const worker of this.#heard.keys()) return void this.#heard.delete(worker);
  }
}

interface Heard {
  readonly sign: WorkerSign;
  readonly atMs: number;
}

function viewOf({ sign, atMs }: Heard, nowMs: number): WorkerView {
  const { worker, version, services, uptimeMs, held, delivered, failed, framesPerSecond } = sign;
  return {
    ...{ name: worker, version, services, held, delivered, failed, framesPerSecond },
    ...{ sinceMs: atMs - uptimeMs, lastSignAtMs: atMs, isSilent: nowMs - atMs > SILENT_MS },
  };
}

/** Three signs are missing. */
const SILENT_MS = 3.5 * SIGN_INTERVAL_MS;
const FORGOTTEN_MS = 60_000;
const MAX_WORKERS = 1000;
