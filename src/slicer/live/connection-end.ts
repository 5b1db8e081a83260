import type { PauseReason } from "../../core/events/slice-events.ts";
import type { FfmpegExit } from "../ffmpeg-process.ts";
import type { SliceFacts } from "../ffmpeg-log.ts";
import type { RemoteFault } from "../remote/remote-fault.ts";
import type { LiveAddress } from "./live-address.ts";
import { DISK_FULL } from "../slice-problem.ts";
import { NETWORK_ERRORS, REFUSALS } from "./loss-causes.ts";
import { withoutSecretsOf } from "./hide-secrets.ts";

/**
 * Kind of a loss. `away`: it may come back by itself. `refused`: it will not before somebody mends a password or a
 * path. `frozen`: it shows one picture for ever. `noRoom`: we ended it, because the disk or the spool is full.
 * `changed`: the stream needs other filters.
 */
export type LossKind = "away" | "refused" | "frozen" | "noRoom" | "changed";

/** Why a connection has ended. */
export interface Loss {
  readonly kind: LossKind;
  /** One sentence without a full stop and without secrets. */
  readonly reason: string;
  /** The limit of our own that was reached. @default none */
  readonly limit?: PauseReason;
}

/** The loss of a server that did not give what it was asked for. */
export function lossOfFault({ kind, message: reason }: RemoteFault): Loss {
  return { kind, reason };
}

/**
 * Reason of the end of an ffmpeg that was not told to end. Its exit code says nothing: it is 0 for a camera that
 * closes the connection, and for one that is silent until a timeout.
 */
export function lossOf(address: LiveAddress, { signal }: FfmpegExit, log: SliceFacts): Loss {
  const errors = log.errors.map(({ text }) => withoutSecretsOf(address, text));
  const refusal = refusalIn(errors);
  if (refusal !== null) return { kind: "refused", reason: refusal };
  // The camera has no part in that. It is tried again, for others may make room.
  if (errors.some((text) => DISK_FULL.test(text)))
    return { kind: "away", reason: "the disk of the frames folder is full" };
  if (signal !== null) return { kind: "away", reason: `ffmpeg was ended by ${signal}` };
  const known = errors.flatMap(
    (text) => NETWORK_ERRORS.find(([sign]) => sign.test(text))?.[1] ?? [],
  );
  if (log.frameCount > 0) return { kind: "away", reason: known[0] ?? "it closed the stream" };
  return {
    kind: "away",
    reason: known[0] ?? errors[0] ?? "it closed the stream before its first frame",
  };
}

/** `null` where nothing was refused. */
function refusalIn(errors: readonly string[]): string | null {
  const refusal = REFUSALS.find(([sign]) => errors.some((text) => sign.test(text)));
  return refusal?.[1] ?? null;
}
