import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";

/**
 * Downloads the portrait of the astronaut Eileen Collins, 512 by 512 pixels, out of Debian's package of scikit-image.
 *
 * @param folder that it is put into.
 * @returns its absolute path.
 */
export function fetchPortrait(folder: string): string {
  const download = ["-qq", "-o", "APT::Sandbox::User=root", "download", "python3-skimage"];
  execFileSync("apt-get", download, { cwd: folder });
  const [archive = ""] = globSync("python3-skimage_*.deb", { cwd: folder });
  execFileSync("dpkg-deb", ["--extract", archive, "skimage"], { cwd: folder });
  const [portrait = ""] = globSync("skimage/**/data/astronaut.png", { cwd: folder });
  return join(folder, portrait);
}
