import { ENVIRONMENT_FILE, MARK, type ServiceSetup } from "./service-setup.ts";
import { commandProgram, commandWord, unitPath, unitWord } from "./systemd-words.ts";

/** A hardened unit of systemd that runs a site. */
export function systemdUnit(setup: ServiceSetup): string {
  return `# ${MARK}
[Unit]
Description=frameferry, which carries frames to inference services
Wants=network-online.target
After=network-online.target time-sync.target

[Service]
${[...processLines(setup), ...HARDENING, ...openingLines(setup)].join("\n")}

[Install]
WantedBy=multi-user.target
`;
}

/** Folder that systemd makes for a service, and lets it write to. */
export function systemdStateFolder(name: string): string {
  return `/var/lib/${name}`;
}

function processLines(setup: ServiceSetup): readonly string[] {
  const { name, user, node, program, file, namesState } = setup;
  const state = systemdStateFolder(name);
  return [
    "Type=notify",
    "NotifyAccess=all",
    "WatchdogSec=60",
    `ExecStart=${commandProgram(node)} ${commandWord(program)} up ${commandWord(file)}`,
    "ExecReload=/bin/kill -HUP $MAINPID",
    `EnvironmentFile=-${ENVIRONMENT_FILE}`,
    user === null ? "DynamicUser=yes" : `User=${user}`,
    `StateDirectory=${name}`,
    // FRAMEFERRY_STATE would count for more than what the file says.
    `Environment=${namesState ? "XDG_STATE_HOME" : "FRAMEFERRY_STATE"}=${state}`,
    `WorkingDirectory=${unitPath(setup.workingFolder)}`,
    "UMask=0027",
    "Restart=on-failure",
    "RestartSec=5",
    "RestartPreventExitStatus=2 3",
    "SuccessExitStatus=143",
    "KillMode=mixed",
    "TimeoutStopSec=3min",
    "OOMPolicy=continue",
  ];
}

/** The same for every site; how much it spares the machine is what `systemd-analyze security` counts. */
const HARDENING: readonly string[] = [
  "NoNewPrivileges=yes",
  "ProtectSystem=strict",
  "PrivateTmp=yes",
  "ProtectKernelTunables=yes",
  "ProtectKernelModules=yes",
  "ProtectKernelLogs=yes",
  "ProtectControlGroups=yes",
  "ProtectClock=yes",
  "ProtectHostname=yes",
  "ProtectProc=invisible",
  "RestrictNamespaces=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK",
  "LockPersonality=yes",
  "CapabilityBoundingSet=",
  "SystemCallArchitectures=native",
  "SystemCallFilter=@system-service",
  "SystemCallFilter=~@privileged",
  "SystemCallErrorNumber=EPERM",
];

/** What this site needs of the machine beyond that. */
function openingLines({ usesHomes, devices, writtenFolders }: ServiceSetup): readonly string[] {
  // A folder that is missing is left out by the dash: the service starts, and says itself what it lacks.
  const written = writtenFolders.map((folder) => unitWord(`-${folder}`)).join(" ");
  return [
    usesHomes ? "ProtectHome=read-only" : "ProtectHome=yes",
    ...(devices.length === 0 ? ["PrivateDevices=yes"] : cameraLines(devices)),
    ...(written === "" ? [] : [`ReadWritePaths=${written}`]),
  ];
}

function cameraLines(devices: readonly string[]): readonly string[] {
  return [
    "DevicePolicy=closed",
    ...devices.map((device) => `DeviceAllow=${unitPath(device)} rw`),
    "SupplementaryGroups=video",
  ];
}
