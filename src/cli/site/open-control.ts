import { stateFolder } from "../../app/jobs/job-paths.ts";
import { ControlServer } from "../../app/site/control/control-server.ts";
import { FrameferryError } from "../../core/errors.ts";
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
    const server = await ControlServer.open(file, stateFolder(state), siteOperations(site));
    // Whoever asks wants the pace of the last seconds.
    const reading = setInterval(() => {
      for (const keeper of site.run.keepers) site.paces.read(keeper, performance.now());
    }, READ_MS);
    return {
      [Symbol.asyncDispose]: async () => {
        clearInterval(reading);
        site.log.end();
        await server[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    const isOfPlace = error instanceof FolderFault || error instanceof FrameferryError;
    if (!isOfPlace && !isSystemError(error)) throw error;
    const why = `warning: the site cannot be asked by status, pause, resume, drain, reload and logs: ${error.message}`;
    progress.note(null, why);
    return { [Symbol.asyncDispose]: async () => {} };
  }
}

const READ_MS = 1000;
