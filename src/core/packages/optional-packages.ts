import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { FrameferryError } from "../errors.ts";

/** What needs packages that an installation with `--omit=optional` leaves out. */
export interface PackageNeed {
  /** Subject of the sentence, in the singular: `--dashboard`, `the demo service`. */
  readonly what: string;
  /** Names of optional dependencies of this package. */
  readonly packages: readonly string[];
}

/**
 * Loads a package, or a module that imports packages, once they are known to be there. What goes wrong while they load is
 * theirs to tell, and passes as it is: a package whose binary does not fit this machine is not one that is missing.
 *
 * @throws FrameferryError `ERR_PACKAGE_MISSING`; what the module throws while it loads.
 */
export async function loadWith<Module>(
  need: PackageNeed,
  load: () => Promise<Module>,
): Promise<Module> {
  demandPackages(need);
  return await load();
}

/**
 * Says before any work begins that a package is missing, without loading it.
 *
 * @throws FrameferryError `ERR_PACKAGE_MISSING` for all that are.
 */
export function demandPackages({ what, packages }: PackageNeed): void {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const isOne = missing.length === 1;
  const install = `npm install --include=optional ${missing.map(withRange).join(" ")}`;
  throw new FrameferryError({
    code: "ERR_PACKAGE_MISSING",
    kind: "environment",
    message: `${what} needs the ${isOne ? "package" : "packages"} ${missing.join(", ")}, which ${isOne ? "is" : "are"} not installed`,
    remedy: `run \`${install}\` where frameferry is installed (with -g for a global installation), or install frameferry anew without --omit=optional`,
  });
}

const require = createRequire(import.meta.url);

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch (error) {
    // Whatever else is wrong with a package that is there comes out when it loads.
    return (error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND";
  }
}

/** The package with the versions that this one is made for: `sharp@^0.35.5`. */
function withRange(name: string): string {
  // As far above the bundle's folder as above this one.
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  const { optionalDependencies } = JSON.parse(text) as {
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  return `${name}@${optionalDependencies[name]}`;
}
