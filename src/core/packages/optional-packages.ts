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
 * Loads a package, or a module that imports packages, once they are known to be there.
 *
 * @throws FrameferryError `ERR_PACKAGE_MISSING`, also for one that is there and does not load, such as a sharp whose binary is
 * for another machine; the reason is its cause.
 */
export async function loadWith<Module>(
  need: PackageNeed,
  load: () => Promise<Module>,
): Promise<Module> {
  demandPackages(need);
  try {
    return await load();
  } catch (error) {
    if (error instanceof FrameferryError) throw error;
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    throw unusable(need.what, need.packages, { problem: `not load here: ${reason}`, cause: error });
  }
}

/**
 * Says before any work begins that a package is missing, without loading it.
 *
 * @throws FrameferryError `ERR_PACKAGE_MISSING` for all that are.
 */
export function demandPackages({ what, packages }: PackageNeed): void {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length > 0) throw unusable(what, missing, { problem: "not installed" });
}

function unusable(
  what: string,
  packages: readonly string[],
  { problem, cause }: { readonly problem: string; readonly cause?: unknown },
): FrameferryError {
  const isOne = packages.length === 1;
  const verb = cause === undefined ? (isOne ? "is" : "are") : isOne ? "does" : "do";
  const install = `npm install --include=optional ${packages.map(withRange).join(" ")}`;
  return new FrameferryError({
    code: "ERR_PACKAGE_MISSING",
    kind: "environment",
    message: `${what} needs the ${isOne ? "package" : "packages"} ${packages.join(", ")}, which ${verb} ${problem}`,
    remedy: `run \`${install}\` where frameferry is installed (with -g for a global installation), or install frameferry anew without --omit=optional`,
    ...(cause !== undefined && { cause }),
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
