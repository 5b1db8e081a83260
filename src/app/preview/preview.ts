import { extname, resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { command, option } from "../../core/option-spelling.ts";
import { demandPackages } from "../../core/packages/optional-packages.ts";
import type { PreviewOptions } from "../../options/preview-options.ts";
import type { SheetEstimate, SheetFacts } from "../../report/sheet/sheet-facts.ts";
import { packageVersion } from "../monitoring/package-version.ts";
import { checkReportFile, writeReportFile } from "../report/report-file.ts";
import { previewName } from "../report/report-name.ts";
import { imagePaths } from "./image-paths.ts";
import { previewImages } from "./preview-images.ts";
import type { PreviewParties } from "./preview-parties.ts";
import { previewVideo } from "./preview-video.ts";

/** What a preview has found, and where its sheet is. */
export interface PreviewReport extends SheetEstimate {
  /** Absolute path of the sheet. */
  readonly output: string;
  /** Frames that would be sent. */
  readonly sent: number;
  /** Frames that each rule leaves out, by its name. */
  readonly skippedBy: Readonly<Record<string, number>>;
  /** Frames that the sheet shows. */
  readonly shown: number;
  /** What is amiss with the sources, a sentence each. */
  readonly warnings: readonly string[];
  /** False if some of the sources could not be looked at, such as the end of a broken video. */
  readonly complete: boolean;
}

/**
 * Writes a contact sheet of the frames that would be sent, and sends nothing.
 *
 * @param list paths of images on standard input; `null` if none were announced.
 * @throws FrameferryError as `previewFrames` says, and the reason of `signal`.
 */
export async function runPreview(
  options: PreviewOptions,
  list: AsyncIterable<string> | null,
  { listen, signal }: PreviewParties,
): Promise<PreviewReport> {
  demandPackages({ what: command("preview"), packages: ["sharp"] });
  const output = options.output ?? previewName(options.sources);
  const isImage = isImageFile(output);
  await checkReportFile(output, "output", "preview");
  const images = await imagePaths(options, list);
  const found =
    images === null
      ? await previewVideo(options, { listen, signal })
      : await previewImages(images, options, { listen, signal });
  const { complete, ...shown } = found;
  const facts: SheetFacts = { version: packageVersion(), sources: options.sources, ...shown };
  await writeReportFile(output, await sheetOf(facts, isImage), "output", "preview");
  const { sent, skippedBy, estimate, frames, warnings } = facts;
  return {
    ...{ output: resolve(output), sent, skippedBy: Object.fromEntries(skippedBy) },
    ...{ shown: frames.length, warnings, complete, ...estimate },
  };
}

function isImageFile(output: string): boolean {
  const extension = extname(output).toLowerCase();
  if ([".jpg", ".jpeg"].includes(extension)) return true;
  if ([".html", ".htm"].includes(extension)) return false;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `a preview is a page or a picture, and ${output} has the name of neither`,
    remedy: `end the name in ${option("output")} in .html or .jpg`,
  });
}

async function sheetOf(facts: SheetFacts, isImage: boolean): Promise<string | Buffer> {
  if (isImage) {
    const { sheetImage } = await import("../../report/sheet/sheet-image.ts");
    return await sheetImage(facts);
  }
  const { sheetPage } = await import("../../report/sheet/sheet-page.ts");
  return sheetPage(facts);
}
