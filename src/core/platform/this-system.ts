/** Name of the system, as Node has it. */
export function platformName(platform: NodeJS.Platform = process.platform): NodeJS.Platform {
  return platform;
}

/** Name of the file of a program. */
export function programFile(name: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? `${name}.exe` : name;
}

/** True if Homebrew may be there to install programs. */
export function mayHaveBrew(platform: NodeJS.Platform = process.platform): boolean {
  return platform === "darwin";
}

/** True if fonts are found by the files of fontconfig alone, which a container may lack. */
export function needsFontFiles(platform: NodeJS.Platform = process.platform): boolean {
  return platform === "linux";
}
