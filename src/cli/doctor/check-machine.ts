import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { formatBytes } from "../../core/text/format-bytes.ts";
import { stateFolder } from "../../app/jobs/job-paths.ts";
import { FrameferryError } from "../../core/errors.ts";
import { isAbsence } from "../../core/files/system-error.ts";
import { eventLimit, hasEventLimits } from "../../core/platform/kernel-facts.ts";
import { platformName } from "../../core/platform/this-system.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/** The running Node. An older one does not get this far: the bin refuses it. */
export function checkNode(): Finding {
  return ok("node", `${process.versions.node} on ${platformName()} ${process.arch}`);
}

const FEW_WATCHES = 8192;

/** Limits of inotify, through which Linux reports new files; other systems have none. */
export async function checkInotify(): Promise<Finding> {
  if (!hasEventLimits()) return ok("file events", `no limits to watch on ${platformName()}`);
  const [watches, instances] = await Promise.all(
    ["max_user_watches", "max_user_instances"].map(async (name) => await eventLimit(name)),
  );
  const detail = `inotify allows ${watches ?? "?"} watches, ${instances ?? "?"} instances`;
  if (watches === null || instances === null)
    return warning("file events", detail, "check that /proc is mounted");
  if ((watches ?? 0) >= FEW_WATCHES) return ok("file events", detail);
  return warning(
    "file events",
    detail,
    `raise it: sysctl fs.inotify.max_user_watches=${FEW_WATCHES * 64}`,
  );
}

const GIGABYTE = 1e9;
const UNKNOWN = "unknown";

/** Room on the disk of the state folder, where the spool lies. */
export async function checkDisk(named: string | null): Promise<Finding> {
  const folder = stateFolderOrFault(named);
  if (folder instanceof FrameferryError)
    return problem("disk", folder.message, folder.remedy ?? "choose another folder with --state");
  const free = await freeBytes(folder);
  if (free === null)
    return problem("disk", `${folder} cannot be reached`, "choose another folder with --state");
  const detail = `${formatBytes(free)} free for ${folder}`;
  if (free >= 2 * GIGABYTE) return ok("disk", detail);
  return warning("disk", detail, "make room, or put the spool elsewhere with --state");
}

function stateFolderOrFault(named: string | null): string | FrameferryError {
  try {
    return stateFolder(named);
  } catch (error) {
    if (error instanceof FrameferryError) return error;
    throw error;
  }
}

/** The folder need not exist yet: its nearest ancestor lies on the same disk. */
async function freeBytes(folder: string): Promise<number | null> {
  const stats = await statfs(folder).catch((error: unknown) => (isAbsence(error) ? null : UNKNOWN));
  if (stats === UNKNOWN) return null;
  if (stats !== null) return stats.bavail * stats.bsize;
  return dirname(folder) === folder ? null : await freeBytes(dirname(folder));
}
