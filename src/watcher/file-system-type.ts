import { statfsSync } from "node:fs";
import { NETWORK_FILE_SYSTEMS } from "../core/files/network-file-systems.ts";
import { isAbsence } from "../core/files/system-error.ts";
import { isSharePath } from "../core/platform/file-names.ts";
import { namesFileSystems } from "../core/platform/kernel-facts.ts";

/** Reliability of the events of a file system. */
export type EventReach =
  /** Every change has an event. */
  | "all"
  /** Changes that other machines, or the layers below, make have no event. */
  | "local";

/**
 * Looks up the type of the file system that a folder lies on.
 *
 * @param folder absolute and real.
 * @param platform @default this one
 */
export function eventReachOf(folder: string, platform?: NodeJS.Platform): EventReach {
  if (isSharePath(folder, platform)) return "local";
  // Other systems number their file systems differently, and are trusted.
  if (!namesFileSystems(platform)) return "all";
  try {
    return reachOfType(statfsSync(folder).type);
  } catch (error) {
    // Where nobody can tell, a listing too many does no harm.
    return isAbsence(error) ? "all" : "local";
  }
}

/** @param type `f_type` of statfs(2) on Linux, signed or not. */
export function reachOfType(type: number): EventReach {
  return NETWORK_FILE_SYSTEMS.has(type >>> 0) || type === OVERLAY ? "local" : "all";
}

/** OverlayFS: a container gets no events for what its host writes into the layers. */
const OVERLAY = 0x794c7630;
