import { slicingOptionsIn } from "../../app/jobs/slicing-fingerprint.ts";
import { sourcePathInWords } from "../../app/jobs/standard-input.ts";
import type { JobInfo } from "../../ledger/job-info.ts";
import { sliceSchema } from "../../options/slice-options.ts";
import { optionName } from "../../core/option-spelling.ts";

const MAX_PATHS_SHOWN = 3;

/** Source of the frames of a job, in few words; for a video with the settings of its slicing. */
export function describeSource({ source: { paths }, fingerprint }: JobInfo): string {
  const named =
    paths.length > MAX_PATHS_SHOWN
      ? `${paths.length} paths`
      : paths.map(sourcePathInWords).join(", ");
  const slicing = fingerprint === null ? [] : slicingFlags(fingerprint);
  return [named, ...slicing].join(" ");
}

/** The slicing options that are not the usual ones, as flags. */
function slicingFlags(fingerprint: string): readonly string[] {
  const options = slicingOptionsIn(fingerprint).filter(
    ([key]) => key in sliceSchema || key === "skipSimilar",
  );
  return options
    .filter(([key, value]) => value !== usualValue(key as keyof typeof sliceSchema | "skipSimilar"))
    .map(([key, value]) => `${optionName(key)} ${String(value)}`);
}

function usualValue(key: keyof typeof sliceSchema | "skipSimilar"): unknown {
  return key === "skipSimilar" ? null : sliceSchema[key].default;
}
