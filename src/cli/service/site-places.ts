import { isAbsolute, resolve } from "node:path";
import { allAddresses } from "../../app/destination.ts";
import type { Site, SiteSource } from "../../app/site/site.ts";
import { isUnixAddress, socketPath } from "../../core/service/unix-address.ts";
import { isLiveAddress, liveAddress } from "../../slicer/live/live-address.ts";
import { FILES_FLAGS } from "../flags/files-flags.ts";
import { RUN_FLAGS } from "../flags/run-flags.ts";
import { WATCH_FLAGS } from "../flags/watch-flags.ts";
import { WORK_FLAGS } from "../flags/work-flags.ts";
import { writtenFolders } from "./written-folders.ts";

/** What a site needs of the file system. */
export interface SitePlaces {
  /** Folders that it writes to, absolute, none within another one. */
  readonly written: readonly string[];
  /** All files, folders and sockets that it names, absolute. */
  readonly named: readonly string[];
  /** Cameras of this machine: `/dev/video0`. */
  readonly devices: readonly string[];
  /** True if it matters in which folder the site is started. */
  readonly hasRelative: boolean;
}

/** Looks through a site for files, folders, sockets and cameras of this machine. */
export function sitePlaces(site: Site): SitePlaces {
  const typed = site.sources.flatMap((source) => [...sourcePaths(source), ...optionPaths(source)]);
  const written = writtenFolders(site);
  const sockets = site.sources.flatMap(socketsOf);
  const named = [...typed.map((path) => resolve(path)), ...sockets, ...written];
  const runsCommands = site.sources.some(hasCommand) || site.hooks.some(({ run }) => run !== null);
  return {
    written,
    named: [...new Set(named)],
    devices: [...new Set(site.sources.flatMap(deviceOf))],
    hasRelative: runsCommands || typed.some((path) => !isAbsolute(path)),
  };
}

/** Files and folders that frames are taken from. */
function sourcePaths(source: SiteSource): readonly string[] {
  if (source.command === "watch") return source.options.folders;
  if (source.command === "send") return source.options.paths;
  if (source.command === "work") return [];
  const { video } = source.options;
  return isLiveAddress(video) || video.includes("://") ? [] : [video];
}

/** Unix sockets of the services that frames go to. */
function socketsOf({ options }: SiteSource): readonly string[] {
  const addresses = allAddresses({ routes: [], ...options }).filter(isUnixAddress);
  return addresses.flatMap((address) => socketPath(new URL(address)) ?? []);
}

function deviceOf(source: SiteSource): readonly string[] {
  if (source.command !== "run" || !isLiveAddress(source.options.video)) return [];
  const { kind, input } = liveAddress(source.options.video);
  return kind === "device" ? [input] : [];
}

/** Paths that options name. */
function optionPaths({ options }: SiteSource): readonly string[] {
  return Object.entries(options).flatMap(([key, value]: [string, unknown]) =>
    PATH_KEYS.has(key) && typeof value === "string" ? [value] : [],
  );
}

/** Names of the options whose flags take a path. */
const PATH_KEYS: ReadonlySet<string> = new Set(
  [...RUN_FLAGS, ...WATCH_FLAGS, ...FILES_FLAGS, ...WORK_FLAGS]
    .filter(({ spelling }) => /<(?:file|folder|path)>/u.test(spelling))
    .map(({ key }) => key),
);

function hasCommand({ command, options }: SiteSource): boolean {
  return options.tokenCommand !== null || (command === "watch" && options.command.length > 0);
}
