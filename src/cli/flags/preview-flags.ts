import type { PreviewOptions } from "../../options/preview-options.ts";
import { previewSchema } from "../../options/preview-options.ts";
import { CROP_FLAGS } from "./crop-flags.ts";
import type { Flag } from "./flags.ts";
import { FOLDER_FLAGS } from "./folder-flags.ts";
import { MOTION_FLAGS } from "./motion-flags.ts";
import { SLICING_FLAGS } from "./run-flags.ts";
import { SIMILAR_FLAGS } from "./similar-flags.ts";

/** Flags of other commands that mean the same here. */
function shared<Options>(flags: readonly Flag<Options>[]): readonly Flag<PreviewOptions>[] {
  const known = (flag: { readonly key: string }): boolean => flag.key in previewSchema;
  return flags.filter(known) as unknown as readonly Flag<PreviewOptions>[];
}

/** The flags of `preview`, in the order of the help. */
export const PREVIEW_FLAGS: readonly Flag<PreviewOptions>[] = [
  {
    key: "output",
    spelling: "-o, --output <path>",
    help: "file for the sheet, .html or .jpg; an earlier preview is replaced (default: named after the source)",
  },
  {
    key: "maxFrames",
    spelling: "--max-frames <n>",
    help: "frames that the sheet shows at most, spread evenly; all are counted",
  },
  {
    key: "batch",
    spelling: "--batch <n>",
    help: "frames in a request, for the number of requests",
  },
  {
    key: "pricePerThousand",
    spelling: "--price-per-thousand <amount>",
    help: "price of a thousand frames, for an estimate of the cost (default: none)",
  },
  ...CROP_FLAGS,
  ...shared(SLICING_FLAGS),
  ...shared(SIMILAR_FLAGS),
  ...shared(MOTION_FLAGS),
  ...shared(FOLDER_FLAGS),
];
