import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { systemErrorCode } from "../../core/files/system-error.ts";

/** Variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The variables that a file gives to a service.
 *
 * @returns none if there is no such file; `null` if this user may not read it.
 */
export function serviceVariables(file: string): Variables | null {
  try {
    return parseEnv(readFileSync(file, "utf8"));
  } catch (error) {
    const code = systemErrorCode(error as NodeJS.ErrnoException);
    if (code === "ENOENT" || code === "ENOTDIR") return {};
    if (code === "EACCES" || code === "EPERM") return null;
    throw error;
  }
}

/** Variables of this shell; options for its commands, such as `FRAMEFERRY_FPS`, do not hold in a service. */
export function shellVariables(env: Variables): Variables {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith("FRAMEFERRY_")),
  );
}
