import type { Command } from "commander";
import { type LoadedSite, loadSite } from "../site/load-site.ts";
import { serviceVariables, shellVariables } from "./service-environment.ts";
import { ENVIRONMENT_FILE } from "./service-setup.ts";

/**
 * Reads a site file as its service will: with the variables that the service gets, and with those of this shell, so that
 * one which the service lacks is a warning and no fault.
 */
export async function loadServiceSite(
  file: string,
  command: Command,
  manager: "systemd" | "launchd",
): Promise<{ readonly loaded: LoadedSite; readonly warnings: readonly string[] }> {
  const given = manager === "systemd" ? serviceVariables(ENVIRONMENT_FILE) : {};
  const env = { ...shellVariables(process.env), ...given };
  const loaded = await loadSite(file, command, env);
  if (loaded.site === null || given === null) return { loaded, warnings: [] };
  const { faults } = await loadSite(file, command, given);
  const missing = faults.map(({ path, message }) => `${path}: ${message}`);
  const remedy =
    manager === "systemd"
      ? `set them in ${ENVIRONMENT_FILE}`
      : "launchd has no variables of a shell: use ${file:PATH}";
  const warning = `the service lacks variables that this shell has (${missing.join("; ")}): ${remedy}`;
  return { loaded, warnings: missing.length === 0 ? [] : [warning] };
}
