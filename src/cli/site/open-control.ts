import { stateFolder } from "../../app/jobs/job-paths.ts";
import { ControlServer } from "../../app/site/control/control-server.ts";
import { FolderFault } from "../../core/files/make-folder.ts";
import { isSystemError } from "../../core/files/system-error.ts";
import { type OperatedSite, siteOperations } from "./site-operations.ts";
import type { SiteProgress } from "./site-progress.ts";

/** Opens the control socket of a site; one that has no place for it runs all the same. */
export async function openControl(
  file: string,
  state: string | null,
  progress: SiteProgress,
  site: OperatedSite,
): Promise<AsyncDisposable> {
  try {
    return await ControlServer.open(file, stateFolder(state), siteOperations(site));
  } catch (error) {
    if (!(error instanceof FolderFault) && !isSystemError(error)) throw error;
    const why = `warning: the site cannot be asked by status, pause, resume, drain, reload and logs: ${error.message}`;
    progress.note(null, why);
    return { [Symbol.asyncDispose]: async () => {} };
  }
}
