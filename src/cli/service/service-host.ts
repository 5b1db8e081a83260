import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { platformName } from "../../core/platform/this-system.ts";
import { launchdPlist } from "./launchd-plist.ts";
import type { ServiceSetup } from "./service-setup.ts";
import { systemdUnit } from "./systemd-unit.ts";

/** What takes care of services on a machine: systemd, or launchd of macOS. */
export interface ServiceHost {
  readonly kind: "systemd" | "launchd";
  /** False if it does not run here. */
  readonly isThere: boolean;
  /** Path of the definition of a service. */
  path(name: string): string;
  /** Text of the definition. */
  text(setup: ServiceSetup): string;
  /** Commands that start a service whose definition was written, or written anew. */
  startCommands(name: string, isReplaced: boolean): readonly string[];
  /** Commands that stop a service whose definition was removed. */
  stopCommands(name: string): readonly string[];
}

/** The machine as far as services matter. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly home: string;
}

/** This machine, and the user who asks. */
export function thisMachine(): Machine {
  return { platform: platformName(), isRoot: process.getuid?.() === 0, home: homedir() };
}

/** The service manager of a machine. @param folder of definitions; by default that of the service manager. */
export function serviceHost(machine: Machine, folder?: string): ServiceHost {
  return machine.platform === "darwin" ? launchd(machine, folder) : systemd(machine, folder);
}

/** @throws FrameferryError `ERR_NO_SERVICE_MANAGER` if the service manager does not run here. */
export function refuseWithoutManager({ isThere }: ServiceHost): void {
  if (isThere) return;
  throw new FrameferryError({
    code: "ERR_NO_SERVICE_MANAGER",
    kind: "environment",
    message: "this machine has no systemd, which would run the service",
    remedy:
      "add --print to get the unit for another machine, or start frameferry up some other way",
  });
}

function systemd({ platform }: Machine, folder = "/etc/systemd/system"): ServiceHost {
  return {
    kind: "systemd",
    isThere: platform === "linux" && existsSync("/run/systemd/system"),
    path: (name) => join(folder, `${name}.service`),
    text: systemdUnit,
    startCommands: (name, isReplaced) => [
      "sudo systemctl daemon-reload",
      isReplaced ? `sudo systemctl restart ${name}` : `sudo systemctl enable --now ${name}`,
    ],
    stopCommands: (name) => [`sudo systemctl stop ${name}`, "sudo systemctl daemon-reload"],
  };
}

function launchd({ isRoot, home }: Machine, folder?: string): ServiceHost {
  const library = isRoot ? "/Library" : join(home, "Library");
  const definitions = folder ?? join(library, isRoot ? "LaunchDaemons" : "LaunchAgents");
  const [sudo, domain] = isRoot ? ["sudo ", "system"] : ["", "gui/$(id -u)"];
  const path = (name: string): string => join(definitions, `${name}.plist`);
  const stop = (name: string): string => `${sudo}launchctl bootout ${domain}/${name}`;
  return {
    kind: "launchd",
    isThere: true,
    path,
    text: (setup) => launchdPlist(setup, join(library, "Logs", `${setup.name}.log`)),
    startCommands: (name, isReplaced) => [
      ...(isReplaced ? [stop(name)] : []),
      `${sudo}launchctl bootstrap ${domain} '${path(name)}'`,
    ],
    stopCommands: (name) => [stop(name)],
  };
}
