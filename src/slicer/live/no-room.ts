import type { PauseReason } from "../../core/events/slice-events.ts";
import { option } from "../../core/option-spelling.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";
import type { SpoolQuota } from "../spool-quota.ts";
import type { Loss } from "./connection-end.ts";

/**
 * Why no frame may be written, which has nothing to do with the camera; `null` if one may. The words are the same as long
 * as the limit is, so that gaps of one cause are counted together.
 */
export function noRoom(quota: SpoolQuota | null): Loss | null {
  quota?.refresh();
  const limit = quota?.pauseReason(false) ?? null;
  if (quota === null || limit === null) return null;
  return { kind: "noRoom", limit, reason: REASONS[limit](quota) };
}

const REASONS: Readonly<Record<PauseReason, (quota: SpoolQuota) => string>> = {
  spoolFull: ({ path, limits }) =>
    `the spool ${path} is full: ${option("spoolSizeBytes")} allows ${formatBytes(limits.spoolBytes)}`,
  diskLow: ({ path, limits }) =>
    `the disk of ${path} is nearly full: less than the ${formatBytes(limits.freeBytes)} of ${option("minFreeBytes")} are left`,
};
