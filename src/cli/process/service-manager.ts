import type { ServiceManager, ServiceManagerTools } from "./service-messages.ts";

/** Variables by which systemd says that it waits for messages, and how often. */
const VARIABLES = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] as const;

/**
 * The service manager of this process, if `NOTIFY_SOCKET` names one; else one to which nobody listens. The variables
 * are taken out of the environment: no child shall speak for this process.
 */
export async function openServiceManager(
  tools: ServiceManagerTools,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ServiceManager> {
  const [socket = "", watchdogUsec, watchdogPid = ""] = VARIABLES.map((name) => env[name]);
  for (const name of VARIABLES) Reflect.deleteProperty(env, name);
  if (socket === "") return NOBODY;
  const { SystemdNotifier } = await import("./systemd-notifier.ts");
  const isOurs = watchdogPid === "" || Number(watchdogPid) === process.pid;
  const watchdogMs = isOurs ? Number(watchdogUsec ?? 0) / 1000 : 0;
  return new SystemdNotifier({ ...tools, socket, path: env["PATH"] ?? "", watchdogMs });
}

const NOBODY: ServiceManager = {
  ready() {},
  reloading() {},
  stopping() {},
  status() {},
  async [Symbol.asyncDispose]() {},
};
