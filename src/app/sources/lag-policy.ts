import { FrameferryError } from "../../core/errors.ts";
import type { LagOptions } from "../../options/lag-options.ts";
import type { Lag } from "../../pipeline/lag.ts";

/** What gives way by these options; `null` where frames wait. */
export function lagOf({ onLag, maxBacklog }: LagOptions): Lag | null {
  if (onLag === "wait") return null;
  const drops = onLag === "drop-oldest" ? "oldest" : "newest";
  return { drops, mostWaiting: maxBacklog ?? USUAL_BACKLOG };
}

/** @throws FrameferryError `ERR_OPTION` for a backlog that nothing would keep to. */
export function checkLagOptions({ onLag, maxBacklog }: LagOptions): void {
  if (onLag !== "wait" || maxBacklog === null) return;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: "a greatest backlog makes no sense where every frame waits for its turn",
    remedy: "leave --max-backlog out, or add --on-lag drop-oldest or drop-newest",
  });
}

/** Four seconds of a usual camera. */
const USUAL_BACKLOG = 100;
