import { statfs } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { isSystemError } from "../../core/files/system-error.ts";
import { Dashboard } from "../../dashboard/server/dashboard.ts";
import { detectionsIn } from "../../protocols/detections/detections-in.ts";
import { stateFolder } from "../jobs/job-paths.ts";
import type { MonitoredCommand } from "./monitored-command.ts";
import { packageVersion } from "./package-version.ts";

/** The page as it was built, from the source, from the library and from the bundled program. */
export const PAGE_FOLDER: string = fileURLToPath(
  new URL("../../../dist/dashboard/page/", import.meta.url),
);

/** A dashboard of a command; it listens to nobody yet. */
export function makeDashboard({ name, options }: MonitoredCommand): Dashboard {
  const folder = stateFolder(options.state);
  return new Dashboard({
    ...{ command: name, version: packageVersion(), readFindings: detectionsIn },
    readFreeBytes: async () => await freeBytesAt(folder),
  });
}

async function freeBytesAt(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    // Whoever needs the folder says what is wrong with it.
    if (!isSystemError(error)) throw error;
    return null;
  }
}
