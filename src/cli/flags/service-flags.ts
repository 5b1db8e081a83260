import type { ServiceInstallOptions } from "../../options/service-install-options.ts";
import type { Flag } from "./flags.ts";

/** The flags of `service`. */
export const SERVICE_FLAGS: readonly Flag<ServiceInstallOptions>[] = [
  {
    key: "print",
    spelling: "--print",
    help: "print what would be written, and write nothing",
  },
  {
    key: "user",
    spelling: "--user <name>",
    help: "user of the system that the service runs as (default: one that systemd makes up)",
  },
  {
    key: "name",
    spelling: "--name <name>",
    help: "name of the service, where a machine has several (default: frameferry)",
  },
];
