import { resolve } from "node:path";
import type { Command } from "commander";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { checkOptions } from "../../options/options-schema.ts";
import {
  type ServiceInstallOptions,
  serviceInstallSchema,
} from "../../options/service-install-options.ts";
import { usageError } from "../errors/usage-error.ts";
import { givenOptions } from "../flags/flags.ts";
import { readLogStyle } from "../flags/reporting.ts";
import { SERVICE_FLAGS } from "../flags/service-flags.ts";
import { printOut } from "../format/print.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { removeDefinition, writeDefinition } from "../service/definition-file.ts";
import { loadServiceSite } from "../service/load-service-site.ts";
import { refuseWithoutManager, serviceHost, thisMachine } from "../service/service-host.ts";
import { setupOf, thisInstallation } from "../service/setup-of-site.ts";
import { unitWarnings } from "../service/setup-warnings.ts";
import { printFaults, printSiteWarnings } from "../site/print-faults.ts";
import { SITE_FILE } from "../site/site-file.ts";

/**
 * `frameferry service install` writes the definition by which systemd or launchd runs a site, and `uninstall` removes it.
 * Neither starts or stops anything: they print the commands that do.
 *
 * @returns the exit code.
 */
export async function serviceCommand(
  action: string,
  file: string | undefined,
  command: Command,
): Promise<number> {
  const options = checkOptions(serviceInstallSchema, givenOptions(command, SERVICE_FLAGS));
  if (action === "install") return await install(file ?? SITE_FILE, options, command);
  if (file !== undefined)
    throw usageError(
      "service uninstall goes by the name of the service",
      `leave ${file} out; --name says which service, if it is not frameferry`,
    );
  return uninstall(options);
}

async function install(
  file: string,
  options: ServiceInstallOptions,
  command: Command,
): Promise<number> {
  const machine = thisMachine();
  const host = serviceHost(machine);
  if (host.kind === "launchd" && options.user !== null && !machine.isRoot)
    throw usageError("only root can give a service another user", "use sudo, or leave --user out");
  if (!options.print) refuseWithoutManager(host);
  const { loaded, warnings } = await loadServiceSite(file, command, host.kind);
  const style = { ...readLogStyle(command), isJson: false, verbosity: 0 };
  if (loaded.site === null) return printFaults(loaded, style);
  const { setup, named } = setupOf(loaded.site, resolve(file), options, thisInstallation());
  const text = host.text(setup);
  const ofUnit = host.kind === "systemd" ? unitWarnings(setup, named) : [];
  if (options.print) process.stdout.write(text);
  else {
    const path = host.path(options.name);
    const written = await writeDefinition(path, text, asRoot(`install ${file}`));
    const isSame = written === "the same";
    printOut(escapeControlChars(isSame ? `${path} is already there` : `${written} ${path}`));
    printNext("to start it", host.startCommands(options.name, written === "replaced"));
  }
  printSiteWarnings([...loaded.site.warnings, ...warnings, ...ofUnit], style);
  return EXIT_CODES.done;
}

function uninstall({ name, print }: ServiceInstallOptions): number {
  const host = serviceHost(thisMachine());
  const path = host.path(name);
  if (print) printOut(`would remove ${path}`);
  else if (removeDefinition(path, asRoot("uninstall"))) printOut(`removed ${path}`);
  else {
    printOut(`there is no ${path}`);
    return EXIT_CODES.done;
  }
  printNext("to stop it", host.stopCommands(name));
  return EXIT_CODES.done;
}

function printNext(purpose: string, commands: readonly string[]): void {
  printOut(`${purpose}:\n${commands.map((line) => `  ${escapeControlChars(line)}`).join("\n")}`);
}

/** The way out for who may not write where definitions are. */
function asRoot(words: string): string {
  return `run it as root: sudo frameferry service ${words}${words.startsWith("install") ? "; --print only prints what it would write" : ""}`;
}
