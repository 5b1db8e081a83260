import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isImageName } from "../../watcher/frame-filter.ts";
import { isSecretName } from "../../core/service/secrets.ts";

/** What a new site file may begin with. */
export interface Surroundings {
  /** Videos of the folder. */
  readonly videos: readonly string[];
  /** Folders in it that hold images. */
  readonly folders: readonly string[];
  /** Value of `to`: the variable of the environment that holds it; `null` if none does. */
  readonly service: string | null;
}

/** Looks at a folder, one level deep, and at the variables of the environment. */
export function lookAround(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Surroundings {
  const entries = listed(folder);
  const isFile = (name: string): boolean =>
    entries.some((entry) => entry.name === name && entry.isFile());
  const names = entries
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("."))
    .toSorted();
  const videos = names.filter((name) => VIDEO_NAME.test(name) && isFile(name));
  const folders = names.filter(
    (name) => !isFile(name) && listed(join(folder, name)).some((entry) => isImageName(entry.name)),
  );
  const named = Object.keys(env).find(
    (name) => ADDRESS_NAMES.has(name) && (env[name] ?? "") !== "" && !isSecretName(name),
  );
  return {
    videos: videos.slice(0, MAX_FOUND).map((name) => `./${name}`),
    folders: folders.slice(0, MAX_FOUND).map((name) => `./${name}`),
    service: named === undefined ? null : `\${${named}}`,
  };
}

/** More would be a list, and no place to begin. */
const MAX_FOUND = 5;
const VIDEO_NAME = /\.(?:mp4|m4v|mov|mkv|webm|avi|m?ts|mpe?g|flv|wmv)$/iu;
const ADDRESS_NAMES: ReadonlySet<string> = new Set(["FRAMEFERRY_TO"]);

function listed(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A place that cannot be listed has nothing to offer.
    return [];
  }
}
