import type { FrameCard } from "../../frame-data.ts";
import type { Choice } from "../parts/select.ts";
import { formatWhole, shorten } from "../text/format.ts";

/** What cards are to be shown; an empty text leaves all. */
export interface FrameFilter {
  readonly sourceId: string;
  readonly outcome: string;
  readonly label: string;
}

export const ALL_FRAMES: FrameFilter = { sourceId: "", outcome: "", label: "" };

export function matches({ sourceId, outcome, findings }: FrameCard, filter: FrameFilter): boolean {
  return (
    (filter.sourceId === "" || filter.sourceId === sourceId) &&
    (filter.outcome === "" || filter.outcome === outcome) &&
    (filter.label === "" || findings.some(({ label }) => label === filter.label))
  );
}

export function sourceChoices(frames: readonly FrameCard[]): readonly Choice[] {
  const names = new Map(frames.map(({ sourceId, source }) => [sourceId, source]));
  return [
    { value: "", text: "all" },
    ...[...names].map(([value, name]) => ({ value, text: shorten(name, MAX_TEXT) })),
  ];
}

/** Labels of the cards, the most frequent first. */
export function labelChoices(frames: readonly FrameCard[]): readonly Choice[] {
  const counts = new Map<string, number>();
  for (const { findings } of frames)
    for (const label of new Set(findings.map((finding) => finding.label).filter(isNamed)))
      counts.set(label, (counts.get(label) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one).slice(0, MAX_LABELS);
  return [
    { value: "", text: "all" },
    ...sorted.map(([label, count]) => ({
      value: label,
      text: `${shorten(label, MAX_TEXT)} (${formatWhole(count)})`,
    })),
  ];
}

/** An empty label would be the choice of all. */
function isNamed(label: string): boolean {
  return label !== "";
}

export const OUTCOME_CHOICES: readonly Choice[] = [
  { value: "", text: "all" },
  { value: "delivered", text: "delivered" },
  { value: "failed", text: "failed" },
];

const MAX_TEXT = 40;
const MAX_LABELS = 100;
