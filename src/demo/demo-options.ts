import { systemClock, type Clock } from "../core/concurrency/clock.ts";
import { FrameferryError } from "../core/errors.ts";

/** Options of the demo service. */
export interface DemoServiceOptions {
  /** TCP port, 0..65535; 0 takes a free one. @default 0 */
  readonly port?: number | undefined;
  /** Address to listen on; `0.0.0.0` lets other machines in. @default "127.0.0.1" */
  readonly host?: string | undefined;
  /** Additional time per frame, in milliseconds. @default 0 */
  readonly latencyMs?: number | undefined;
  /**
   * Maximum number of frames processed at once, 1 or more; the others wait in order. `null` for no limit.
   * @default null
   */
  readonly capacity?: number | null | undefined;
  /** Share of uploads answered with 500 on purpose, 0..1. @default 0 */
  readonly failRate?: number | undefined;
  /** Largest accepted image, in bytes; a larger one is answered with 413. @default 50_000_000 */
  readonly maxImageBytes?: number | undefined;
  /** Random number in [0, 1), drawn once per upload. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Measures the work and sleeps `latencyMs`; not asked to sleep when that is 0. @default systemClock */
  readonly clock?: Clock | undefined;
}

/** The options, complete and valid. */
export type DemoSettings = {
  readonly [Name in keyof DemoServiceOptions]-?: Exclude<DemoServiceOptions[Name], undefined>;
};

/** Fills in the defaults. Throws `ERR_OPTION` for the first option out of range. */
export function demoSettings(options: DemoServiceOptions): DemoSettings {
  const settings: DemoSettings = {
    port: options.port ?? 0,
    host: options.host ?? "127.0.0.1",
    latencyMs: options.latencyMs ?? 0,
    capacity: options.capacity ?? null,
    failRate: options.failRate ?? 0,
    maxImageBytes: options.maxImageBytes ?? 50_000_000,
    random: options.random ?? Math.random,
    clock: options.clock ?? systemClock,
  };
  checkRanges(settings);
  return settings;
}

function checkRanges(settings: DemoSettings): void {
  const { port, latencyMs, capacity, failRate, maxImageBytes } = settings;
  const portFits = Number.isInteger(port) && port >= 0 && port <= 65_535;
  demand(portFits, "port", port, "a whole number from 0 to 65535; 0 takes a free port");
  demand(latencyMs >= 0 && latencyMs < 2 ** 31, "latency", latencyMs, "milliseconds, 0 or more");
  const capacityFits = capacity === null || (Number.isInteger(capacity) && capacity >= 1);
  demand(capacityFits, "capacity", capacity, "a whole number of frames, 1 or more");
  demand(failRate >= 0 && failRate <= 1, "fail rate", failRate, "a share from 0 to 1");
  const limitFits = Number.isInteger(maxImageBytes) && maxImageBytes >= 1;
  demand(limitFits, "largest image", maxImageBytes, "a whole number of bytes, 1 or more");
}

function demand(holds: boolean, name: string, value: number | null, wanted: string): void {
  if (holds) return;
  const message = `The demo service's ${name} cannot be ${value}: it must be ${wanted}.`;
  throw new FrameferryError({ code: "ERR_OPTION", kind: "usage", message });
}
