import type { DatabaseSync } from "node:sqlite";
import { coco, COCO_BEGINNING } from "../../export/coco.ts";
import { csv, CSV_BEGINNING } from "../../export/csv.ts";
import type { NamedFrame } from "../../export/export-frame.ts";
import { subRip, webVtt } from "../../export/subtitles.ts";
import type { Survey } from "../../export/survey.ts";
import { type ExportedFile, yolo } from "../../export/yolo.ts";
import type { ExportFormatName } from "../../options/export-options.ts";

/** What a format is made of. */
export interface ExportParts {
  /** May be read several times. */
  readonly frames: Iterable<NamedFrame>;
  readonly survey: Survey;
  /** For what has to be sorted. */
  readonly scratch: DatabaseSync;
}

/** A form of an export: one document, or a folder of files. */
export interface ExportFormat {
  /** What each frame needs: the size of its image, or a time in its video. */
  readonly needs?: "size" | "time";
  /** Beginning of a document, by which an earlier export is known again. */
  readonly beginning?: RegExp;
  readonly document?: (parts: ExportParts) => Iterable<string>;
  readonly files?: (parts: ExportParts) => Iterable<ExportedFile>;
}

export const EXPORT_FORMATS: Readonly<Record<ExportFormatName, ExportFormat>> = {
  csv: {
    beginning: new RegExp(`^${CSV_BEGINNING}`, "u"),
    document: ({ frames }) => csv(frames),
  },
  coco: {
    needs: "size",
    beginning: new RegExp(`^${COCO_BEGINNING.replaceAll(/[{}]/gu, String.raw`\$&`)}`, "u"),
    document: ({ frames, survey }) => coco(frames, survey),
  },
  yolo: { needs: "size", files: ({ frames, survey }) => yolo(frames, survey) },
  srt: {
    needs: "time",
    beginning: /^1\r?\n\d\d+:\d\d:\d\d,\d{3} --> /u,
    document: ({ frames, scratch }) => subRip(frames, scratch),
  },
  vtt: {
    needs: "time",
    beginning: /^WEBVTT\b/u,
    document: ({ frames, scratch }) => webVtt(frames, scratch),
  },
};
