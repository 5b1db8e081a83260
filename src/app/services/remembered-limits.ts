import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { EventListener, RunEvent } from "../../core/events/run-event.ts";
import { replaceFile } from "../../core/files/replace-file.ts";
import { option } from "../../core/option-spelling.ts";
import { isAbsence } from "../../core/files/system-error.ts";
import { limitsFile } from "../../ledger/job-folder.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { HeldLimits } from "./limit-durations.ts";

/**
 * The limit that `--concurrency auto` held longest at each service, from one run to the next: a small file
 * in the state folder. It is a convenience: a run that cannot read or write it says so, and goes on.
 */
export class RememberedLimits {
  readonly #path: string;
  readonly #batch: number;
  readonly #warn: (message: string) => void;
  readonly #known: Limits;
  readonly #held = new Map<string, HeldLimits>();
  /** The services where the limit has moved in this run. */
  readonly #moved = new Set<string>();

  private constructor(
    path: string,
    known: Limits,
    { batch, warn }: { readonly batch: number; readonly warn: (message: string) => void },
  ) {
    this.#path = path;
    this.#known = known;
    this.#batch = batch;
    this.#warn = warn;
  }

  /** @param folderOfJob that of any job of the state folder. */
  static async open(
    folderOfJob: string,
    { concurrency, batch }: Pick<SendOptions, "concurrency" | "batch">,
    emit: EventListener,
  ): Promise<RememberedLimits | null> {
    if (concurrency !== "auto") return null;
    const path = limitsFile(folderOfJob);
    const warn = (message: string): void => emit({ type: "warningRaised", message });
    const known = await readLimits(path).catch((error: unknown) => {
      warn(`${limits()} cannot be read from ${path}: ${(error as Error).message}`);
      return {};
    });
    if (known === null)
      warn(`${limits()} cannot be read: ${path} holds something else and is replaced`);
    return new RememberedLimits(path, known ?? {}, { batch, warn });
  }

  /** Limit that suited a service, for batches of the same size; `null` if none is on record. */
  of(service: string): number | null {
    const entry = this.#known[service];
    return entry?.batch === this.#batch ? entry.limit : null;
  }

  /** Takes in an event of the run: changes of limits. */
  listen(event: RunEvent): void {
    if (event.type !== "limitChanged") return;
    const { service, limit } = event;
    const nowMs = performance.now();
    const held = this.#held.get(service);
    if (held === undefined) return void this.#held.set(service, new HeldLimits(limit, nowMs));
    held.move(limit, nowMs);
    this.#moved.add(service);
  }

  /** Puts on record what suited in this run. */
  async save(): Promise<void> {
    if (this.#moved.size === 0) return;
    try {
      const atMs = Date.now();
      const own = [...this.#moved].map((service): Entry => {
        const limit = this.#held.get(service)?.longest(performance.now()) ?? 1;
        return [service, { limit, batch: this.#batch, atMs }];
      });
      // Others may have written meanwhile.
      const others = Object.entries((await readLimits(this.#path)) ?? {});
      const all = new Map<string, RememberedLimit>([...others, ...own]);
      const newest = [...all].toSorted(([, a], [, b]) => b.atMs - a.atMs).slice(0, MAX_SERVICES);
      const text = JSON.stringify(Object.fromEntries(newest), null, 2);
      await replaceFile(this.#path, `${text}\n`, { mode: OWNER_ONLY });
    } catch (error) {
      const { message } = error as Error;
      this.#warn(`${limits()} cannot be saved in ${this.#path}: ${message}`);
    }
  }
}

/** @returns `null` for a file that holds something else. @throws what the system says. */
async function readLimits(path: string): Promise<Limits | null> {
  try {
    const outcome = limitsShape().safeParse(parsed(await readFile(path, "utf8")));
    return outcome.success ? outcome.data : null;
  } catch (error) {
    if (isAbsence(error)) return {};
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const limitsShape = () =>
  z.record(
    z.string(),
    z.object({ limit: z.int().min(1), batch: z.int().min(1), atMs: z.number() }),
  );

/** By the address of the service as it may be shown. */
type Limits = z.infer<ReturnType<typeof limitsShape>>;
type RememberedLimit = Limits[string];
type Entry = readonly [service: string, RememberedLimit];

function limits(): string {
  return `the limits that ${option("concurrency", "auto")} found`;
}

const MAX_SERVICES = 200;
const OWNER_ONLY = 0o600;
