import { Argument, type Command } from "commander";
import { serviceInstallSchema } from "../../options/service-install-options.ts";
import { addFlags } from "../flags/flags.ts";
import { SERVICE_FLAGS } from "../flags/service-flags.ts";
import { SITE_FILE } from "../site/site-file.ts";
import { describe, type SetExitCode } from "./command-parts.ts";

/** Makes a site a service of the machine. */
export function addServiceCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("service"),
    "make a site a service of this machine, which starts with it",
    SERVICE_EXAMPLES,
  )
    .addArgument(
      new Argument(
        "<action>",
        "install: write a unit of systemd, or a property list of launchd; uninstall: remove it",
      ).choices(["install", "uninstall"]),
    )
    .argument("[file]", `site file (default: ${SITE_FILE})`)
    .action(async (action: string, file: string | undefined) => {
      const { serviceCommand } = await import("./service-command.ts");
      setExitCode(await serviceCommand(action, file, command));
    });
  addFlags(command, SERVICE_FLAGS, serviceInstallSchema);
}

const SERVICE_EXAMPLES = `
frameferry service install --print
sudo frameferry service install /etc/frameferry/frameferry.yaml
sudo frameferry service install cameras.yaml --name cameras --user camera
sudo frameferry service uninstall --name cameras
`;
