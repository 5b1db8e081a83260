import { resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { realPath } from "../../core/files/real-path.ts";
import { runningSites } from "../../app/site/control/ask-site.ts";
import type { SiteRecord } from "../../app/site/control/site-record.ts";

/**
 * The site that a command is for: the only one at work, or that of a file.
 *
 * @param state real path of the state folder.
 * @param file site file; `null`: whichever runs.
 * @throws FrameferryError `ERR_NO_SITE`; `ERR_OPTION` if several are at work.
 */
export async function chooseSite(state: string, file: string | null): Promise<SiteRecord> {
  const running = await runningSites(state);
  const wanted = file === null ? null : realPath(resolve(file));
  const fitting = running.filter((site) => wanted === null || site.file === wanted);
  const [site, ...others] = fitting;
  if (site === undefined) throw noSite(state, file);
  if (others.length === 0) return site;
  const list = fitting.map((one) => `${one.file} (process ${one.pid})`).join(", ");
  throw new FrameferryError({
    ...({ code: "ERR_OPTION", kind: "usage" } as const),
    message: `${fitting.length} sites run: ${list}`,
    remedy: "name the file of one of them with --site, or its state folder with --state",
  });
}

function noSite(state: string, file: string | null): FrameferryError {
  return new FrameferryError({
    ...({ code: "ERR_NO_SITE", kind: "environment" } as const),
    message: `no site${file === null ? "" : ` of ${file}`} runs with the state folder ${state}`,
    remedy: "start it with frameferry up, or name its state folder with --state",
  });
}
