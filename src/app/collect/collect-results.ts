import { brokerError } from "../../brokers/broker-error.ts";
import type { FeedOptions } from "../../brokers/broker.ts";
import type { BrokerWatch } from "../../brokers/broker-watch.ts";
import type { FrameferryError } from "../../core/errors.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { CollectOptions } from "../../options/collect-options.ts";
import { ResultsFile } from "../../results/results-file.ts";
import { openBroker } from "../brokers/open-broker.ts";
import { collectedLine } from "./collected-line.ts";
import { SeenKeys } from "./seen-keys.ts";

/** What was collected. */
export interface CollectedResults {
  /** Number of results: one for each frame. */
  readonly frames: number;
  /** Number of delivered frames among them. */
  readonly delivered: number;
  /** Number of frames among them that failed. */
  readonly failed: number;
  /** Number of further results of the same frames, which are left out. */
  readonly repeated: number;
  /** Number of results that do not name their frame, of workers of an earlier version; they are left out. */
  readonly unnamed: number;
}

/** Whoever gets the results. */
export interface ResultsReader {
  /** Gets each result. Nothing is read until it resolves. */
  readonly onResult: (result: FrameResult) => void | Promise<void>;
  /** Gets sentences about what keeps results from coming. */
  readonly onWarning: (message: string) => void;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/**
 * Reads the results at a broker, one for each frame, and takes them from nobody.
 *
 * @throws FrameferryError `ERR_OPTION`; `ERR_BROKER_NOT_SET_UP`, `ERR_BROKER_REFUSED` or `ERR_BROKER_AWAY` if they cannot be
 *   read at the beginning; `ERR_FOLDER_UNUSABLE` and `ERR_DISK_FULL` for the file.
 */
export async function collectFrom(
  options: CollectOptions,
  reader: ResultsReader,
): Promise<CollectedResults> {
  await using connection = await openBroker(options.broker, options);
  const { results: path } = options;
  await using file = path === null ? null : await ResultsFile.open(path);
  const collected = await readAll(connection.watch, options, {
    ...reader,
    onResult: async (result) => {
      await file?.record(result);
      await reader.onResult(result);
    },
  });
  await file?.close();
  return collected;
}

async function readAll(
  watch: BrokerWatch,
  { follow, site }: CollectOptions,
  { onResult, onWarning, signal }: ResultsReader,
): Promise<CollectedResults> {
  const counts = { frames: 0, delivered: 0, failed: 0, repeated: 0, unnamed: 0 };
  const seen = new SeenKeys();
  const health = new Health(onWarning, signal);
  const feed = { follow, signal: health.signal, onForeign: onWarning, onFault: health.onFault };
  for await (const message of watch.results(feed)) {
    const { key, frame, outcome } = message;
    if (frame !== null && site !== null && frame.site !== site) continue;
    if (frame === null) counts.unnamed += 1;
    else if (!seen.add(key)) counts.repeated += 1;
    else {
      counts.frames += 1;
      counts[outcome] += 1;
      await onResult(collectedLine(message, frame));
    }
  }
  health.throwIfNeverWell();
  return counts;
}

/** A broker that cannot be read at the beginning ends the reading; later ones are waited for. */
class Health {
  readonly signal: AbortSignal;
  readonly #ending = new AbortController();
  readonly #onWarning: (message: string) => void;
  #wasWell = false;
  #failure: FrameferryError | null = null;

  constructor(onWarning: (message: string) => void, signal: AbortSignal) {
    this.#onWarning = onWarning;
    this.signal = AbortSignal.any([signal, this.#ending.signal]);
  }

  readonly onFault: NonNullable<FeedOptions["onFault"]> = (fault) => {
    if (fault === null) {
      if (this.#wasWell) this.#onWarning("the broker is back; what edges took meanwhile is missed");
      this.#wasWell = true;
    } else if (this.#wasWell) this.#onWarning(`${fault.reason}; ${fault.remedy}`);
    else {
      this.#failure = brokerError(fault);
      this.#ending.abort();
    }
  };

  throwIfNeverWell(): void {
    if (this.#failure !== null) throw this.#failure;
  }
}
