import { realpathSync } from "node:fs";
import { dirname, sep } from "node:path";
import type { Site } from "../../app/site/site.ts";
import type { ServiceInstallOptions } from "../../options/service-install-options.ts";
import type { ServiceSetup } from "./service-setup.ts";
import { isInHome } from "./setup-warnings.ts";
import { sitePlaces } from "./site-places.ts";
import { systemdStateFolder } from "./systemd-unit.ts";

/** What is installed here: Node, and the program of frameferry that it runs; real paths. */
export type Installation = Pick<ServiceSetup, "node" | "program">;

/** The installation that runs now. */
export function thisInstallation(): Installation {
  const [node, program = ""] = process.argv;
  return { node: realpathSync(node ?? process.execPath), program: realpathSync(program) };
}

/**
 * What the service of a site needs.
 *
 * @param file absolute path of the site file.
 * @returns also all paths that the site names.
 */
export function setupOf(
  site: Site,
  file: string,
  { name, user }: Pick<ServiceInstallOptions, "name" | "user">,
  installation: Installation,
): { readonly setup: ServiceSetup; readonly named: readonly string[] } {
  const { written, named, devices, hasRelative } = sitePlaces(site);
  // Relative paths stay what they are for `up` in this folder.
  const workingFolder = hasRelative ? process.cwd() : dirname(file);
  const needed = [installation.node, installation.program, file, workingFolder, ...named];
  const own = systemdStateFolder(name);
  const isOwn = (folder: string): boolean => folder === own || folder.startsWith(own + sep);
  const setup = {
    ...{ name, user, ...installation, file, workingFolder, devices },
    writtenFolders: written.filter((folder) => !isOwn(folder)),
    namesState: site.sources.some(({ options }) => options.state !== null),
    usesHomes: needed.some(isInHome),
  };
  return { setup, named };
}
