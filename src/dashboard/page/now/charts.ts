import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { DashboardState, Range } from "../../page-data.ts";
import type { PageStore } from "../data/page-store.ts";
import type { Series } from "../data/series.ts";
import { useSeries } from "../data/use-series.ts";
import { html } from "../parts/html.ts";
import { type Choice, Select } from "../parts/select.ts";
import { Chart } from "./chart.ts";
import { chartsOf } from "./chart-kinds.ts";

const RANGES: readonly {
  readonly range: Range;
  readonly text: string;
  readonly seconds: number;
}[] = [
  { range: "minutes", text: "5 minutes", seconds: 300 },
  { range: "hour", text: "1 hour", seconds: 3600 },
  { range: "day", text: "1 day", seconds: 86_400 },
];

export interface ChartsProps {
  readonly store: PageStore;
  readonly state: DashboardState;
}

/** What happened over a range of time, in all or for one source or service. */
export function Charts({ store, state }: ChartsProps): VNode {
  const [range, setRange] = useState<Range>("minutes");
  const [key, setKey] = useState("all");
  const points = useSeries(store, range).get(key) ?? [];
  const spanSeconds = RANGES.find((one) => one.range === range)?.seconds ?? 300;
  const kinds = useMemo(() => chartsOf(key), [key]);
  return html`<section class="panel" aria-labelledby="charts">
    <div class="panel-head">
      <h2 id="charts">Over time</h2>
      <${Select}
        label="Charts of"
        value=${key}
        choices=${choicesOf(state, store.minutes)}
        onChoose=${setKey}
      />
      <${RangeChoice} range=${range} onChoose=${setRange} />
    </div>
    <div class="charts">
      ${kinds.map(
        (kind) =>
          html`<${Chart}
            key=${kind.title}
            kind=${kind}
            points=${points}
            spanSeconds=${spanSeconds}
          />`,
      )}
    </div>
  </section>`;
}

/** Of many sources and services only the first have series. */
function choicesOf({ sources, services }: DashboardState, series: Series): readonly Choice[] {
  const all = [
    ...services.map(({ id, address }) => ({ value: `service:${id}`, text: address })),
    ...sources.map(({ id, name }) => ({ value: `source:${id}`, text: name })),
  ];
  return [{ value: "all", text: "everything" }, ...all.filter(({ value }) => series.has(value))];
}

interface RangeChoiceProps {
  readonly range: Range;
  readonly onChoose: (range: Range) => void;
}

function RangeChoice({ range: chosen, onChoose }: RangeChoiceProps): VNode {
  return html`<fieldset class="segments">
    <legend class="hidden">Range of the charts</legend>
    ${RANGES.map(
      ({ range, text }) =>
        html`<label key=${range} class=${range === chosen ? "chosen" : ""}>
          <input
            type="radio"
            name="range"
            checked=${range === chosen}
            onChange=${() => onChoose(range)}
          />
          ${text}
        </label>`,
    )}
  </fieldset>`;
}
