import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadWith } from "../../core/packages/optional-packages.ts";
import { needsFontFiles } from "../../core/platform/this-system.ts";

/**
 * Makes the font of drawings known to sharp, once in a process: a slim container has no font at all, and librsvg would
 * draw no letter. Whatever script it lacks comes from the fonts of the system.
 */
export async function useDrawingFont(): Promise<void> {
  fontIsKnown ??= makeFontKnown();
  await fontIsKnown;
}

let fontIsKnown: Promise<void> | null = null;

async function makeFontKnown(): Promise<void> {
  useOwnConfiguration();
  const { default: sharp } = await loadWith(
    { what: "drawing on a picture", packages: ["sharp"] },
    async () => await import("sharp"),
  );
  // A text that is drawn from a file leaves its font to all texts of the process, those of an SVG included.
  const text = { text: "x", font: `${DRAWING_FONT} 16`, fontfile: pathOf("Inter-Medium.ttf") };
  await sharp({ text }).png().toBuffer();
}

/** Family of the font. */
export const DRAWING_FONT = "Inter Medium";

/** Without any configuration, fontconfig complains on standard error, and finds nothing. */
function useOwnConfiguration(): void {
  const { FONTCONFIG_FILE: file, FONTCONFIG_PATH: folder } = process.env;
  const isConfigured = file !== undefined || folder !== undefined;
  if (!needsFontFiles() || isConfigured || existsSync("/etc/fonts/fonts.conf")) return;
  process.env["FONTCONFIG_FILE"] = pathOf("fonts.conf");
}

/** The bundle's folder lies as deep as this one. */
function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../pictures/font/${name}`, import.meta.url));
}
