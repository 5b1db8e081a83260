import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import type { OverflowOptions } from "../../options/overflow-options.ts";
import type { OverflowPolicy } from "../../pipeline/overflow-policy.ts";

/** Overflow policy of these options; `null` where frames wait. */
export function overflowPolicy({ whenFull, maxBacklog }: OverflowOptions): OverflowPolicy | null {
  if (whenFull === "block") return null;
  const drops = whenFull === "drop-oldest" ? "oldest" : "newest";
  return { drops, maxBacklog: maxBacklog ?? USUAL_BACKLOG };
}

/** @throws FrameferryError `ERR_OPTION` for a backlog that nothing would keep to. */
export function checkOverflowOptions({ whenFull, maxBacklog }: OverflowOptions): void {
  if (whenFull !== "block" || maxBacklog === null) return;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${option("maxBacklog")} has no effect where no frame is dropped`,
    remedy: `leave ${option("maxBacklog")} out, or add ${option("whenFull", "drop-oldest")} or ${option("whenFull", "drop-newest")}`,
  });
}

/** Four seconds of a usual camera. */
const USUAL_BACKLOG = 100;
