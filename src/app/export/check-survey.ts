import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { Survey } from "../../export/survey.ts";
import type { ExportFormat } from "./export-formats.ts";

/** @throws FrameferryError `ERR_OPTION` where frames lack what a format needs, before anything is written. */
export function checkSurvey({ needs }: ExportFormat, survey: Survey): void {
  if (needs === "size") refuseWithoutSize(survey);
  if (needs === "time") refuseWithoutTime(survey);
}

function refuseWithoutSize({ withoutSize: { count, example } }: Survey): void {
  if (count === 0) return;
  throw unfit(
    `this format needs the size of each image, and ${formatCount(count, "image")} cannot be found, such as ${example}`,
    `say where the images are with ${option("images")}, or how large all of them are with ${option("imageSize")}; of a video, ${option("frames")} keeps the images in the next run`,
  );
}

function refuseWithoutTime({ withoutTime: { count, example }, sources }: Survey): void {
  if (count > 0)
    throw unfit(
      `subtitles need frames of a video, and ${formatCount(count, "frame")} have no time in one, such as ${example}`,
      `choose another ${option("format")}, such as csv`,
    );
  if (sources.size > 1)
    throw unfit(
      `subtitles are for one video, and these results are of ${sources.size}: ${[...sources.values()].slice(0, 5).join(", ")}`,
      "name the job of one of them",
    );
}

function unfit(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
