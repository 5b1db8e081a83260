import { statfsSync } from "node:fs";

/** How far the events of a file system can be trusted. */
export type EventReach =
  /** Every change is told. */
  | "all"
  /** Changes that other machines, or the layers below, make are not told. */
  | "local";

/**
 * Looks up the type of the file system that a folder lies on: `f_type` of statfs(2), with the numbers
 * of the Linux kernel's magic.h and of its file systems. Other systems number theirs differently, and
 * are trusted.
 */
export function eventReachOf(folder: string): EventReach {
  if (process.platform !== "linux") return "all";
  try {
    return LOCAL_EVENTS_ONLY.has(statfsSync(folder).type >>> 0) ? "local" : "all";
  } catch {
    return "all";
  }
}

const LOCAL_EVENTS_ONLY: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2 and newer
  0x65735546, // FUSE: sshfs, s3fs, rclone, virtiofs, and shared folders of desktop containers
  0x01021997, // 9p: shared folders of virtual machines and of WSL
  0x00c36400, // Ceph
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
  0x5346414f, // AFS
  0x73757245, // Coda
  0x786f4256, // VirtualBox shared folders
  0xbacbacbc, // VMware shared folders
  0x794c7630, // overlay: what the host writes into its layers is not told
]);
