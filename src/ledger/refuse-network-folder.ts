import { statfs } from "node:fs/promises";
import { FrameferryError } from "../core/errors.ts";
import { NETWORK_FILE_SYSTEMS } from "../core/files/network-file-systems.ts";
import { isSharePath } from "../core/platform/file-names.ts";
import { namesFileSystems } from "../core/platform/kernel-facts.ts";
import { option } from "../core/option-spelling.ts";
import { systemErrorMessage } from "../core/files/system-error.ts";

/**
 * Refuses a folder on a network file system, where locks and writes are unreliable.
 *
 * @param typeOf returns a folder's file system type, as `statfs` does.
 * @throws FrameferryError `ERR_LEDGER_UNUSABLE`.
 */
export async function refuseNetworkFolder(
  folder: string,
  typeOf: (folder: string) => Promise<number> = fileSystemType,
): Promise<void> {
  const name = NETWORK_FILE_SYSTEMS.get(await typeOf(folder));
  if (name === undefined) return;
  throw new FrameferryError({
    code: "ERR_LEDGER_UNUSABLE",
    kind: "environment",
    message:
      `the state folder must not lie on a network file system, and ${folder} is on ${name}: ` +
      "its locks cannot be trusted, so that two programs might write one ledger and destroy it",
    remedy: `name a folder on a local disk with ${option("state")}; the video and the frames may stay there`,
  });
}

/** Number of a share, as Linux has it. */
const SMB = 0xfe534d42;

/** A share of Windows counts as SMB. Other systems but Linux have no numbers that name a file system. */
export async function fileSystemType(folder: string, platform?: NodeJS.Platform): Promise<number> {
  if (isSharePath(folder, platform)) return SMB;
  if (!namesFileSystems(platform)) return 0;
  const { type } = await statfs(folder).catch((cause: unknown) => {
    throw new FrameferryError({
      code: "ERR_FOLDER_UNUSABLE",
      kind: "environment",
      message: `the disk of the state folder ${folder} cannot be accessed: ${systemErrorMessage(cause as Error)}`,
      remedy: `check the disk, or choose another folder with ${option("state")}`,
      cause,
    });
  });
  return type;
}
