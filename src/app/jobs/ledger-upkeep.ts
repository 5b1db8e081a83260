import type { EventListener } from "../../core/events/run-event.ts";
import { option } from "../../core/option-spelling.ts";
import type { StillExists } from "../../ledger/forget-frames.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { sizePlan } from "../../ledger/size-bound.ts";
import type { RecordOptions } from "../../options/record-options.ts";

/** Limits of the ledger, in time and in bytes. */
export interface UpkeepPolicy extends Pick<RecordOptions, "retentionMs" | "ledgerMaxSizeBytes"> {
  readonly stillExists: StillExists;
}

/**
 * Forgets frames that are old, once a day, and the oldest ones whenever the ledger is nearly as large
 * as it may get.
 */
export async function keepLedgerSmall(
  ledger: Ledger,
  { retentionMs, ledgerMaxSizeBytes, stillExists }: UpkeepPolicy,
  emit: EventListener,
  signal: AbortSignal,
): Promise<void> {
  const { tableBytes } = sizePlan(ledgerMaxSizeBytes);
  const bound = ledger.sizeBound({ maxBytes: tableBytes, stillExists });
  let hasWarned = false;
  for (let looks = 0; !signal.aborted; looks += 1) {
    if (looks % LOOKS_A_DAY === 0) await ledger.forget({ retentionMs, stillExists }, signal);
    const usedBytes = await bound.keep(signal);
    if (usedBytes > tableBytes && !hasWarned && !signal.aborted) {
      emit(cannotShrink(usedBytes, ledgerMaxSizeBytes));
      hasWarned = true;
    }
    await sleepUnlessAborted(LOOK_EVERY_MS, signal);
  }
}

/** In which 2,000 frames a second add 2 MB. */
const LOOK_EVERY_MS = 5000;
const LOOKS_A_DAY = (24 * 60 * 60 * 1000) / LOOK_EVERY_MS;

function cannotShrink(usedBytes: number, maxBytes: number): Parameters<EventListener>[0] {
  const [used, max] = [usedBytes, maxBytes].map((bytes) => `${Math.round(bytes / 1e6)} MB`);
  const message =
    `the ledger has ${used}, more than the ${max} of ${option("ledgerMaxSizeBytes")}: it cannot forget frames that failed, ` +
    "nor delivered ones whose images are still there, which would be sent again; delete or move delivered images, or allow more";
  return { type: "warningRaised", message };
}

async function sleepUnlessAborted(pauseMs: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, pauseMs);
    timer.unref();
    const onAbort = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
